"""What a run reports about a file that came by mail: one result, from which state and findings follow."""

from __future__ import annotations

from pathlib import Path

from tests.building import definition
from tests.mailing import INDICATORS
from toolkit.model import Source, Submission
from toolkit.register.entries import UNREAD, Entry, Register
from toolkit.register.origins import Origins

AGENCIES = """
| code | name             | short_name | email           |
|------|------------------|------------|-----------------|
| CA   | Công an tỉnh     | CA tỉnh    | ca@tinh.example |
| SXD  | Sở Xây dựng      | Sở XD      | xd@tinh.example |
"""


def test_a_file_that_waits_because_of_its_stamp_says_so(tmp_path: Path) -> None:
    """For a form that no collecting has read yet, the merge reads the stamp that its sender contradicts."""
    campaign = definition(tmp_path, agencies=AGENCIES, indicators=INDICATORS).campaign
    entry = Entry(id="1", kind="workbook", sha256="a", file="inbox/f.xlsx", stamped=UNREAD, sender="xd@tinh.example")
    form = Submission(source=Source(file="inbox/f.xlsx", sha256="a"), status="accepted", agency="CA")
    origins = Origins(campaign, Register(tmp_path / "register.xlsx", {"1": entry}), [form], {})
    assert origins.claims() == {}
    (held,) = origins.applied([form])
    assert (held.status, held.agency) == ("rejected", None)
    assert [(f.code, f.waits_for) for f in held.findings] == [("sender-disagrees", ("CA", "SXD"))]
