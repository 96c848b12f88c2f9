"""The inputs of a result as reproducible lists; the SHA-256 of the main list is the data code (decision 167)."""

import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from toolkit.files.holding import open_to_read
from toolkit.files.zipping import in_zip
from toolkit.language.text import group_codes
from toolkit.messages import masters
from toolkit.model import Consolidation, Edit, Language

MANIFEST = "manifest-inputs.txt"  # the list of all inputs of a result
FOLDER = "made-from"  # the folder of a bag with all lists of inputs
EDITS, REGISTER = f"{FOLDER}/edits.json", f"{FOLDER}/register.json"
#: The custom property of a Word report with the data code, and this property as Word and LibreOffice write it.
PROPERTY, _PROPERTY_PART = "data-code", "docProps/custom.xml"
_PROPERTY = re.compile(rb'name="data-code"[^>]*>\s*<[^>]*>([0-9a-f]{64})<')
#: The printed line with the data code, in both languages; in reports of earlier versions, too.
_LINE = re.compile(r"^\s*(?:Mã dữ liệu|Data code) \(SHA-256\): ([0-9a-f]{64})\s*$", re.MULTILINE)
#: The parts of Office files that may contain the line with the data code.
_PARTS = re.compile(r"xl/sharedStrings\.xml|word/document\.xml|xl/worksheets/sheet\d+\.xml")
_MOST = 2**27  # the most bytes that are read of such a part
#: The ends of lines in these parts and in pages.
_BOUNDS = re.compile(rb"</(?:w:p|si|is|li)>|<li>")
_TAG = re.compile(rb"<[^>]*>")


def data_code(result: Consolidation) -> str:
    """The SHA-256 of the list of a result's inputs; "" if its inputs are not known."""
    return sha256_of(inputs_list(result)) if result.inputs else ""


def code_line(result: Consolidation, language: Language) -> str:
    """The printed line with the data code; "" if there is none."""
    code = data_code(result)
    return masters.DATA_CODE.say(language, code=code) if code else ""


def printed_codes(document: Path) -> tuple[str, ...]:
    """The data codes of a workbook, a Word report or a page, each once: printed, or a report's property."""
    if document.suffix != ".html":
        return in_zip(document, _codes_in_parts, ())
    with open_to_read(document) as file:
        return _codes_in(file.read(_MOST))


def _codes_in_parts(archive: ZipFile) -> tuple[str, ...]:
    """The code in a report's property; else the codes in the first part that has any: texts are in a separate part, or
    in the sheets, as some programs save them."""
    properties = archive.read(_PROPERTY_PART) if _PROPERTY_PART in archive.namelist() else b""
    if match := _PROPERTY.search(properties):
        return (match[1].decode(),)
    for name in sorted(filter(_PARTS.fullmatch, archive.namelist()), key=lambda name: (len(name), name)):
        if archive.getinfo(name).file_size <= _MOST and (codes := _codes_in(archive.read(name))):
            return codes
    return ()


def _codes_in(xml: bytes) -> tuple[str, ...]:
    text = _TAG.sub(b"", _BOUNDS.sub(b"\n", xml)).decode("utf-8", "replace")
    return tuple(dict.fromkeys(_LINE.findall(html.unescape(text))))


def inputs_list(result: Consolidation) -> str:
    """The list of inputs: a line (SHA-256, two spaces, path) for each file, for the decisions, and for the register."""
    lists = ((sha256_of(text), path) for path, text in decisions_and_register(result).items())
    return "".join(f"{sha256}  {path}\n" for sha256, path in sorted([*result.inputs, *lists], key=lambda line: line[1]))


def decisions_and_register(result: Consolidation) -> Mapping[str, str]:
    """The coordinator's decisions and the register of the files as JSON, keyed by their paths in a bag."""
    return {EDITS: _as_json(_decisions_of(result)), REGISTER: _as_json(list(_files(result)))}


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_json(lists: object) -> str:
    return json.dumps(lists, ensure_ascii=True, sort_keys=True, indent=1) + "\n"


def _decisions_of(result: Consolidation) -> dict[str, list[list[Any]]]:
    """The coordinator's decisions in the result; read back from its master they are the same."""
    edits = [e for e in (*(g.edit for g in result.groups), *result.orphaned_edits) if e and (e.decides or e.show)]
    decisions = [d for d in (*result.decisions.values(), *result.orphaned_decisions) if d.typed or d.assigned]
    kept = result.kept
    return {
        "groups": sorted(map(_edit_fields, edits)),
        "files": sorted([d.sha256 or d.file, d.typed, d.assigned] for d in decisions),
        "figures": sorted([*c.key, c.typed, c.by, c.reason] for c in kept.corrections),
        "findings": sorted([a.finding, a.by, a.reason] for a in kept.acceptances),
        "texts": sorted([t.key, t.text] for t in result.page_texts.values()),
    }


def _edit_fields(edit: Edit) -> list[str]:
    hide = "yes" if edit.hide else "no" if edit.show else ""
    apart = " ".join(sorted(group_codes(edit.keep_apart))) or edit.keep_apart
    return [edit.group, edit.edited_family, edit.edited_text, edit.edited_theme, edit.merge_into, apart, hide]


def _files(result: Consolidation) -> Iterator[list[str]]:
    """Yields (file, SHA-256, agency, sender, day mailed, day received, day first seen) of each file."""
    for submission in sorted(result.submissions, key=lambda s: (s.source.file, s.source.sha256)):
        source = submission.source
        days = (day.isoformat() if day else "" for day in (source.mailed, source.received, source.seen))
        yield [source.file, source.sha256, submission.agency or "", source.sender, *days]
