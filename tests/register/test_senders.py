"""The agency of a file, from the roster: shared addresses, names inside names, former agencies; a file that waits."""

from pathlib import Path
from typing import Any

import pytest

from tests.building import definition
from tests.cases import cases
from tests.mailing import INDICATORS
from toolkit.agencies.roster import Roster
from toolkit.mail.message import Remark
from toolkit.model import Source, Submission
from toolkit.register.attribution import attribute
from toolkit.register.entries import UNREAD, Entry, Register
from toolkit.register.origins import Origins

AGENCIES = """
| code | name                         | short_name  | aliases  | email                               | until      |
|------|------------------------------|-------------|----------|-------------------------------------|------------|
| CL1  | UBND thành phố Cao Lãnh      | TP Cao Lãnh | Cao Lãnh | vanthu@huyen.example                |            |
| CL2  | UBND huyện Cao Lãnh          | H. Cao Lãnh | Cao Lãnh | vanthu@huyen.example                |            |
| SNN  | Sở Nông nghiệp               | Sở NN       |          | snn@tinh.example                    | 2020-06-30 |
| SNM  | Sở Nông nghiệp và Môi trường | Sở NN&MT    |          | SNN@tinh.example\\|moi@tinh.example |            |
| CA   | Công an tỉnh                 | CA tỉnh     | CAT      |                                     |            |
| DD   | Sở Điều phối                 | Sở ĐP       |          | dp@tinh.example                     |            |
"""


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    folder: Path = tmp_path_factory.mktemp("roster")
    return Roster(definition(folder, about={"lead_agency": "DD"}, agencies=AGENCIES, indicators=INDICATORS).campaign)


@cases("""
| case                        | text                            | expected |
|-----------------------------|---------------------------------|----------|
| the full name               | Báo cáo của UBND huyện Cao Lãnh | CL2      |
| a short name                | BC UBND TP. Cao Lãnh quý 1      | CL1      |
| an alias of two             | Cao Lãnh gửi báo cáo            | CL1 CL2  |
| the longest name            | Sở Nông nghiệp và Môi trường    | SNM      |
| without accents             | so nong nghiep va moi truong    | SNM      |
| the lead beside another     | Sở Nông nghiệp gửi Sở Điều phối | SNN      |
| the lead alone              | Gửi Sở Điều phối                | DD       |
| a short name that is a code | CA tỉnh gửi                     | CA       |
| codes in small letters      | ca làm việc, cat giấy           |          |
| a code within a word        | CAT_bao cao                     |          |
| a code                      | CAT bao cao                     | CA       |
| nothing                     |                                 |          |
""")
def test_agencies_are_recognised_by_their_names(roster: Roster, text: str, expected: str) -> None:
    """The longest name counts, accents do not; a code only as it is written; the lead only if no other is named."""
    assert roster.named_in(text) == tuple(expected.split())


@cases("""
| sender       | named | stamped | decision | remark              | agency | state   | code                |
|--------------|-------|---------|----------|---------------------|--------|---------|---------------------|
| vanthu@huyen | CL2   |         |          |                     | CL2    | taken   | agency-by-sender    |
| vanthu@huyen |       |         |          |                     |        | waiting | agency-not-told     |
| vanthu@huyen |       | CL1     |          |                     | CL1    | taken   |                     |
| snn@tinh     |       |         |          |                     | SNM    | taken   | agency-by-sender    |
| snn@tinh     |       | SNM     |          |                     | SNM    | taken   |                     |
| dp@tinh      |       | CA      |          |                     | CA     | taken   |                     |
| dp@tinh      |       | DD      |          |                     | DD     | taken   |                     |
| dp@tinh      |       |         |          |                     |        | waiting | agency-not-told     |
| moi@tinh     | CA    |         |          |                     |        | waiting | mail-names-another  |
| moi@tinh     |       |         |          | sender-not-verified |        | waiting | sender-not-verified |
|              |       | CA      |          | sender-missing      |        | waiting | sender-missing      |
| x@y          | CA    |         |          |                     |        | waiting | agency-not-told     |
|              |       | CA      |          |                     | CA     | taken   |                     |
|              |       | SNM     | ca       | several-senders     | CA     | taken   | agency-decided      |
|              |       | SNM     | –        |                     |        | aside   | left-out            |
|              |       |         | bỏ qua   |                     |        | aside   | left-out            |
|              |       |         | Cao Lãnh |                     |        | waiting | unknown-decision    |
""")
def test_evidence_is_weighed(
    roster: Roster,
    sender: str,
    named: str,
    stamped: str,
    decision: str,
    remark: str,
    agency: str,
    state: str,
    code: str,
) -> None:
    """A file on which all agree counts, others wait, and a decision goes before everything. Two agencies share the
    address `vanthu@huyen`, SNM took over `snn@tinh`, and the lead, DD, passes on the reports of others."""
    evidence: dict[str, Any] = {"named": (named,) if named else (), "codes": (Remark(remark),) if remark else ()}
    entry = Entry(id="1", sender=sender and f"{sender}.example", stamped=stamped, decision=decision, **evidence)
    found = attribute(roster, entry)
    assert (found.agency or "", found.state, found.code) == (agency, state, code)


def test_a_file_that_waits_because_of_its_stamp_says_so(roster: Roster) -> None:
    """For a form that no collecting has read yet, the merge reads the stamp that its sender contradicts."""
    entry = Entry(id="1", kind="workbook", sha256="a", file="inbox/f.xlsx", stamped=UNREAD, sender="moi@tinh.example")
    form = Submission(source=Source(file="inbox/f.xlsx", sha256="a"), status="accepted", agency="CA")
    origins = Origins(roster.campaign, Register(Path("register.xlsx"), {"1": entry}), [form], {})
    assert origins.claims() == {}
    (held,) = origins.applied([form])
    assert (held.status, held.agency) == ("rejected", None)
    assert [(f.code, f.waits_for) for f in held.findings] == [("sender-disagrees", ("CA", "SNM"))]
