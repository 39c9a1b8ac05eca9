"""`python -m sandbox`: the practice workspace by itself, for a bot that was started elsewhere."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

from sandbox import demo
from sandbox.server import Sandbox


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Slack-like workspace on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=3000)
    parser.add_argument("--bot-url", help="where the bot listens (not needed in Socket Mode)")
    parser.add_argument("--token", default="xoxb-practice", help="the bot's SLACK_BOT_TOKEN")
    parser.add_argument("--secret", default="practice-signing-secret", help="the bot's SLACK_SIGNING_SECRET")
    parser.add_argument("--app-token", help="the bot's SLACK_APP_TOKEN, for Socket Mode")
    parser.add_argument("--clock-file", type=Path, help="receives the clock's offset in seconds")
    parser.add_argument("--manifest-json", type=Path, help="the app's manifest as JSON")
    parser.add_argument("--welcome", default=demo.WELCOME, help="the first message of the workspace to a visitor")
    parser.add_argument("--no-pace", action="store_true", help="without Slack's limits on how fast an app may post")
    parser.add_argument("--empty", action="store_true", help="without the customers' messages")
    return parser.parse_args()


async def serve(args: argparse.Namespace) -> None:
    """Runs until the process is asked to stop."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on a loop
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with Sandbox(
        args.bot_url,
        token=args.token,
        secret=args.secret,
        app_token=args.app_token,
        host=args.host,
        port=args.port,
        pace=not args.no_pace,
        clock_file=args.clock_file,
        manifest=json.loads(args.manifest_json.read_text()) if args.manifest_json else None,
    ) as slack:
        if not args.empty:
            demo.fill(slack.workspace, args.welcome)
        sys.stdout.write(f"The practice workspace is open on {slack.url} (SLACK_API_URL={slack.api_url})\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> int:
    try:
        asyncio.run(serve(arguments()))
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"The practice workspace cannot start: {problem}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
