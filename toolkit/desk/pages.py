"""The pages. Each page is made from the known state of the campaign, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from toolkit.agencies.roster import ASIDE
from toolkit.definition.campaign import FILE_NAME
from toolkit.definition.starter import programmes
from toolkit.desk.desk import OFFICER, Desk
from toolkit.desk.drafts import SENDERS, drafts_in
from toolkit.desk.recent import default_server, documents_folder, other_rounds
from toolkit.desk.records import AgencyRow, CampaignView, FindingRow
from toolkit.desk.render import Templates
from toolkit.desk.security import FRAMED_POLICY
from toolkit.desk.shelf import ShownFile, id_of, shown_files
from toolkit.desk.states import KnownState, States
from toolkit.export import FOLDERS as EXPORTS
from toolkit.files.form_names import code_in
from toolkit.messages import visible
from toolkit.messages.errors import ToolkitError
from toolkit.model import DeskEdit
from toolkit.run.closing.state import closed_bags
from toolkit.run.folder import BACKUPS, BESIDE, MAILS, MASTER, OUTGOING, PAGE, REGISTER, REPORT, RETURNS, SHARED

if TYPE_CHECKING:
    from toolkit.desk.ideas import Idea

#: Seconds that a page waits for the campaign to be read before it shows the earlier state.
_WAITS = 0.1
#: Seconds that a page waits after a decision, so that it shows the effect.
_WAITS_DECIDED = 8.0
#: The most findings of each agency on the page of all findings.
_MOST_FINDINGS = 5
#: The names of the files on the page of results.
_MASTERS = (MASTER, MASTER.replace(".", f"{SHARED}."))
_REPORTS = (REPORT, REPORT.replace(".", f"{BESIDE}."), str(Path(REPORT).with_suffix(".pdf")))
RESULTS = (*_MASTERS, *_REPORTS, PAGE)
MAIN_FILES = (FILE_NAME, MASTER, REPORT, PAGE, REGISTER)
#: The files that each command writes in the campaign folder.
_OUTPUTS: Mapping[str, Sequence[str]] = {
    "new": (FILE_NAME,),
    "next-round-here": (FILE_NAME,),
    "merge": _MASTERS,
    "restore": (MASTER,),
    "report": _REPORTS,
    "page": (PAGE,),
}
#: The most pairs of ideas shown at once.
_PAIRS = 30
#: Filters of the board, in addition to the filters by sign.
_FILTERS: Mapping[str, Callable[[AgencyRow], bool]] = {
    "not_in": lambda row: row.standing in ("missing", "rejected"),
    "late": lambda row: bool(row.late),
    "waiting": lambda row: bool(row.waiting),
    "to_review": lambda row: bool(row.counts) and not row.holds,
}
#: The pages to show when a command has ended.
_NEXT_PAGES: Mapping[str, tuple[str, ...]] = {
    "template": ("forms",),
    "form-mails": ("letters", "forms"),
    "preview": ("forms",),
    "collect": ("decide", "take-in", "agencies"),
    "check": ("findings",),
    "returns": ("letters", "forms"),
    "remind": ("letters", "forms"),
    "phones": ("forms",),
    **dict.fromkeys(SENDERS.values(), ("letters",)),
    "merge": ("results", "leaders"),
    "report": ("results",),
    "export": ("results",),
    "restore": ("results",),
    **dict.fromkeys(("diff", "close", "reopen", "verify"), ("results",)),
    "page": ("leaders",),
    "own-report": ("agencies",),
    "draft": ("agencies",),
}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one desk."""

    desk: Desk
    templates: Templates
    messages: list[str] = field(default_factory=list)
    """The messages about recorded decisions for the next page."""

    # -- the frame --

    def show(self, name: str, status: int = 200, **context: Any) -> Response:
        """A page in its frame, with the campaign, the running command, and whether the contents are current."""
        known: KnownState = context.pop("known", None) or self._known_state()
        campaign = context.pop("campaign", known.campaign)
        frame = {
            "page": name,
            "menu": ("overview", *MENU),
            "campaign": campaign,
            "known": known,
            "stamp": self._stamp(known),
            "running": self.desk.jobs.running,
            "news": self._notice(),
            "root": self.desk.root,
            "closed": [bag.name for bag in closed_bags(self.desk.root)][-1:] if self.desk.root else [],
            "open_of": self._file_finder(),
            "said": self.messages.pop() if self.messages else "",
            "officer": OFFICER.get(),
        }
        return HTMLResponse(self.templates.page(name, **frame, **context), status)

    def refusal(self, sentence: str, status: int = 200, back: str = "") -> Response:
        """The page that says why something was not done."""
        return self.show("sorry", status, sentence=sentence, back=back)

    def _known_state(self) -> KnownState:
        wait = _WAITS_DECIDED if self.messages else _WAITS
        return self.desk.states.known(wait) if self.desk.states is not None else KnownState()

    def _stamp(self, known: KnownState) -> str:
        return str(known.number) if known.fresh else ""

    def _file_finder(self) -> Callable[[str], ShownFile | None]:
        """A function that finds the file with a path from the campaign folder; None if it cannot be opened."""
        root = self.desk.root
        shown = shown_files(root) if root is not None else {}

        def find(path: str) -> ShownFile | None:
            file = shown.get(id_of(path))
            return file if file is not None and file.opens else None

        return find

    def _campaign_page(
        self, name: str, make: Callable[[CampaignView], Mapping[str, Any]], known: KnownState | None = None
    ) -> Response:
        """A page about the campaign; without a campaign, or if it cannot be read, the page that says so."""
        if self.desk.states is None:
            return self.start()
        known = known or self._known_state()
        if known.trouble is not None and known.fresh:
            return self.show("trouble", known=known, trouble=known.trouble)
        if known.campaign is None:
            return self.show("reading", known=known)
        return self.show(name, known=known, **make(known.campaign))

    # -- pages --

    def start(self, sentence: str = "") -> Response:
        """The page to begin or open a campaign."""
        incoming = [path.name for path in self.desk.incoming]
        recent = self.desk.settings.recent.folders()
        status = 422 if sentence else 200
        return self.show(
            "start",
            status,
            recent=recent,
            incoming=incoming,
            proposed=self.desk.proposed or _free_folder(documents_folder() / self.templates.say("start-new-name")),
            programmes=[(one.name, one.title.say(self.desk.settings.language)) for one in programmes()],
            sentence=sentence,
        )

    def campaigns(self, _request: Request) -> Response:
        """Other campaigns to open: the rounds of this folder, then recent ones."""
        if (root := self.desk.root) is None:
            return self.start()
        rounds = other_rounds(root)
        recent = [folder for folder in self.desk.settings.recent.folders() if folder not in (root, *rounds)]
        return self.show("campaigns", there=rounds, recent=recent)

    def sent_value(self, edit: DeskEdit) -> str:
        """For a decision on a figure, the value that the agency sent, as in `DeskEdit.sent`; "" if unknown."""
        details = self.desk.states.known().details if self.desk.states is not None else None
        if details is None or edit.about[:1] != ("figure",):
            return ""
        cell = details.figures_of(0, edit.agency).get((edit.indicator, edit.period))
        return f":{cell.sent if cell else ''}"

    def another_campaign(self, root: Path | None) -> Response:
        """The page that refuses a request about the campaign in `root`, since another campaign is open."""
        return self.show("other", 409, other=root, sentence=self.templates.say("other-campaign"))

    def another_campaign_state(self) -> Response:
        """The response to the script of a page whose campaign is not the open one any more."""
        sentence = self.templates.say("other-campaign")
        return JSONResponse(
            {"fresh": True, "stamp": "", "progress": "", "job": "other", "outcome": "bad", "said": sentence}
        )

    def overview(self, _request: Request) -> Response:
        return self._campaign_page(
            "overview", lambda campaign: {**_selection(campaign), "own": MAIN_FILES, "doubts": len(campaign.doubts)}
        )

    def agencies(self, request: Request) -> Response:
        """The board; `standing` filters it."""
        wanted = request.query_params.get("standing", "")

        def make(campaign: CampaignView) -> Mapping[str, Any]:
            also, view = _FILTERS.get(wanted), _selection(campaign)
            rows = [r for r in view["campaign"].agencies if not wanted or (also(r) if also else r.standing == wanted)]
            return {**view, "rows": rows, "wanted": wanted}

        return self._campaign_page("agencies", make)

    def agency(self, request: Request) -> Response:
        """All details of one agency."""
        code = request.path_params["code"]

        def make(campaign: CampaignView) -> Mapping[str, Any]:
            written = [f for f in self._files(OUTGOING, MAILS, RETURNS) if _is_for_agency(f, code)]
            findings = [f for f in campaign.findings if f.agency == code]
            files = [f for f in campaign.files if f.agency == code]
            return {"row": campaign.of(code), "findings": findings, "files": files, "made": written}

        return self._details_page("agency", make, lambda known: known.campaign is None or bool(known.campaign.of(code)))

    def indicators(self, _request: Request) -> Response:
        """The indicators with their totals."""
        return self._details_page("indicators", lambda _: {})

    def indicator(self, request: Request) -> Response:
        """All details of one indicator."""
        code = request.path_params["code"]
        return self._details_page(
            "indicator",
            lambda campaign: {"code": code, "findings": [f for f in campaign.findings if f.indicator == code]},
            lambda known: known.details is None or code in known.details.indicators,
        )

    def _details_page(
        self,
        name: str,
        make: Callable[[CampaignView], Mapping[str, Any]],
        exists: Callable[[KnownState], bool] = lambda _: True,
    ) -> Response:
        """A page of details. They are known a little later than the board: the page reloads then."""
        known = self._known_state()
        if not exists(known):
            return self.refusal(self.templates.say("sorry-no-page"), 404)
        return self._campaign_page(name, lambda campaign: {"details": known.details, **make(campaign)}, known)

    def findings(self, request: Request) -> Response:
        """Errors and warnings by agency; `severity` filters them."""
        wanted = request.query_params.get("severity", "")

        def make(campaign: CampaignView) -> Mapping[str, Any]:
            by_agency: dict[str, list[FindingRow]] = {}
            view = _selection(campaign)
            for finding in view["campaign"].findings:
                if finding.severity == wanted if wanted else finding.severity != "note":
                    by_agency.setdefault(finding.agency, []).append(finding)
            order = [a.code for a in campaign.agencies]
            codes = [c for c in order if c in by_agency] + sorted(by_agency.keys() - {*order})
            return {**view, "groups": [(c, by_agency[c]) for c in codes], "wanted": wanted, "most": _MOST_FINDINGS}

        return self._campaign_page("findings", make)

    def ideas(self, request: Request) -> Response:
        """Pairs of possible duplicates, and the ideas of one `section`."""
        wanted, (by_group, why) = request.query_params.get("section", ""), self._ideas()

        def make(_: CampaignView) -> Mapping[str, Any]:
            ideas = {group: i for group, i in by_group.items() if i.is_separate}
            sections = {i.section: i.heading for i in ideas.values()}
            shown = [i for i in ideas.values() if i.section == wanted]
            from toolkit.desk.ideas import open_families, open_pairs

            pairs, families = open_pairs(ideas)[:_PAIRS], open_families(ideas)[:_PAIRS]
            return {
                "pairs": pairs,
                "families": families,
                "sections": sections,
                "wanted": wanted,
                "own": shown,
                "why": why,
            }

        return self._campaign_page("ideas", make)

    def idea(self, request: Request) -> Response:
        """One idea, with the possible decisions."""
        by_group, why = self._ideas()
        one = by_group.get(request.path_params["group"])
        if one is None:
            return self.refusal(why or self.templates.say("sorry-no-page"), 404)
        beside = [i for i in by_group.values() if i.section == one.section and i is not one and i.is_separate]
        beside.sort(key=lambda i: (i.group not in one.proposed, i.family != one.family, i.theme != one.theme))
        families = sorted({i.family for i in beside} - {""})
        joined = [i for i in by_group.values() if i.decided["merge_into"] == one.group]
        context = {"one": one, "beside": beside, "families": families, "joined": joined}
        return self._campaign_page("idea", lambda _: context)

    def _ideas(self) -> tuple[Mapping[str, Idea], str]:
        """The ideas by group, and the reason if they cannot be read."""
        try:
            from toolkit.desk.ideas import ideas_of

            return (ideas_of(self.desk.root) if self.desk.root is not None else {}), ""
        except ToolkitError as error:
            return {}, visible(error.sentence(self.desk.settings.language))

    def decide(self, _request: Request) -> Response:
        return self._campaign_page("decide", lambda _: {"aside": ASIDE})

    def dropped_files(self, _request: Request) -> Response:
        return self._campaign_page("take-in", lambda _: {})

    def forms(self, _request: Request) -> Response:
        return self._campaign_page(
            "forms",
            lambda _: {"outgoing": self._files(OUTGOING), "mails": self._files(MAILS), "returns": self._files(RETURNS)},
        )

    def letters(self, _request: Request) -> Response:
        """The drafts, to be read in full and sent."""

        def make(campaign: CampaignView) -> Mapping[str, Any]:
            codes = {row.code for row in campaign.agencies}
            drafts = list(drafts_in(self.desk.root or Path(), self._files(MAILS, RETURNS), codes))
            kinds = {kind: of_kind for kind in SENDERS if (of_kind := [d for d in drafts if d.kind == kind])}
            return {"kinds": kinds, "senders": SENDERS, "server": default_server()}

        return self._campaign_page("letters", make)

    def results(self, _request: Request) -> Response:
        backups = [file for file in self._files(BACKUPS)[::-1] if file.opens]  # the other files are for programs
        following = _free_folder(self.desk.root) if self.desk.root is not None else None
        exports = [name for name in EXPORTS if self.desk.root is not None and (self.desk.root / name).is_dir()]
        more = {"names": RESULTS, "backups": backups, "following": following, "exports": exports}
        return self._campaign_page("results", lambda _: more)

    def leaders(self, _request: Request) -> Response:
        """The leaders' page in a frame; while it is computed again, its previous version."""
        states = self.desk.leaders
        known = states.known(_WAITS) if states is not None else KnownState()
        return self._campaign_page("leaders", lambda _: {"made": known})

    def leaders_page(self, _request: Request) -> Response:
        """The leaders' page: a separate document, in which no script runs."""
        states = self.desk.leaders
        document = states.known().document if states is not None else None
        if document is None:
            return self.refusal(self.templates.say("sorry-no-page"), 404)
        return HTMLResponse(document, headers={"Content-Security-Policy": FRAMED_POLICY})

    def leaders_state(self, _request: Request) -> Response:
        """Whether the leaders' page is current."""
        return self._state_json(self.desk.leaders)

    def work(self, _request: Request) -> Response:
        return self.show("work", jobs=self.desk.jobs.all)

    def job(self, request: Request) -> Response:
        """One command: its progress and output."""
        job = self.desk.jobs.get(request.path_params["number"])
        if job is None:
            return self.refusal(self.templates.say("sorry-no-page"), 404)
        job.seen = not job.running
        return self.show("job", job=job, results=_OUTPUTS.get(job.action, ()), after=_NEXT_PAGES.get(job.action, ()))

    def _files(self, *folders: str) -> list[ShownFile]:
        root = self.desk.root
        return [f for f in shown_files(root).values() if f.folder in folders] if root is not None else []

    # -- for the script --

    def state(self, _request: Request) -> Response:
        """Whether the known state is current, and the progress of reading."""
        return self._state_json(self.desk.states)

    def details_state(self, _request: Request) -> Response:
        """Whether the details of agencies and indicators have been read."""
        return self._state_json(self.desk.states, whole=True)

    def _state_json(self, states: States | None, *, whole: bool = False) -> Response:
        known = states.known() if states is not None else KnownState(fresh=True)
        fresh = known.fresh and not (whole and known.campaign is not None and known.details is None)
        progress = f"[{known.progress[0]}/{known.progress[1]}] {known.progress[2]}" if known.progress else ""
        return JSONResponse({"fresh": fresh, "stamp": self._stamp(known), "progress": progress, **self._notice()})

    def _notice(self) -> Mapping[str, str]:
        """The notice about the last command, for every page. Its `job` changes when a command begins, ends, or its
        outcome has been seen."""
        job = self.desk.jobs.news
        if job is None:
            return {"job": "", "outcome": "", "said": ""}
        text = f"{self.templates.text('outcome', job.outcome)}: {self.templates.text('action', job.action)}"
        return {"job": f"{job.number}-{job.outcome}", "outcome": job.outcome, "said": text, "number": str(job.number)}

    def job_state(self, request: Request) -> Response:
        """A command's progress and output."""
        job = self.desk.jobs.get(request.path_params["number"])
        if job is None:
            return JSONResponse({"running": False}, 404)
        done, total, line = job.progress or (0, 0, "")
        lines = list(map(self.templates.without_commands, job.lines))
        return JSONResponse({"running": job.running, "done": done, "total": total, "line": line, "lines": lines})


#: The pages of the menu after the overview, in order, keyed by address, which is also the key of the page's name.
MENU: Mapping[str, Callable[[Pages, Request], Response]] = {
    "forms": Pages.forms,
    "take-in": Pages.dropped_files,
    "agencies": Pages.agencies,
    "indicators": Pages.indicators,
    "findings": Pages.findings,
    "decide": Pages.decide,
    "ideas": Pages.ideas,
    "results": Pages.results,
    "leaders": Pages.leaders,
    "work": Pages.work,
}


def _selection(campaign: CampaignView) -> dict[str, Any]:
    """The campaign with the agencies that the address selects: all, or those of one officer."""
    return {"campaign": campaign.of_officer(OFFICER.get()), "officers": [*campaign.counts_of]}


def _free_folder(path: Path) -> Path:
    """The folder if it does not exist yet, else the first one that does not, with a number after the name."""
    return next(p for n in count(1) if not (p := path if n == 1 else path.with_name(f"{path.name} {n}")).exists())


def _is_for_agency(file: ShownFile, code: str) -> bool:
    """Whether a form or a letter is for this agency, according to the file's name."""
    name = file.stem
    is_named = bool(code_in(name, {code})) or name.startswith(f"{code} (") or f" ({code}) (" in name
    return is_named or name in (f"remind-{code}", f"bao-cao-{code}")


def redirect_to(address: str) -> Response:
    """A redirection to another page."""
    return RedirectResponse(address, 303)
