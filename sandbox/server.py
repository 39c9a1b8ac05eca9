"""The workspace as a server: Slack's Web API, sockets and response URLs, the page, and the Python API."""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from sandbox import demo
from sandbox.api import WebApi
from sandbox.clock import Clock
from sandbox.control import Control, same_origin
from sandbox.driving import Driving
from sandbox.faults import Faults
from sandbox.manifest import Manifest
from sandbox.pacing import Pace
from sandbox.page_server import PageServer
from sandbox.people import Channel, Person, Usergroup
from sandbox.responses import Responses
from sandbox.sockets import Sockets
from sandbox.transport import PATIENCE, Transport
from sandbox.workspace import Workspace

T = TypeVar("T")
LARGEST_REQUEST = 8 * 2**20  # bytes


async def always_fresh(request: web.Request, response: web.StreamResponse) -> None:
    """Browsers ask again for every file: what they show is what is on this machine now."""
    response.headers.setdefault("Cache-Control", "no-cache")


class Sandbox(Driving):
    """A running workspace; use it as `async with Sandbox(…) as slack`.

    `token`, `secret` and `app_token` are the ones the bot is started with; `port` 0 takes a free one. `pace` False
    switches Slack's limits on posting off, a `Pace` tunes them. `clock_file` receives the clock's offset in seconds.
    `manifest` is the content of the app's manifest; with it, only what it declares works, without it everything does.
    `patience` is how many seconds Slack waits for an answer.
    """

    def __init__(
        self,
        bot_url: str | None = None,
        *,
        token: str = "xoxb-practice",  # noqa: S107 — it opens nothing but this practice workspace
        secret: str = "practice-signing-secret",  # noqa: S107
        app_token: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        pace: bool | Pace = True,
        clock_file: Path | None = None,
        manifest: Mapping[str, Any] | None = None,
        people: Iterable[Person] | None = None,
        channels: Iterable[Channel] | None = None,
        usergroups: Iterable[Usergroup] = (),
        patience: float = PATIENCE,
        seed: int = 0,
    ) -> None:
        self.token, self.secret, self.app_token = token, secret, app_token
        self.clock, self.faults, self.sockets = Clock(clock_file), Faults(seed), Sockets()
        self._host, self._port = host, port
        there = tuple(demo.PEOPLE if people is None else people)
        super().__init__(
            Workspace(
                there,
                demo.channels(there) if channels is None else channels,
                usergroups,
                manifest=Manifest.read(manifest),
                clock=self.clock,
                pace=pace if isinstance(pace, Pace) else Pace(on=pace),
            ),
            Transport(bot_url.rstrip("/") if bot_url else None, secret, self.sockets, patience),
        )
        self._page = PageServer(self)
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.5)

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_REQUEST, middlewares=[same_origin])
        app.on_response_prepare.append(always_fresh)
        api = WebApi(self.workspace, self.faults, self.sockets, self.token, self.app_token)
        app.router.add_route("*", "/api/{method}", api.handle)
        app.router.add_post("/response/{id}", Responses(self.workspace, self.faults).handle)
        app.router.add_get("/link/", self.sockets.handle)
        Control(self.workspace, self.clock, self.faults, self.sockets).add_routes(app.router)
        self._page.add_routes(app.router)
        return app

    @property
    def bot_url(self) -> str | None:
        """The bot's own address; it may be set after the start."""
        return self.transport.bot_url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self.transport.bot_url = url.rstrip("/")

    @property
    def url(self) -> str:
        return self.workspace.url

    @property
    def api_url(self) -> str:
        """What the bot gets as SLACK_API_URL."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        await self.transport.start()
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        try:
            await site.start()
        except OSError:
            await self.__aexit__(None, None, None)
            raise
        port = self._runner.addresses[0][1]
        shown = "127.0.0.1" if self._host in ("0.0.0.0", "::") else self._host  # noqa: S104 — compared, not bound
        self.workspace.url = f"http://{shown}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._page.close()
        with contextlib.suppress(ConnectionError):
            await self.sockets.disconnect("link_disabled")
        await self.transport.stop()
        await self._runner.cleanup()

    async def until(self, test: Callable[[], T | None], seconds: float = 5) -> T:
        """Waits until `test` gives something true, looking at each change of the workspace. Otherwise TimeoutError."""
        return await self.workspace.until(test, seconds)
