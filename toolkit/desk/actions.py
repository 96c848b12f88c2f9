"""The actions of the pages: each form starts a command, opens a file, or records a decision. Nothing is
decided here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from toolkit.definition.campaign import FILE_NAME
from toolkit.definition.moving_on import WAYS
from toolkit.desk import uploads
from toolkit.desk.desk import Command, Desk
from toolkit.desk.jobs import Busy, Job
from toolkit.desk.pages import Pages, redirect_to
from toolkit.desk.recent import documents_folder
from toolkit.desk.shelf import FOLDERS, ShownFile, shown_files
from toolkit.messages import visible
from toolkit.messages.errors import ToolkitError
from toolkit.messages.refusals import reason, system_reason
from toolkit.model import DeskEdit
from toolkit.run.closing.state import closed_bags
from toolkit.run.folder import INBOX, open_folder

#: A function that makes a command from a form. It raises `KeyError` for an impossible choice.
CommandMaker = Callable[[Desk, FormData], Command]


def _simple_command(command: str, *options: str, flags: Sequence[str] = ()) -> CommandMaker:
    """Makes a command with these options, and with those of `flags` whose boxes in the form are ticked."""
    return lambda _desk, form: Command(command, (), (*options, *(f"--{flag}" for flag in flags if form.get(flag))))


def _draft_command(desk: Desk, form: FormData) -> Command:
    report = _file_of(desk, form, "file", lambda file: file.folder == INBOX)
    return Command("draft", ((desk.root or Path()) / report.path,), (f"--agency={form['agency']}",))


def _diff_command(desk: Desk, form: FormData) -> Command:
    masters = (_file_of(desk, form, name, lambda file: file.master) for name in ("old", "new"))
    return Command("diff", tuple((desk.root or Path()) / file.path for file in masters))


def _file_of(desk: Desk, form: FormData, name: str, accepted: Callable[[ShownFile], bool]) -> ShownFile:
    """The file whose id is in a field of the form. Raises `KeyError` if such a file may not be chosen there."""
    file = shown_files(desk.root)[str(form[name])] if desk.root is not None else None
    if file is None or not accepted(file):
        raise KeyError(name)
    return file


def _send_command(command: str, drafts: str) -> CommandMaker:
    """The command that sends the drafts of one kind to the ticked agencies, for a user who has read them."""

    def send_command(_desk: Desk, form: FormData) -> Command:
        from toolkit.mail.smtp import read_server

        codes, server = [str(code) for code in form.getlist("agency")], str(form["server"]).strip()
        if not codes or not form["seen"]:
            raise KeyError("agency")
        smtp = server if "://" in server else f"smtp://{server}"
        read_server(smtp)  # a server's name with a password is refused before it is shown anywhere
        named = command == "template"
        to = [] if named else [f"--to={code}" for code in codes]
        return Command(
            command, tuple(codes) if named else (), (drafts, "--send", "--yes", "--seen", f"--smtp={smtp}", *to)
        )

    return send_command


#: The actions of the pages by name, all of which are commands.
COMMANDS: Mapping[str, CommandMaker] = {
    "template": lambda _desk, form: Command("template", tuple(str(code) for code in form.getlist("agency"))),
    "form-mails": _simple_command("template", "--mails"),
    "preview": lambda _desk, form: Command("template", (), (f"--preview={form['agency']}",)),
    "collect": _simple_command("collect"),
    "check": _simple_command("check"),
    "returns": _simple_command("check", "--returns"),
    "remind": _simple_command("status", "--remind"),
    "phones": _simple_command("status", "--phones"),
    "merge": _simple_command("merge", flags=("share",)),
    "report": _simple_command("report", flags=("pdf", "anew")),
    "page": _simple_command("page", flags=("share",)),
    "export": _simple_command("export", flags=("share",)),
    "own-report": lambda _desk, form: Command("report", (), (f"--agency={form['agency']}",)),
    "draft": _draft_command,
    "send-forms": _send_command("template", "--mails"),
    "send-reminders": _send_command("status", "--remind"),
    "send-answers": _send_command("check", "--returns"),
    "restore": lambda desk, form: Command("restore", (_file_of(desk, form, "file", lambda f: f.restorable).name,)),
    "diff": _diff_command,
    "close": _simple_command("close"),
    "reopen": lambda _desk, form: Command(
        "close", (), ("--reopen", f"--by={form['by']}", f"--reason={form['reason']}")
    ),
    "verify": lambda desk, _form: Command("verify", tuple(closed_bags(desk.root or Path())[-1:])),
}


#: The fields of a form that contain a decision.
_DECISION_FIELDS = frozenset(f.name for f in fields(DeskEdit)) - {"id", "sent", "day", "was"}
#: The fields with the names of people who decided, and the field with their reason.
_SIGNING_FIELDS = ("corrected_by", "accepted_by", "reason")
#: What a campaign may be started from: the word before the colon in the form's choice, and the command's option.
_ROUND = "round"
_START_OPTIONS = {"programme": "--programme", _ROUND: "--from"}


def _typed_path(form: FormData) -> str:
    """The path typed into a form, without quotes around it."""
    return str(form.get("path", "")).strip().strip('"')


def _typed_folder(typed: str) -> Path:
    """The folder of a typed path; a bare name means a folder among the user's documents, never beside the program."""
    return documents_folder() / os.path.expanduser(typed)


@dataclass(frozen=True, slots=True)
class Actions:
    """The actions of one desk's forms."""

    desk: Desk
    pages: Pages

    def _job_page(self, job: Job) -> Response:
        return redirect_to(f"{self.pages.templates.base()}/work/{job.number}")

    def _busy_page(self) -> Response:
        job = self.desk.jobs.running
        what = self.pages.templates.text("action", job.action) if job is not None else ""
        return self.pages.refusal(self.pages.templates.say("work-busy", what=what), 409)

    def _refuse(self, key: str, status: int = 422, **arguments: object) -> Response:
        return self.pages.refusal(self.pages.templates.say(key, **arguments), status)

    # -- commands --

    def perform(
        self, action: Callable[[Actions, Request, FormData], Response], request: Request, form: FormData
    ) -> Response:
        """Perform the action that a page's form requests; if it cannot be performed, the response says why."""
        try:
            return action(self, request, form)
        except Busy:
            return self._busy_page()
        except ToolkitError as error:
            return self.pages.refusal(self._sentence(error), 422)

    def start_command(self, request: Request, form: FormData) -> Response:
        """Start the command of a form."""
        if self.desk.root is None:
            return self.pages.start()
        action = request.path_params["action"]
        try:
            command = COMMANDS[action](self.desk, form)
        except KeyError:
            return self._refuse("sorry-no-page", 404)
        return self._job_page(self.desk.start(action, command, password=str(form.get("password", ""))))

    def stop_command(self, request: Request) -> Response:
        """Stop a command as Ctrl+C does."""
        number = request.path_params["number"]
        self.desk.jobs.stop(number)
        return redirect_to(f"{self.pages.templates.base()}/work/{number}")

    # -- what came in --

    async def receive_files(self, request: Request) -> Response:
        """Receive the files dropped on the page, and let `collect` process them like any others."""
        if self.desk.root is None:
            return self.pages.start()
        if self.desk.jobs.running is not None:
            return self._busy_page()
        limits = {"files": uploads.MOST, "one": uploads.MAX_ONE >> 20, "all": uploads.MAX_ALL >> 20}
        try:
            async with uploads.limited_request(request).form(max_files=uploads.MOST, max_fields=10) as form:
                files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
                if not files:
                    return self._refuse("drop-none")
                folder, saved = await run_in_threadpool(uploads.keep_files, files)
        except (uploads.TooMuch, HTTPException):
            return self._refuse("drop-too-much", 413, **limits)
        except OSError as error:
            return self._refuse("drop-refused", 507, reason=self._reason(error))
        try:
            command, shown = (Command("collect", tuple(p)) for p in (saved, [Path(path.name) for path in saved]))
            return self._job_page(self.desk.start("collect", command, shown=shown, done=lambda: uploads.remove(folder)))
        except Busy:
            uploads.remove(folder)
            return self._busy_page()

    def decide(self, _request: Request, form: FormData) -> Response:
        """Record in the register which agency files belong to, and let `collect` apply it."""
        from toolkit.run.deciding import decide

        root, settings = self.desk.addressed_root(), self.desk.settings
        if root is None:
            return self.pages.start()
        pairs = zip(form.getlist("file"), form.getlist("agency"), strict=False)
        chosen = {str(file): str(typed) for file, typed in pairs if typed}
        if not chosen:
            return self._refuse("decide-not-chosen")
        if self.desk.jobs.running is not None:
            return self._busy_page()
        refused = decide(open_folder(root), chosen, as_of=settings.day(), language=settings.language)
        reasons = " ".join(dict.fromkeys(map(self._sentence, refused.values())))
        if len(refused) == len(chosen):
            return self.pages.refusal(reasons, 422)
        begun = self._job_page(self.desk.start("collect", Command("collect")))
        return self._refuse("decide-partly", count=len(chosen) - len(refused), reason=reasons) if refused else begun

    def record_decisions(self, _request: Request, form: FormData) -> Response:
        """Record in the register a decision on a figure, a finding, a row of a table or an idea."""
        from toolkit.desk.ideas import texts_of_groups
        from toolkit.run.deciding import record_decisions

        root, settings, templates = self.desk.addressed_root(), self.desk.settings, self.pages.templates
        if root is None:
            return self.pages.start()
        back = f"{templates.base()}/{form.get('back', '')}"
        typed = {n: str(v).strip() for n, v in form.items() if n in _DECISION_FIELDS and v != form.get(f"was:{n}", "")}
        if form.get("of_row"):
            typed["table"], _, typed["row"] = str(form["of_row"]).partition(" ")
        if form.get("of_report"):
            typed["agency"], _, typed["version"] = str(form["of_report"]).partition(" ")
        emptied = [n for n in _DECISION_FIELDS if form.get(f"was:{n}") and not form.get(n)]
        if withdrawn := [str(name) for name in form.getlist("emptied")]:  # other fields of the form are ignored
            emptied += withdrawn
            typed = {n: value for n, value in typed.items() if n not in (*withdrawn, *_SIGNING_FIELDS)}
        how: dict[str, Any] = {"as_of": settings.day(), "language": settings.language}
        try:
            typed |= texts_of_groups(root, typed)
            edits = [replace(edit := DeskEdit(**typed), sent=self.pages.sent_value(edit))]  # type: ignore[arg-type]
            was = record_decisions(open_folder(root), edits, emptied, settle=str(form.get("settle", "")), **how)
        except ToolkitError as error:
            return self.pages.refusal(self._sentence(error), 422, back)
        before = visible("; ".join(filter(None, was)))
        self.pages.messages.append(templates.say("decided-instead" if before else "decided-done", was=before))
        return redirect_to(back)

    # -- opening --

    def open_file(self, request: Request) -> Response:
        """Open a file in its program. Requests contain a file's id, never its path."""
        root = self.desk.root
        shown = shown_files(root).get(request.path_params["id"]) if root is not None else None
        if root is None or shown is None or not shown.opens:
            return self._refuse("sorry-no-file", 404)
        return self._open_in_program(root / shown.path)

    def open_folder(self, request: Request) -> Response:
        """Open one of the campaign's folders."""
        root, name = self.desk.root, request.path_params["name"]
        if root is None or name not in FOLDERS or not (root / FOLDERS[name]).is_dir():
            return self._refuse("sorry-no-file", 404)
        return self._open_in_program(root / FOLDERS[name])

    def _open_in_program(self, path: Path) -> Response:
        try:
            self.desk.settings.opener(path)
        except OSError as error:
            return self._refuse("sorry-no-program", 500, name=visible(path.name), reason=self._reason(error))
        return Response(status_code=204)

    def _reason(self, error: OSError) -> str:
        return visible(reason(system_reason(error), self.desk.settings.language))

    # -- the campaign --

    def open_campaign(self, _request: Request, form: FormData) -> Response:
        """Open the campaign in a typed or chosen folder."""
        typed = _typed_path(form)
        if not typed:
            return self.pages.start(self.pages.templates.say("start-no-path"))
        try:
            self.desk.open_campaign(_typed_folder(typed))
        except (ToolkitError, OSError, ValueError) as error:
            if isinstance(error, ToolkitError) and error.code in ("definition-not-found", "definition-missing"):
                return self.pages.start(
                    self.pages.templates.say("start-not-there", folder=visible(str(_typed_folder(typed))))
                )
            return self.pages.start(self._sentence(error))
        return redirect_to(f"{self.pages.templates.base()}/")

    def new_campaign(self, _request: Request, form: FormData) -> Response:
        """Start a campaign in a typed folder, from a ready definition or as a recent one's next round, and open it."""
        typed = _typed_path(form)
        kind, _, what = str(form.get("start", "")).partition(":")
        if self.desk.root is not None:
            return redirect_to(f"{self.pages.templates.base()}/")
        if not typed:
            return self.pages.start(self.pages.templates.say("start-no-path"))
        if kind == _ROUND and Path(what) not in self.desk.settings.recent.folders():
            return self._refuse("sorry-no-page", 404)
        folder, options = _typed_folder(typed), (f"{_START_OPTIONS[kind]}={what}",) if kind in _START_OPTIONS else ()

        def open_new() -> None:
            if self.desk.root is None and os.path.isfile(folder / FILE_NAME):
                self.desk.open_campaign(folder)

        return self._job_page(self.desk.start("new", Command("new", (folder,), options), done=open_new))

    def next_round(self, _request: Request, form: FormData) -> Response:
        """Begin the next round of the open campaign: in its folder, with the old round moved to `rounds/`, or in a
        typed folder, which is added to the list of recent campaigns."""
        root, typed = self.desk.root, _typed_path(form)
        if root is None:
            return self.pages.start()
        here = bool(form.get("here"))
        if not here and not typed:
            return self._refuse("start-no-path")
        folder = root if here else _typed_folder(typed)

        def add_to_recent() -> None:
            if os.path.isfile(folder / FILE_NAME):
                self.desk.settings.recent.add(folder)

        way = str(form.get("next", ""))
        command = Command(
            "new", () if here else (folder,), (f"--from={root}", *([f"--next={way}"] if way in WAYS else ()))
        )
        return self._job_page(self.desk.start("next-round-here" if here else "next-round", command, done=add_to_recent))

    def _sentence(self, error: ToolkitError | OSError | ValueError) -> str:
        if isinstance(error, ToolkitError):
            return visible(error.sentence(self.desk.settings.language))
        return self._reason(error) if isinstance(error, OSError) else visible(str(error))

    # -- the window --

    def record_open(self, request: Request) -> Response:
        """Record that a page is still open; the response says whether its contents are current."""
        self.desk.presence.record_open()
        return self.pages.state(request)

    def record_leaving(self, _request: Request) -> Response:
        """Record that a page is closed or left."""
        self.desk.presence.record_leaving()
        return Response(status_code=204)
