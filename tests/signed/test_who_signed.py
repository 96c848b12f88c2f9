"""Who signed the PDF beside a workbook: on the board, among the questions, from the mail on."""

import json
from pathlib import Path

import pytest

from tests.building import DAY
from tests.mailing import sent
from tests.signed.test_pairing import folder, printed
from toolkit.cli.main import run
from toolkit.consolidation.bridges.standing import signed_words
from toolkit.documents.pdf import signatures
from toolkit.files.processes import is_forked
from toolkit.model import Consolidation
from toolkit.run.folder import Folder, open_folder
from toolkit.run.gathering import Means
from toolkit.run.operations import check_files

pytest.importorskip("pyhanko", reason="toolkit[signed] is not installed")
from tests.documents.test_signatures import annotated
from tests.signing import clerk, holder, root, signed

NAME = "Trần Thị Bình (Sở Y tế)"


def check(made: Folder, data: bytes, trust: bytes = b"", name: str = "SA.pdf") -> Consolidation:
    (made.inbox / name).write_bytes(data)
    if trust:
        (made.root / "trust.pem").write_bytes(trust)
    return check_files(open_folder(made.root), as_of=DAY, means=Means(workers=1))


def faults(result: Consolidation) -> list[tuple[str, str, str]]:
    """The findings about signatures: file, code, severity."""
    return [
        (s.source.file.removeprefix("inbox/"), f.code, f.severity)
        for s in result.submissions
        for f in s.findings
        if f.code.startswith("signature-") or f.code.endswith("-signing")
    ]


@pytest.mark.slow
def test_the_board_names_the_signer_and_whether_a_known_root_certifies_it(tmp_path: Path) -> None:
    """Without root certificates an unknown origin is no question; with them it is."""
    made = folder(tmp_path)
    data = signed(printed(), clerk())
    for trust, worth in ((b"", "chưa rõ gốc"), (root().pem, "chứng thư tin cậy"), (holder("Khác").pem, "chưa rõ gốc")):
        result = check(made, data, trust)
        assert signed_words(result.signed["SA"], "vi").endswith(f"; {NAME}, 05/08/2031 09:30: nguyên vẹn, {worth}")
        assert [c for _, c, _ in faults(result)] == ["signature-of-unknown-origin"] * (trust == holder("Khác").pem)


@pytest.mark.slow
def test_a_change_after_signing_is_asked_of_its_agency(tmp_path: Path) -> None:
    """The question is at the form, which still counts; it is a note if somebody signed the whole since."""
    made = folder(tmp_path)
    changed = annotated(signed(printed(), clerk()))
    result = check(made, changed)
    assert faults(result) == [("SA.xlsx", "changed-after-signing", "warning")]
    assert [s.source.file for s in result.used.values()] == ["inbox/SA.xlsx"]
    office = holder("Sở An toàn", by=root())
    assert faults(check(made, signed(changed, office))) == [("SA.xlsx", "changed-after-signing", "note")]


@pytest.mark.slow
def test_a_weak_signature_is_asked_about(tmp_path: Path) -> None:
    """Of the last signed PDF only: a whole one sent again ends the question."""
    made, whole = folder(tmp_path), signed(printed(), clerk())
    for data, code in (
        (signed(printed(), holder("Tự ký")), "signature-doubtful"),
        (whole + b"/ByteRange\n%%EOF", "signature-unchecked"),
    ):
        assert faults(check(made, data)) == [("SA.xlsx", code, "warning")]
    assert faults(check(made, annotated(whole))) != []
    assert faults(check(made, whole, name="SA 2.pdf")) == []


@pytest.mark.skipif(not is_forked(), reason="what is changed here is unknown to processes that begin anew")
def test_without_the_library_for_signatures_one_line_says_so_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The PDF is compared; no agency is asked to sign again."""
    monkeypatch.setattr(signatures, "can_check_signatures", lambda: False)
    made, notices = folder(tmp_path), list[tuple[str, str]]()
    (made.inbox / "SA.pdf").write_bytes(signed(printed(), clerk()))
    means = Means(workers=1, notice=lambda code, what: notices.append((code, what)))
    result = check_files(made, as_of=DAY, means=means)
    assert notices == [("signatures-not-checked", "1")]
    assert faults(result) == []
    words = signed_words(result.signed["SA"], "vi")
    assert words.startswith("PDF khớp biểu: ")
    assert words.endswith("; không kiểm tra được, vì máy này chưa cài phần kiểm tra chữ ký số")


@pytest.mark.slow
def test_collecting_says_who_signed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The named root certificates are used; words and JSON say so."""
    made = folder(tmp_path / "đợt")
    form = (made.inbox / "SA.xlsx").read_bytes()
    (made.inbox / "SA.xlsx").unlink()
    files = [("SA.xlsx", form), ("SA ký.pdf", signed(printed(), clerk()))]
    (tmp_path / "thư.eml").write_bytes(sent("sa", *files).eml())
    (tmp_path / "gốc.pem").write_bytes(root().pem)
    typed = [str(tmp_path / "thư.eml"), "--campaign", str(made.root), "--trust", str(tmp_path / "gốc.pem")]
    run(["collect", *typed])
    assert f"{NAME}, 05/08/2031 09:30: nguyên vẹn, chứng thư tin cậy." in capsys.readouterr().out
    run(["status", "--campaign", str(made.root), "--as-of", DAY.isoformat(), "--format", "json"])
    (row,) = (a for a in json.loads(capsys.readouterr().out)["agencies"] if a["agency"] == "SA")
    assert row["signed"]["signatures"][0]["signed"] == "2031-08-05T09:30:00"
