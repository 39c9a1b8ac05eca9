"""`python -m sandbox` as an operator runs it."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"display_information": {"name": "Helper"}}))
    process = await start("--port", "0", "--manifest-json", str(manifest), "--clock-file", str(tmp_path / "clock"))
    assert process.stdout
    line = (await process.stdout.readline()).decode()
    address = line.split("open on ")[1].split()[0]
    async with aiohttp.ClientSession() as session, session.get(f"{address}/sandbox/state") as got:
        shown = await got.json()
        assert shown["app"]["name"] == "Helper"
        assert len(shown["messages"]) > 5

    taken = await start("--port", address.rsplit(":", 1)[1])
    _, said = await taken.communicate()
    assert (taken.returncode, said.count(b"\n")) == (2, 1)
    assert said.startswith(b"The practice workspace cannot start: ")

    process.terminate()
    await process.communicate()
    assert process.returncode == 0
