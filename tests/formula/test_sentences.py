"""Sentences with fields: how they are read, and each fault with its position."""

import pytest

from tests.building import table
from toolkit.formula.sentences import FIELDS, parse

CODES = ("A1", "B2", "1.2", "TREE8")
PERIODS = ("2019", "2020-6M")


def test_a_sentence_has_words_fields_and_clauses() -> None:
    """A clause in brackets is optional; everything else is needed."""
    read = parse("Đạt {A1}%[, {A1.thay_doi} so với {A1.ky_truoc}].", CODES, PERIODS)
    assert read.faults == ()
    clauses = [(c.optional, [f.aspect for f in c.fields]) for c in read.clauses]
    assert clauses == [(False, ["value"]), (True, ["change", "since"]), (False, [])]


@pytest.mark.parametrize("aspect", FIELDS)
def test_a_field_has_a_name_in_either_language(aspect: str) -> None:
    """Both mean the same, whatever their case and marks."""
    names = (FIELDS[aspect], aspect, FIELDS[aspect].upper().replace("_", " "))  # type: ignore[index]
    read = [parse(f"{{A1.{name}}}", CODES, PERIODS).fields[0] for name in names]
    assert [f.aspect for f in read] == [aspect] * 3
    assert [f.language for f in read] == ["vi", "en", "vi"]


def test_diacritics_in_a_fields_name_do_not_count() -> None:
    """A coordinator may type the name as plain words."""
    assert parse("{a1.thay đổi}", CODES, PERIODS).fields[0].aspect == "change"


@pytest.mark.parametrize(
    ("typed", "code", "period"),
    [
        *(("{A1}", "A1", ""), ("{ a1 }", "A1", ""), ("{1.2}", "1.2", ""), ("{1.2.2019}", "1.2", "2019")),
        *(("{B2.2020-6m}", "B2", "2020-6M"), ("{B2.cả kỳ}", "B2", "total"), ("{B2.total}", "B2", "total")),
    ],
)
def test_a_field_may_name_a_period(typed: str, code: str, period: str) -> None:
    """Codes may have points in them."""
    (found,) = parse(typed, CODES, PERIODS).fields
    assert (found.indicator, found.aspect, found.period) == (code, "value", period)


FAULTS = """
| text                    | code                          | place | name      | nearest  |
|-------------------------|-------------------------------|-------|-----------|----------|
| Đạt {A1                 | sentence-unbalanced           | 4     | {         |          |
| Đạt A1}                 | sentence-unbalanced           | 6     | }         |          |
| Đạt {A1[, {B2}].        | sentence-unbalanced           | 4     | {         |          |
| Đạt {}                  | sentence-unknown-indicator    | 4     | {}        |          |
| Đạt {A1}[, {B2}         | sentence-unbalanced           | 8     | [         |          |
| Đạt {A1}], {B2}         | sentence-unbalanced           | 8     | ]         |          |
| {A1}[ a {A1}[ {B2}]     | sentence-unbalanced           | 12    | [         |          |
| {A1}[, xong]            | sentence-clause-without-field | 4     | [, xong]  |          |
| {TREE88}                | sentence-unknown-indicator    | 0     | {TREE88}  | TREE8    |
| {TREE9}                 | sentence-unknown-indicator    | 0     | {TREE9}   |          |
| {TRE8.ky}               | sentence-unknown-indicator    | 0     | {TRE8.ky} | TREE8    |
| {A1.cao_nhât1}          | sentence-unknown-field        | 0     | {A1.cao_nhât1} | cao_nhat |
| {A1.2017}               | sentence-unknown-field        | 0     | {A1.2017} |          |
"""


@pytest.mark.parametrize("row", table(FAULTS), ids=lambda row: row["text"])
def test_a_fault_has_its_position(row: dict[str, str]) -> None:
    """One fault, with its position, the text there and the nearest name."""
    (fault,) = parse(row["text"], CODES, PERIODS).faults
    assert (row["code"], int(row["place"]), row["name"]) == (fault.code, fault.position, fault.name)
    assert fault.nearest == row["nearest"]


def test_all_faults_are_reported_at_once() -> None:
    """They are in the order of their positions."""
    read = parse("{X}[, a] {A1.b} ]", CODES, PERIODS)
    kinds = ("unknown-indicator", "clause-without-field", "unknown-field", "unbalanced")
    assert [f.code for f in read.faults] == [f"sentence-{kind}" for kind in kinds]
