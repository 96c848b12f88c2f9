"""How findings' sentences are composed, whatever their values: no word twice, no bracket left open."""

import random
import re
from collections.abc import Iterator

import pytest

from tests.cases import cases
from tests.effort import effort
from tests.messages.wording import faults
from toolkit.messages.findings import FINDINGS
from toolkit.messages.findings.catalogue import describe, indicator_text
from toolkit.model import Argument, Finding, Indicator, Kind, Member, Violation
from toolkit.model.definition import Agency, Campaign, Section

LABEL = "Kinh phí đã giải ngân từ nguồn vốn xã hội hóa (không kể vốn lồng ghép) cho cơ sở (bổ sung, nâng cấp)"
#: Possible values in a sentence: in brackets, shortened, several.
WORDS = ("Xã Một (X1)", LABEL, " ".join([LABEL] * 5), "3,5", "CT08_XA_HOI_HOA")
KINDS: tuple[Kind, ...] = ("count", "money", "text", "yesno")
CAMPAIGN = Campaign(
    id="C",
    title="C",
    periods=(),
    agencies=tuple(Agency(code=f"X{n}", name=f"Xã {n}", short_name=f"Xã số {n}") for n in range(40)),
    indicators=tuple(
        Indicator(code=f"CT{n:02}_XA_HOI_HOA", topic="", label=LABEL, unit="triệu đồng", kind=KINDS[n % 4])
        for n in range(30)
    ),
    sections=(Section(code="KQ", heading="Kết quả (nổi bật)", role="achievement"),),
)
_FIELD = re.compile(r"\{(\w+)(?::[^}]*)?\}")
#: Fields with codes that select a sentence, and their codes.
_OF_CODES = frozenset({"slip", "beside", "parts", "remedy", "mail", "part", "column", "name", "table", "details"})


def fields(code: str) -> set[str]:
    entry = FINDINGS[code]
    return {name for text in (entry.what, entry.fix) for piece in text for name in _FIELD.findall(piece)}


def findings(code: str, seed: int) -> Iterator[Finding]:
    """A finding of this code with random values: short words, long ones, several, numbers; broken rules."""
    dice = random.Random(f"{code} {seed}")
    arguments: dict[str, Argument] = {}
    for name in sorted(fields(code) - _OF_CODES):
        several = tuple(f"X{n}" for n in range(dice.choice((1, 2, 40))))
        arguments[name] = dice.choice((*WORDS, several, 3, 12.5)) if name not in ("cells", "periods") else several
    codes = [i.code for i in dice.sample(CAMPAIGN.indicators, dice.choice((1, 2, 8, 25)))]
    members = tuple(Member(code=c, value=dice.choice((1.0, 1234567.0))) for c in codes)
    keys = tuple(str(year) for year in range(2015, 2015 + dice.choice((1, 5))))
    broken = (
        tuple(Violation(key, members, (1.0, 2.0), -1.0, True) for key in keys)
        if "{value}" in str(FINDINGS[code])
        else ()
    )
    base = {"code": code, "severity": FINDINGS[code].severity, "file": "a.xlsx", "sheet": "Số liệu", "cell": "F9"}
    for value in (dice.choice(WORDS), dice.choice(WORDS)):
        yield Finding(
            **base,  # type: ignore[arg-type]
            indicator=codes[0],
            section="KQ",
            value=value,
            periods=keys,
            broken=broken if code == "rule-failed" or dice.random() < 0.3 else (),
            arguments=tuple((k, v) for k, v in arguments.items() if k not in ("value", "indicator", "section")),
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(effort(4, 12)))
def test_sentences_are_well_formed_whatever_their_values(seed: int) -> None:
    """No word is repeated, and brackets and quotes are closed, in both languages, shortened or not."""
    for finding in (finding for code in sorted(FINDINGS) for finding in findings(code, seed)):
        sentences = [*describe(finding, "vi", CAMPAIGN), *describe(finding, "en", CAMPAIGN)]
        # The values are invented, so a part of some sentences is blank.
        assert [(f, text) for text in sentences for f in faults(text) if not f.startswith("blank")] == []


def test_a_rule_of_many_members_keeps_its_numbers() -> None:
    """If a rule's members with their labels are too long, the labels are dropped, and no bracket is open."""
    members = tuple(Member(code=i.code, value=5.0) for i in CAMPAIGN.indicators[:8])
    broken = (Violation("2019", members, (40.0, 35.0), 5.0, True),)
    finding = Finding(code="rule-failed", severity="error", rule="R1", broken=broken)
    what, _ = describe(finding, "vi", CAMPAIGN)
    assert faults(what) == []
    assert "40 ≠ 35" in what
    assert LABEL[:20] not in what


def test_indicators_are_named_by_what_people_see() -> None:
    """By the label; with the topic if two have one label, with the code if that does not distinguish them."""
    places = (("A", "Một"), ("B", "Hai"))
    indicators = [Indicator(code=c, topic=t, label="Số người", unit="", kind="count") for c, t in places]
    again = Indicator(code="C", topic="Hai", label="Số người", unit="", kind="count")
    other = Indicator(code="D", topic="Hai", label="Số vụ", unit="", kind="count")
    two = Campaign(id="X", title="", indicators=(*indicators, other))
    assert [indicator_text(c, two) for c in "ABDE"] == ["“Số người” (Một)", "“Số người” (Hai)", "“Số vụ”", "E"]
    three = Campaign(id="X", title="", indicators=(*indicators, again, other))
    assert [indicator_text(c, three) for c in "ABC"] == ["“Số người” (A)", "“Số người” (B)", "“Số người” (C)"]
    assert indicator_text("A", None) == "A"


@cases(r"""
| kept                           | text                            |
| 4.200 \| 4,200                 | 4200 hoặc 4,2                   |
| 1.234 \| 1,234                 | 1234 hoặc 1,234                 |
| 1.250.000 \| 1.250             | 1250000 hoặc 1250               |
| -3,50 \| 0,0350                | -3,5 hoặc 0,035                 |
| 12,5 triệu đồng \| 12.500 đồng | 12,5 triệu đồng hoặc 12500 đồng |
| 05/12/2026 \| 12/05/2026       | 05/12/2026 hoặc 12/05/2026      |
| 1.2.3 \| có                    | 1.2.3 hoặc có                   |
| 200                            | 200                             |
""")
def test_proposed_readings_of_a_number_have_no_ambiguous_signs(kept: str, text: str) -> None:
    finding = Finding(code="approximate-number", severity="error", arguments=(("readings", kept),))
    assert f"nếu đúng là {text} thì" in describe(finding, "vi", CAMPAIGN)[1]
