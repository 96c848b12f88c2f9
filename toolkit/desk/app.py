"""The desk as a web application: its addresses, and the guard that every request passes."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from toolkit.desk.actions import Actions
from toolkit.desk.desk import ADDRESSED, OFFICER, Desk
from toolkit.desk.pages import MENU, Pages
from toolkit.desk.render import HERE, Templates
from toolkit.desk.security import Guard

_DAY = "private, max-age=86400"
#: Addresses that do not depend on the open campaign begin with one of these.
_OF_ANY = ("/static/", "/campaign/open", "/leaving")
#: The media types of assets: a system may map `.js` to anything, and browsers obey it.
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def application(desk: Desk, host: str, secret: str) -> Guard:
    """The desk at `http://HOST/SECRET/`."""
    base = f"/{secret}"
    pages = Pages(desk, Templates(desk.settings.language, lambda: f"{base}/{desk.number}" if desk.number > 1 else base))
    actions = Actions(desk, pages)
    assets = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}

    def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in assets:
            return Response(status_code=404)
        return Response(assets[name], media_type=_KINDS[Path(name).suffix], headers={"Cache-Control": _DAY})

    def missing(_request: Request, _error: Exception) -> Response:
        return pages.sorry(pages.templates.say("sorry-no-page"), 404)

    routes = [*_routes_of_pages(desk, pages), *_routes_of_actions(actions), Route("/static/{name}", asset)]
    inner = Starlette(routes=[Mount(base, routes=routes)], exception_handlers={404: missing})
    return Guard(_Addressed(inner, base, desk, pages), host, secret, pages.templates.say("refused"), "take-in")


@dataclass(frozen=True, slots=True)
class _Addressed:
    """Checks the campaign in the address of a request: if another campaign is open, nothing is done (decision 154)."""

    app: ASGIApp
    base: str
    desk: Desk
    pages: Pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first, _, rest = scope["path"].removeprefix(f"{self.base}/").partition("/")
        numbered = re.fullmatch(r"[1-9][0-9]{0,3}", first)
        path = f"/{rest}" if numbered else scope["path"].removeprefix(self.base)
        number = int(first) if numbered else 1
        ADDRESSED.set(number)
        app = self.app if number == self.desk.number or path.startswith(_OF_ANY) else self._other(number, path)
        await app({**scope, "path": self.base + path}, receive, send)

    def _other(self, number: int, path: str) -> Response:
        if path == "/alive" or path.endswith("state"):
            return self.pages.other_state()
        return self.pages.other(self.desk.opened[number - 1] if number <= len(self.desk.opened) else None)


def _routes_of_pages(desk: Desk, pages: Pages) -> list[Route]:
    def attended(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            desk.presence.requested()
            OFFICER.set(request.query_params.get("officer", ""))
            return page(request)

        return respond

    return [
        Route("/", attended(pages.overview)),
        *(Route(f"/{name}", attended(partial(page, pages)), methods=["GET"]) for name, page in MENU.items()),
        Route("/agencies/{code}", attended(pages.agency)),
        Route("/indicators/{code}", attended(pages.indicator)),
        Route("/details/state", pages.details_state),
        Route("/ideas/{group}", attended(pages.idea)),
        Route("/leaders/page", pages.leaders_page),
        Route("/leaders/state", pages.leaders_state),
        Route("/work/{number}", attended(pages.job)),
        Route("/work/{number}/state", pages.job_state),
        Route("/state", pages.state),
        Route("/letters", attended(pages.letters)),
        Route("/campaign", attended(pages.campaigns)),
    ]


def _routes_of_actions(actions: Actions) -> list[Route]:
    def post(path: str, action: Callable[[Request], Awaitable[Response] | Response]) -> Route:
        return Route(path, action, methods=["POST"])

    def form(path: str, action: Callable[[Actions, Request, FormData], Response]) -> Route:
        async def do(request: Request) -> Response:
            return await run_in_threadpool(actions.answered, action, request, await request.form(max_files=0))

        return post(path, do)

    return [
        form("/do/{action}", Actions.do),
        post("/work/{number}/stop", actions.stop),
        post("/take-in", actions.receive_files),
        form("/decide", Actions.decide),
        form("/decided", Actions.record_decisions),
        post("/open/{id}", actions.open_file),
        post("/open-folder/{name}", actions.open_folder),
        form("/campaign/open", Actions.open_campaign),
        form("/campaign/new", Actions.new_campaign),
        form("/campaign/next", Actions.next_round),
        post("/alive", actions.alive),
        post("/leaving", actions.leaving),
    ]
