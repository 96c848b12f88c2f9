"""What a result was made from, as lists that stay the same, and the code that stands for all of it (decision 167)."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from toolkit.files.holding import opened
from toolkit.files.zipping import in_zip
from toolkit.language.text import group_codes
from toolkit.messages import masters
from toolkit.model import Consolidation, Edit, Language

#: The list of all that a result was made from, and where it lies in a bag with what else there is to say of that.
MANIFEST, FOLDER = "manifest-inputs.txt", "made-from"
EDITS, REGISTER = f"{FOLDER}/edits.json", f"{FOLDER}/register.json"
#: The line that is printed, in both languages.
_LINE = re.compile(r"^\s*(?:Mã dữ liệu|Data code) \(SHA-256\): ([0-9a-f]{64})\s*$", re.MULTILINE)
#: In which parts of Office files it stands, how many bytes of one are read, and what ends a line there, or in a page.
_PARTS = re.compile(r"xl/sharedStrings\.xml|word/document\.xml|xl/worksheets/sheet\d+\.xml")
_MOST = 2**27
_BOUNDS = re.compile(rb"</(?:w:p|si|is|li)>|<li>")
_TAG = re.compile(rb"<[^>]*>")


def data_code(result: Consolidation) -> str:
    """The SHA-256 of the list of all that a result was made from; "" where that is not known."""
    return sha256_of(inputs_list(result)) if result.inputs else ""


def code_line(result: Consolidation, language: Language) -> str:
    """The line that is printed; "" where there is no code."""
    code = data_code(result)
    return masters.DATA_CODE.say(language, code=code) if code else ""


def printed_codes(document: Path) -> tuple[str, ...]:
    """The codes that a workbook, a Word report or a page prints, each once."""
    if document.suffix != ".html":
        return in_zip(document, _in_parts, ())
    with opened(document) as file:
        return _codes_in(file.read(_MOST))


def _in_parts(archive: ZipFile) -> tuple[str, ...]:
    """Those in the first part that has any: texts stand apart from sheets, or in them where other programs saved it."""
    for name in sorted(filter(_PARTS.fullmatch, archive.namelist()), key=lambda name: (len(name), name)):
        if archive.getinfo(name).file_size <= _MOST and (codes := _codes_in(archive.read(name))):
            return codes
    return ()


def _codes_in(xml: bytes) -> tuple[str, ...]:
    said = _TAG.sub(b"", _BOUNDS.sub(b"\n", xml)).decode("utf-8", "replace")
    return tuple(dict.fromkeys(_LINE.findall(html.unescape(said))))


def inputs_list(result: Consolidation) -> str:
    """A line (SHA-256, two spaces, path) for each file, for what was decided, and for what the register said."""
    made = ((sha256_of(text), path) for path, text in made_lists(result).items())
    return "".join(f"{sha256}  {path}\n" for sha256, path in sorted([*result.inputs, *made], key=lambda line: line[1]))


def made_lists(result: Consolidation) -> Mapping[str, str]:
    """What was decided, and what the register said of the files, as JSON: by paths in a bag."""
    return {EDITS: _packed(_decided(result)), REGISTER: _packed(list(_files(result)))}


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _packed(said: object) -> str:
    return json.dumps(said, ensure_ascii=True, sort_keys=True, indent=1) + "\n"


def _decided(result: Consolidation) -> dict[str, list[list[Any]]]:
    """What the coordinator decided, as it stands in the result: it is read again so from the master that is drawn."""
    edits = [e for e in (*(g.edit for g in result.groups), *result.orphaned_edits) if e and (e.decides or e.show)]
    decisions = [d for d in (*result.decisions.values(), *result.orphaned_decisions) if d.typed or d.assigned]
    kept = result.kept
    return {
        "groups": sorted(map(_edit, edits)),
        "files": sorted([d.sha256 or d.file, d.typed, d.assigned] for d in decisions),
        "figures": sorted([*c.place, c.typed, c.by, c.reason] for c in kept.corrections),
        "findings": sorted([a.finding, a.by, a.reason] for a in kept.acceptances),
        "texts": sorted([t.place, t.text] for t in result.page_texts.values()),
    }


def _edit(edit: Edit) -> list[str]:
    hide = "yes" if edit.hide else "no" if edit.show else ""
    apart = " ".join(sorted(group_codes(edit.keep_apart))) or edit.keep_apart
    return [edit.group, edit.edited_family, edit.edited_text, edit.edited_theme, edit.merge_into, apart, hide]


def _files(result: Consolidation) -> Iterator[list[str]]:
    """Of each file whose it is, who sent it and when, as the register or a master of a part says."""
    for submission in sorted(result.submissions, key=lambda s: (s.source.file, s.source.sha256)):
        own = submission.source
        days = (day.isoformat() if day else "" for day in (own.mailed, own.received, own.seen))
        yield [own.file, own.sha256, submission.agency or "", own.sender, *days]
