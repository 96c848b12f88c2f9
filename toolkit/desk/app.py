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
#: The beginnings of addresses that do not depend on the open campaign.
_GENERAL = ("/static/", "/campaign/open", "/leaving")
#: The media types of assets, by ending: what the system has for `.js` may be wrong, and browsers rely on it.
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


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
        return Response(assets[name], media_type=_MEDIA_TYPES[Path(name).suffix], headers={"Cache-Control": _DAY})

    def not_found(_request: Request, _error: Exception) -> Response:
        return pages.refusal(pages.templates.say("sorry-no-page"), 404)

    routes = [*_routes_of_pages(desk, pages), *_routes_of_actions(actions), Route("/static/{name}", asset)]
    inner = Starlette(routes=[Mount(base, routes=routes)], exception_handlers={404: not_found})
    return Guard(_CampaignCheck(inner, base, desk, pages), host, secret, pages.templates.say("refused"), "take-in")


@dataclass(frozen=True, slots=True)
class _CampaignCheck:
    """Refuses a request whose address names a campaign that is not the open one any more (decision 154)."""

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
        app = self.app if number == self.desk.number or path.startswith(_GENERAL) else self._refusal(number, path)
        await app({**scope, "path": self.base + path}, receive, send)

    def _refusal(self, number: int, path: str) -> Response:
        if path == "/alive" or path.endswith("state"):
            return self.pages.another_campaign_state()
        return self.pages.another_campaign(self.desk.opened[number - 1] if number <= len(self.desk.opened) else None)


def _routes_of_pages(desk: Desk, pages: Pages) -> list[Route]:
    def with_presence(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def respond(request: Request) -> Response:
            desk.presence.record_request()
            OFFICER.set(request.query_params.get("officer", ""))
            return page(request)

        return respond

    return [
        Route("/", with_presence(pages.overview)),
        *(Route(f"/{name}", with_presence(partial(page, pages)), methods=["GET"]) for name, page in MENU.items()),
        Route("/agencies/{code}", with_presence(pages.agency)),
        Route("/indicators/{code}", with_presence(pages.indicator)),
        Route("/details/state", pages.details_state),
        Route("/ideas/{group}", with_presence(pages.idea)),
        Route("/leaders/page", pages.leaders_page),
        Route("/leaders/state", pages.leaders_state),
        Route("/work/{number}", with_presence(pages.job)),
        Route("/work/{number}/state", pages.job_state),
        Route("/state", pages.state),
        Route("/letters", with_presence(pages.letters)),
        Route("/campaign", with_presence(pages.campaigns)),
    ]


def _routes_of_actions(actions: Actions) -> list[Route]:
    def post(path: str, action: Callable[[Request], Awaitable[Response] | Response]) -> Route:
        return Route(path, action, methods=["POST"])

    def form(path: str, action: Callable[[Actions, Request, FormData], Response]) -> Route:
        async def do(request: Request) -> Response:
            return await run_in_threadpool(actions.perform, action, request, await request.form(max_files=0))

        return post(path, do)

    return [
        form("/do/{action}", Actions.start_command),
        post("/work/{number}/stop", actions.stop_command),
        post("/take-in", actions.receive_files),
        form("/decide", Actions.decide),
        form("/decided", Actions.record_decisions),
        post("/open/{id}", actions.open_file),
        post("/open-folder/{name}", actions.open_folder),
        form("/campaign/open", Actions.open_campaign),
        form("/campaign/new", Actions.new_campaign),
        form("/campaign/next", Actions.next_round),
        post("/alive", actions.record_open),
        post("/leaving", actions.record_leaving),
    ]
