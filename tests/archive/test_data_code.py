"""The data code of a result: one on everything that is signed, a different one if anything else was decided."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document as open_docx

from tests.building import DAY, filled
from tests.run.test_decided_at_the_desk import FIGURE, ONE, ROW, SIGNED, accepted, decide, idea, in_excel, made, merged
from toolkit.archive.data_code import data_code, decisions_and_register, inputs_list, printed_codes
from toolkit.register.entries import SentMail, read_register
from toolkit.register.sheet import save_register
from toolkit.run.folder import PAGE, REPORT, Folder
from toolkit.run.office import convert
from toolkit.run.operations import consolidate_files, share_file
from toolkit.run.reporting import write_page, write_report


def read_again(folder: Folder) -> str:
    """The code of what a report would be made from, without the last merge's result."""
    return data_code(consolidate_files(folder, (), folder.master, as_of=DAY, means=ONE)[0])


@pytest.mark.slow
def test_master_report_and_page_print_one_code(tmp_path: Path) -> None:
    """It is the SHA-256 of the list in which each file has one; a copy for circulation has none."""
    folder = made(tmp_path)
    result = merged(folder)
    write_report(folder, as_of=DAY)
    write_page(folder, as_of=DAY)
    share_file(result, folder.root / "copy.xlsx", folder.master)
    lines = inputs_list(result)
    code = hashlib.sha256(lines.encode()).hexdigest()
    for file in (folder.master, folder.root / REPORT, folder.root / PAGE):
        assert printed_codes(file) == (code,)
    assert printed_codes(folder.root / "copy.xlsx") == ()
    hashes = {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines.splitlines())}
    assert list(hashes) == sorted(hashes)
    assert {p for p in hashes if "made-from" not in p} == {"campaign.xlsx", "inbox/SA.xlsx", "inbox/SB.xlsx"}
    for path, sha256 in hashes.items():
        text = decisions_and_register(result).get(path)
        data = text.encode() if text is not None else (folder.root / path).read_bytes()
        assert sha256 == hashlib.sha256(data).hexdigest(), path


@pytest.mark.slow
def test_every_decision_gives_a_different_code(tmp_path: Path) -> None:
    """Typed in the master or at the desk; merged again, and read from the master, it is the same."""
    folder = made(tmp_path)
    first, second = idea(folder), idea(folder, 1)
    edits = (
        (replace(FIGURE, corrected_value="1.234", **SIGNED), {"corrected_value": 17, "corrected_by": "Lan"}),
        (replace(ROW, left_out="x", **SIGNED), {"left_out": "không"}),
        (accepted(folder), {"accepted_by": "Mai", "reason": "đã hỏi lại"}),
        (replace(first, merge_into=second.group, merge_text=second.text), {"merge_into": None, "edited_text": "Khác"}),
        (replace(second, hide="yes"), {"keep_apart": first.group}),
    )
    seen = {data_code(merged(folder))}
    for edit, typed in edits:
        for step in (decide, in_excel):
            decide(folder, edit) if step is decide else in_excel(folder.master, edit, typed)
            code = data_code(merged(folder))
            assert code not in seen, edit
            seen.add(code)
            assert printed_codes(folder.master) == (code,)
        assert read_again(folder) == data_code(merged(folder)) == code


def test_sent_mails_do_not_change_the_code_and_files_do(tmp_path: Path) -> None:
    """Mails that the campaign sent change nothing; a further file does, though it counts nowhere."""
    folder = made(tmp_path)
    code = data_code(merged(folder))
    register = read_register(folder.root)
    register.sent["1"] = SentMail(id="1", day=DAY, agency="SA", kind="reminder", to="a@tinh.vn", subject="Nhắc")
    save_register(register, folder.campaign, DAY, "vi")
    assert read_again(folder) == data_code(merged(folder)) == code
    filled(folder, "SA", name="SA lần hai")
    assert data_code(merged(folder)) not in (code, "")


@pytest.mark.slow
def test_a_report_keeps_its_code_through_libreoffice(tmp_path: Path) -> None:
    """Beside keywords that somebody typed; twelve characters of it are printed."""
    folder = made(tmp_path)
    code = data_code(merged(folder))
    write_report(folder, as_of=DAY)
    document = open_docx(str(folder.root / REPORT))
    assert code not in "\n".join(p.text for p in document.paragraphs)
    assert document.paragraphs[-1].text.endswith(f": {code[:12]}")
    document.core_properties.keywords = "mật; kín"
    document.save(str(folder.root / REPORT))
    saved = tmp_path / "saved.docx"
    saved.write_bytes(convert((folder.root / REPORT).read_bytes(), ".docx", "docx", REPORT))
    assert printed_codes(folder.root / REPORT) == printed_codes(saved) == (code,)
