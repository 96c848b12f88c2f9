"""The agency of a file, from the roster: shared addresses, names inside names, former agencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.building import definition
from tests.mailing import INDICATORS
from toolkit.agencies.roster import Roster
from toolkit.mail.message import Remark
from toolkit.register.attribution import attribute
from toolkit.register.entries import Entry

AGENCIES = """
| code | name                       | short_name   | aliases        | email                          | until      |
|------|----------------------------|--------------|----------------|--------------------------------|------------|
| CL1  | UBND thành phố Cao Lãnh    | TP Cao Lãnh  | Cao Lãnh       | vanthu@huyen.example           |            |
| CL2  | UBND huyện Cao Lãnh        | H. Cao Lãnh  | Cao Lãnh       | vanthu@huyen.example           |            |
| SNN  | Sở Nông nghiệp             | Sở NN        |                | snn@tinh.example               | 2020-06-30 |
| SNM  | Sở Nông nghiệp và Môi trường | Sở NN&MT   |                | SNN@tinh.example\\|moi@tinh.example |         |
| CA   | Công an tỉnh               | CA tỉnh      | CAT            |                                |            |
| DD   | Sở Điều phối               | Sở ĐP        |                | dp@tinh.example                |            |
"""


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    folder: Path = tmp_path_factory.mktemp("roster")
    return Roster(definition(folder, about={"lead_agency": "DD"}, agencies=AGENCIES, indicators=INDICATORS).campaign)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Báo cáo của UBND huyện Cao Lãnh", ("CL2",)),
        ("BC UBND TP. Cao Lãnh quý 1", ("CL1",)),
        ("Cao Lãnh gửi báo cáo", ("CL1", "CL2")),
        ("Sở Nông nghiệp và Môi trường", ("SNM",)),
        ("so nong nghiep va moi truong", ("SNM",)),
        ("Sở Nông nghiệp gửi Sở Điều phối", ("SNN",)),
        ("Gửi Sở Điều phối", ("DD",)),
        ("CA tỉnh gửi", ("CA",)),
        ("ca làm việc, cat giấy", ()),
        ("CAT_bao cao", ()),
        ("CAT bao cao", ("CA",)),
        ("", ()),
    ],
)
def test_agencies_are_recognised_by_their_names(roster: Roster, text: str, expected: tuple[str, ...]) -> None:
    """The longest name counts, accents do not; a code only as it is written; the lead only if no other is named."""
    assert roster.named_in(text) == expected


@pytest.mark.parametrize(
    ("entry", "agency", "state", "code"),
    [
        # Two agencies share an address: what the mail names decides between them, and nothing else does.
        (Entry(id="1", sender="vanthu@huyen.example", named=("CL2",)), "CL2", "taken", "agency-by-sender"),
        (Entry(id="1", sender="vanthu@huyen.example"), None, "waiting", "agency-not-told"),
        (Entry(id="1", sender="vanthu@huyen.example", stamped="CL1"), "CL1", "taken", ""),
        # An address that the successor took over is the successor's.
        (Entry(id="1", sender="snn@tinh.example"), "SNM", "taken", "agency-by-sender"),
        (Entry(id="1", sender="SNN@Tinh.example".lower(), stamped="SNM"), "SNM", "taken", ""),
        # The lead passes on the reports of others, and sends its report.
        (Entry(id="1", sender="dp@tinh.example", stamped="CA"), "CA", "taken", ""),
        (Entry(id="1", sender="dp@tinh.example", stamped="DD"), "DD", "taken", ""),
        (Entry(id="1", sender="dp@tinh.example"), None, "waiting", "agency-not-told"),
        (Entry(id="1", sender="moi@tinh.example", named=("CA",)), None, "waiting", "mail-names-another"),
        (
            Entry(id="1", sender="moi@tinh.example", codes=(Remark("sender-not-verified"),)),
            None,
            "waiting",
            "sender-not-verified",
        ),
        (Entry(id="1", stamped="CA", codes=(Remark("sender-missing"),)), None, "waiting", "sender-missing"),
        (Entry(id="1", sender="x@y.example", named=("CA",)), None, "waiting", "agency-not-told"),
        (Entry(id="1", stamped="CA"), "CA", "taken", ""),
        (
            Entry(id="1", decision="ca", stamped="SNM", codes=(Remark("several-senders"),)),
            "CA",
            "taken",
            "agency-decided",
        ),
        (Entry(id="1", decision="–", stamped="SNM"), None, "aside", "left-out"),
        (Entry(id="1", decision="bỏ qua"), None, "aside", "left-out"),
        (Entry(id="1", decision="Cao Lãnh"), None, "waiting", "unknown-decision"),
    ],
)
def test_evidence_is_weighed(roster: Roster, entry: Entry, agency: str | None, state: str, code: str) -> None:
    """A file on which all agree counts, others wait, and a decision goes before everything."""
    found = attribute(roster, entry)
    assert (found.agency, found.state, found.code) == (agency, state, code)
