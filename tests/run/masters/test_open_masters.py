"""The record of a master as it is passed on by the process that reads it, or kept in the store."""

from dataclasses import fields
from datetime import date
from pathlib import Path
from unittest import mock

from toolkit.master.read import MasterContent
from toolkit.model import Acceptance, Correction, Decision, Edit, Figure, Group, Kept, Source, Submission
from toolkit.run.masters import open_masters
from toolkit.run.masters.open_masters import NOT_SENT, packed, unpack_content

#: A master in which every field differs from its default.
FULL = MasterContent(
    file="1.xlsx",
    campaign="THU",
    definition="abc",
    toolkit="0.1.0",
    as_of=date(2021, 1, 15),
    submissions=(Submission(source=Source(file="inbox/SA.xlsx", sha256="5"), status="accepted", agency="SA"),),
    groups=(Group("g", "dat", "", "Ý", ("1",), ("SA",)),),
    edits=(Edit(group="g", hide=True, nearest=("h",)),),
    decisions=(Decision(file="inbox/SA.xlsx", sha256="5", use=True, typed="có"),),
    kept=Kept(
        corrections=(Correction(agency="SA", indicator="A1", period="2019", typed="5", number=5.0),),
        acceptances=(Acceptance(finding="x", by="A"),),
    ),
    counted={("SA", "A1", "2019"): 5.0},
    whole=True,
    changed_files=("inbox/SA.xlsx",),
    changed_rows=(("inbox/SA.xlsx", 1, "A1 2019"),),
    changed_table_rows=(("inbox/SA.xlsx", 2, "VV 1; VV 2"),),
    corrected_cells=(Figure("SA", "VV.SO", "1", 5.0, "given", table="VV"),),
    left_out=frozenset({("SA", "VV", "1")}),
    summary={"indicators": {"A1": ["buổi", "count", 5]}},
    totals={"periods": ["2019"]},
    followup=(("SB", "HC", "Cán bộ còn thiếu."),),
)


def test_all_fields_of_a_master_arrive() -> None:
    """Each field arrives unchanged, except those that a merge computes again; a new field must be one or the other."""
    texts, none = dict.fromkeys(("file", "campaign", "definition", "toolkit"), ""), ("submissions", "groups", "edits")
    blank = MasterContent(**texts, **dict.fromkeys((*none, "decisions"), ()), as_of=None, whole=False)  # type: ignore[arg-type]
    assert [f.name for f in fields(FULL) if getattr(FULL, f.name) == getattr(blank, f.name)] == []
    with mock.patch.object(open_masters, "read_master", return_value=FULL):
        data = b"".join(packed(Path("1.xlsx")))
    arrived = unpack_content(data, "1.xlsx")
    assert isinstance(arrived, MasterContent)
    assert {f.name for f in fields(FULL) if getattr(arrived, f.name) != getattr(FULL, f.name)} == NOT_SENT
