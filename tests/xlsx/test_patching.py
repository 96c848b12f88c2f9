"""Blank forms for many agencies at once: the same parts as of each form written alone."""

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.building import define, definition, every_way
from tests.effort import some
from tests.form import test_tables
from toolkit.form.contents import Form, PreviousFigures, make_form
from toolkit.model import Agency, Language
from toolkit.run.folder import Folder
from toolkit.run.operations import write_templates
from toolkit.xlsx.drawn import patching
from toolkit.xlsx.drawn.form import write_intake
from toolkit.xlsx.drawn.patching import Forms
from toolkit.xlsx.measure import RowHeight

#: Names of one line, two and five; with characters that XML escapes; equal to text of the form.
NAMES = (
    *(
        ("Sở A", "Sở A"),
        ("Sở B", "B"),
        ("Sở Giáo dục và Đào tạo", "Sở GDĐT"),
        ("Sở KH&CN", "KH&CN"),
        ("<b>Sở</b>", "b"),
    ),
    *(("Ban Quản lý " + "các khu kinh tế " * 9, "BQL"), ("Ủy ban nhân dân huyện " + "rất dài " * 40, "UBND")),
    *(("Sở  hai dấu cách", "hai"), (" Sở có dấu cách đầu", "x"), ("Sở_x000D_", "y"), ("Báo cáo thử", "thử")),
    *(("Số liệu", "Số liệu"), ("SA", "SA"), ("1", "2"), ("Sở\nhai dòng", "z"), ("Tên ngắn dài", "ngắn " * 20)),
    *(("⟦name⟧", "⟦short⟧"), ("không", "có"), ("Sở 'nháy' \"kép\"", "n")),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return define(tmp_path_factory.mktemp("campaign"), every_way())


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook, which other programs must be able to read."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def agencies(folder: Folder) -> list[Agency]:
    like = folder.campaign.agencies[0]
    return [replace(like, name=name, short_name=short, code=f"N{n}") for n, (name, short) in enumerate(NAMES)]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.nightly)])
def test_forms_written_together_have_the_same_parts(folder: Folder, language: Language) -> None:
    """With any agency name, a form has the same parts, byte for byte, as one written for it alone; and the same bytes
    whichever others were written before it."""
    together, first = Forms(), Forms()
    forms = [
        make_form(folder.campaign, a, language, version="0") for a in (*folder.campaign.agencies, *agencies(folder))
    ]
    made = {form.agency.code: together.form_bytes(form) for form in reversed(forms)}
    for form in some(forms, 12):
        alone = BytesIO()
        write_intake(alone, form)
        data = first.form_bytes(form)
        assert data == made[form.agency.code], form.agency.name
        assert list(parts(data).items()) == list(parts(alone.getvalue()).items()), form.agency.name


@pytest.mark.slow
def test_forms_with_the_same_questions_are_drawn_once(monkeypatch: pytest.MonkeyPatch, folder: Folder) -> None:
    """For agencies with names of one line."""
    drawn: list[str] = []
    plain = patching._drawn_bytes

    def counted(form: Form, row_height: RowHeight) -> bytes:
        drawn.append(form.agency.name)
        return plain(form, row_height)

    monkeypatch.setattr(patching, "_drawn_bytes", counted)
    forms = Forms()
    like = folder.campaign.agencies[0]
    for number in range(20):
        agency = replace(like, name=f"Sở thứ {number}", short_name=f"Sở {number}", code=f"X{number}")
        forms.form_bytes(make_form(folder.campaign, agency, version="0"))
    assert drawn == ["⟦name⟧"]


@pytest.mark.slow
def test_forms_with_previous_figures_are_drawn_separately(folder: Folder) -> None:
    """A form with an agency's figures is never made from another's."""
    form = make_form(folder.campaign, folder.campaign.agencies[0], version="0")
    period = folder.campaign.periods[0]
    own = replace(form, previous=PreviousFigures(periods=(period,), values={("W1", period.key): 5}))
    alone = BytesIO()
    write_intake(alone, own)
    forms = Forms()
    forms.form_bytes(form)
    assert parts(alone.getvalue()) == parts(forms.form_bytes(own))


@pytest.mark.slow
def test_forms_with_tables_are_drawn_once_too(tmp_path: Path) -> None:
    """An agency with other tables gets another form; one with the same gets it with its name."""
    roster = "| code | name | group |\n|--|--|--|\n| SA | Sở A | sở |\n| SB | Sở Bê | sở |\n| XB | Xã Xê | xã |\n"
    asked = definition(tmp_path, agencies=roster, indicators=test_tables.INDICATORS, rows=test_tables.TABLES)
    made = Forms()
    for agency in asked.campaign.agencies:
        form = make_form(asked.campaign, agency, version="0")
        alone = BytesIO()
        write_intake(alone, form)
        assert parts(made.form_bytes(form)) == parts(alone.getvalue())


def test_template_writes_the_same_file_for_all_and_for_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`toolkit template` for all and for one gives the same file."""
    tables = "| code | name |\n|---|---|\n" + "\n".join(f"| S{n} | Sở thứ {n} |" for n in range(9))
    indicators = "| code | topic | label | unit | kind |\n|---|---|---|---|---|\n| A1 | Một | Số buổi | buổi | count |"
    folder = definition(tmp_path_factory.mktemp("nine"), agencies=tables, indicators=indicators)
    all_of_them = {path.name: path.read_bytes() for path in write_templates(folder)}
    assert len(all_of_them) == 9
    own = "Sở thứ 4 (S4).xlsx"
    assert {own: all_of_them[own]} == {p.name: p.read_bytes() for p in write_templates(folder, ["S4"])}
