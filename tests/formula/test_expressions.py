"""The rule language is Excel's: it reads what people type, treats missing figures as neither pass nor fail, and judges
a form's cells in LibreOffice exactly as it does here."""

import math
import pickle
import random
import string
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.cases import each
from tests.effort import effort
from tests.office import needs_libreoffice, recalculate
from toolkit.formula.expressions import (
    LARGE,
    Absent,
    ExcelCell,
    Formula,
    FormulaError,
    Judgement,
    Operand,
    Verdict,
    check_names,
    check_rule,
    evaluate,
    holds_in_all_rows,
    judge,
    parse,
    respelt,
    substitute,
    surely_hold,
    to_excel,
    verdict_to_excel,
)
from toolkit.formula.syntax import doubtful_comma
from toolkit.messages.findings import FINDINGS_OF
from toolkit.model import Kind

MISSING, NOT_APPLICABLE = Absent.MISSING, Absent.NOT_APPLICABLE
FIGURES: dict[str, Operand] = {
    **{"TT05": 50.0, "TT06": 200, "TT07": 25.1, "A": 7.0, "B": 2.0, "ZERO": 0.0, "YES": True, "NO": False},
    **{"LEVEL": "Đạt chuẩn", "DAY": date(2020, 3, 15), "M": MISSING, "NA": NOT_APPLICABLE},
}


def value(text: str) -> Operand:
    return evaluate(respelt(parse(text), FIGURES), FIGURES.__getitem__)


# --- Reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("=1+2*3", 7), ("=(1+2)*3", 9), ("=10-4-3", 3), ("=24/4/2", 3), ("=2^3^2", 64), ("=-2^2", 4)),
        *(("=0-2^2", -4), ("=2^-1", 0.5), ("=--3", 3), ("=+3", 3), ("=50%", 0.5), ("=2^200%", 4), ("=-50%*4", -2)),
        *(("=1+1=2", True), ("=2*3>=3+4", False), ("=1<>2", True), (" = TT05 / TT06 * 100 ", 25)),
        *(("TT05/TT06*100", 25), ("=tt05+Tt05", 100), ("=SUM(1,2,A)", 10), ("=sum(A;B)", 9)),
        *(("=MIN(A,B)+MAX(A,B)", 9), ("=ABS(B-A)", 5), ("=ROUND(2.5,0)", 3), ("=ROUND(-2.5,0)", -3)),
        *(("=ROUND(201/200,2)", 1.01), ("=ROUND(1234,-2)", 1200), ("=ROUND(A,1)", 7), ("=1E3+1e-1", 1000.1)),
        *(("=.5+1.", 1.5), ("=TRUE()", True), ("=ĐÚNG", True), ("=sai", False), ("=(A>1)+(B>1)", 2)),
        ('="a""b"="A""B"', True),
    ],
)
def test_formulas_are_read_as_excel_reads_them(text: str, expected: float | bool) -> None:
    """Precedence, associativity and functions."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("=ROUND(A*1,5;1)", 10.5), ("=ROUND(A*1.5;1)", 10.5), ("=ROUND(A*1.5,1)", 10.5)),
        *(("=ABS(TT07-TT05/TT06*100)<=0,1", True), ("=A>=6,5", True), ("=(0,1+A)*2", 14.2), ("=SUM(1,5)", 6)),
        *(("=SUM(1,5;2)", 3.5), ("=MAX((1,5),1)", 1.5), ("=1,5E1", 15), ('=IF(LEVEL=";",5;0)', None)),
        *(('=IF(LEVEL=";",5,0)', 0), ("=0,125+1,5", 1.625)),
    ],
)
def test_decimal_commas_and_separators_are_distinguished(text: str, expected: float | None) -> None:
    """A comma between digits is decimal where it cannot separate arguments, or where `;` does."""
    if expected is None:
        with pytest.raises(FormulaError):
            parse(text)
    else:
        assert value(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        *(("=SUM(A,1,5)", "1,5"), ("=IF(A>1,5,0)", "1,5"), ("=MAX(A,B*1,5)", "1,5"), ("=IF(A>1, 5, 0)", None)),
        *(("=IF(A>1;5;0)", None), ("=IF(A=B,1,0)", None), ("=ROUND(A/B*100,1)", None), ("=MAX(A*1,5)", None)),
        *(("=A<=0,5", None), ('=IF(A="1,5",B,0)', None)),
    ],
)
def test_commas_that_may_be_decimal_signs_are_findings(text: str, doubtful: str | None) -> None:
    """A comma between digits of an argument list is a finding where both readings make sense."""
    found = doubtful_comma(text)
    assert (found and found.arguments["name"]) == doubtful


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        *(("", "formula-syntax", 0), ("=", "formula-syntax", 1), ("=1+", "formula-syntax", 3)),
        *(("=(1+2", "formula-syntax", 5), ("=1+2)", "formula-syntax", 4), ("=A B", "formula-syntax", 3)),
        *(("=A&B", "formula-syntax", 2), ('="a', "formula-syntax", 1), ("=A=B=TT05", "formula-syntax", 4)),
        *(("=1<A<5", "formula-syntax", 4), ("=A==B", "formula-syntax", 3), ("=SUM(A,,B)", "formula-syntax", 7)),
        *(("=IF(A>1;B,A)", "formula-syntax", 9), ("=A,B", "formula-syntax", 2), ("=TT01:TT05", "formula-syntax", 5)),
        *(("=“có”", "formula-syntax", 1), ("=1.000.000", "formula-ambiguous-number", 1)),
        *(("=A>=1.500", "formula-ambiguous-number", 4), ("=A>=1,500", "formula-ambiguous-number", 4)),
        *(("=1+VLOOKUP(A,B)", "formula-unknown-function", 3), ("=ROUND(A)", "formula-arguments", 1)),
        *(("=ROUND(A*1,5,1)", "formula-arguments", 1), ("=1+ABS()", "formula-arguments", 3)),
        *(("=ISBLANK(A+B)", "formula-arguments", 1), ("=AND(A>=0,5,B<=1)", "formula-arguments", 1)),
        *(('=A+"x"', "formula-arguments", 3), ('=LEVEL<"x"', "formula-arguments", 7)),
        ("=" + "(" * 90 + "1" + ")" * 90, "formula-too-long", 41),
        *(("=" + "+".join(["A"] * 3000), "formula-too-long", 0), ("=" + "A" * 9000, "formula-too-long", 8192)),
    ],
)
def test_a_wrong_formula_has_a_code_and_position(text: str, code: str, position: int) -> None:
    """A formula without a meaning is refused, with a code and the position in the text."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (code, position) == (caught.value.code, caught.value.position)
    assert pickle.loads(pickle.dumps(caught.value)).code == code


@given(st.text(alphabet=st.sampled_from('AB1.5,;()"=<>+-*/^%& có\n' + "\u0301")))
def test_any_text_is_read_or_refused(text: str) -> None:
    """A refusal is a FormulaError with a position inside the text."""
    error = refusal(text)
    if error is not None:
        assert 0 <= error.position <= len(text)
        assert error.code in FINDINGS_OF["formulas"]


def refusal(text: str) -> FormulaError | None:
    try:
        parse(text)
    except FormulaError as error:
        return error
    return None


def test_every_fault_has_its_sentences() -> None:
    """Each sentence is filled from a FormulaError and the definition's reader."""
    known = {"value": "=A", "place": "1", "name": "A", "nearest": "B", "sheet": "S", "cell": "B2"}
    for text in FINDINGS_OF["formulas"].values():
        for sentence in (text.what, text.fix, text.meaning):
            assert all(sentence.say(language, **known) for language in ("vi", "en"))
            assert [s for s in sentence if "{" in s.format_map(known)] == []


def test_decomposed_letters_are_the_same_name() -> None:
    """A code typed on a Mac (decomposed letters) is the same code."""
    assert check_names(parse("=Da\u0302n_so\u0302\u0301>0"), ["DÂN_SỐ"]) == ()


# --- Names -------------------------------------------------------------------------------------


def test_names_of_a_formula_are_listed_in_order() -> None:
    """Once, in their first spelling; those only inside ISBLANK are not needed."""
    formula = parse("=IF(ISBLANK(B2),tt05>TT05,ISBLANK(Z)+a.1>0)")
    assert formula.names == ("B2", "tt05", "Z", "a.1")
    assert formula.needed == ("tt05", "a.1")


def test_unknown_names_come_with_the_nearest() -> None:
    """Each unknown name is reported once, at its first position, with the most similar code."""
    (error,) = check_names(parse("=TT5+tt06+TT5"), ["TT05", "TT06", "DT01"])
    assert (error.code, error.position) == ("formula-unknown-name", 1)
    assert error.arguments == {"name": "TT5", "nearest": "TT05"}
    with pytest.raises(FormulaError) as caught:
        parse("=SUMM(A)")
    assert caught.value.arguments == {"name": "SUMM", "nearest": "SUM"}


@pytest.mark.parametrize(
    ("formula", "name", "meant"),
    [
        *(("=NẾU(A>1;1;0)", "NẾU", "IF"), ("=TỔNG(A;B)", "TỔNG", "SUM"), ("=A>LÀM TRÒN(B;0)", "LÀM TRÒN", "ROUND")),
        *(("=VÀ(A>1;B>1)", "VÀ", "AND"), ("=VLOOKUP(A;1)", "VLOOKUP", "")),
    ],
)
def test_vietnamese_names_of_functions_are_recognised(formula: str, name: str, meant: str) -> None:
    """The finding names the English function; for an unknown one, none."""
    with pytest.raises(FormulaError) as caught:
        parse(formula)
    assert (caught.value.code, caught.value.arguments) == ("formula-unknown-function", {"name": name, "nearest": meant})


def test_names_are_respelled_as_in_the_definition() -> None:
    """In text and tree; unknown names stay."""
    formula = respelt(parse('=IF(tt05="tt05",TT05>x,dân.số)'), ["Tt05", "Dân.Số"])
    assert formula.text == '=IF(Tt05="tt05",Tt05>x,Dân.Số)'
    assert formula.names == ("Tt05", "x", "Dân.Số")


def test_derived_names_are_substituted() -> None:
    """By their formulas, as if in brackets, down to figures."""
    derived = {"RATE": parse("=part/whole*100"), "Whole": parse("=X1+X2")}
    formula = substitute(parse("=2*rate<=-WHOLE"), derived)
    assert formula.names == ("part", "X1", "X2")
    figures: dict[str, Operand] = {"part": 1.0, "X1": 1.0, "X2": 3.0}
    assert Judgement(Verdict.FAILED, 50.0, -4.0) == judge(formula, figures.__getitem__)


@pytest.mark.slow
def test_circles_and_huge_substitutions_are_refused() -> None:
    """The names of a circle of derived indicators are listed."""
    derived = {"A": parse("=B+1"), "B": parse("=C*2"), "C": parse("=a")}
    with pytest.raises(FormulaError) as caught:
        substitute(parse("=X>a"), derived)
    assert (caught.value.code, caught.value.position) == ("formula-cycle", 3)
    assert caught.value.arguments["name"] == "A → B → C → A"
    doubling = {f"D{n}": parse(f"=D{n - 1}+D{n - 1}") for n in range(1, 60)}
    chain = {f"D{n}": parse(f"=D{n - 1}+1") for n in range(1, 1500)}
    for formulas, top in ((doubling, "D59"), (chain, "D1499"), (chain, "D300")):
        with pytest.raises(FormulaError) as caught:
            substitute(parse(f"={top}"), formulas)
        assert caught.value.code == "formula-too-long"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        *each("=A>1 | =YES | =NOT(YES) | =IF(YES,A>1,TRUE)", True),
        *each('=A+B | =-A | =IF(YES,A>1,SUM(A,B)) | ="có"', False),
    ],
)
def test_a_rule_must_be_a_condition(text: str, rule: bool) -> None:
    """A rule that gives a number or a text is reported."""
    assert (check_rule(parse(text)) is None) == rule


# --- Evaluating --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *each("=A+M | =IF(A>1,TRUE,M>1) | =IF(ISBLANK(M),0,M) | =A/ZERO | =A/(0.1+0.2-0.3)", MISSING),
        *each("=OR(TRUE,A/ZERO>1) | =ZERO^0 | =(-8)^(1/3) | =9^9^9^9 | =LEVEL+1 | =LEVEL<DAY", MISSING),
        *each("=SUM(A,LEVEL) | =AND(LEVEL,TRUE)", MISSING),
        *each("=A+NA | =M+NA", NOT_APPLICABLE),
        *each("=IF(ISBLANK(M),A,0)", 7),
        *each("=ISBLANK(NA)", True),
        *each("=ISBLANK(ZERO)", False),
        *each("=IF(ZERO=0,1,A/ZERO)", 1),
        *each("=DAY", 43905),
        *each("=DAY-43900", 5),
        *each("=LEVEL", "Đạt chuẩn"),
    ],
)
def test_missing_figures_give_no_result(text: str, expected: Operand) -> None:
    """A missing figure, or an error in Excel, leaves nothing to report."""
    assert expected == value(text)


@pytest.mark.parametrize("absent", ["", "   ", float("nan"), float("inf")])
def test_blank_texts_and_invalid_numbers_are_missing(absent: Operand) -> None:
    """Blank text and numbers that are none count as missing."""
    assert evaluate(parse("=X"), lambda name: absent) is MISSING


PASSED = """
=0.1+0.2=0.3 | =0.3<=0.1+0.2 | =NOT(0.3<0.1+0.2) | =ABS(50.1-50)<=0.1
=1234567890.1+0.2=1234567890.3 | =99999999999999<>99999999999998 | =1.0000001>1 | YES="CÓ"
YES="yes" | NO="không" | NO<>"có" | YES<>"đúng" | YES=TRUE | YES<>NO | IF(YES,TRUE,FALSE)
LEVEL="ĐẠT  chuẩn" | LEVEL<>"dat chuan" | A<>"7" | TRUE<>1 | NOT(A=TRUE) | A | DAY>=43831
"""


@pytest.mark.parametrize("text", PASSED.strip().replace("\n", " | ").split(" | "))
def test_comparisons_ignore_rounding_errors_and_case(text: str) -> None:
    """Yes is "có", and different types are never equal."""
    assert Verdict.PASSED is judge(parse(text), FIGURES.__getitem__).verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("=A=B", Judgement(Verdict.FAILED, 7.0, 2.0)), ("=A>B", Judgement(Verdict.PASSED))),
        ("=IF(YES,A<=B+1,TRUE)", Judgement(Verdict.FAILED, 7.0, 3.0)),
        ("=IF(NO,A<=B+1,TRUE)", Judgement(Verdict.PASSED)),
        ("=AND(A>B,TT05=TT06,A<B)", Judgement(Verdict.FAILED, 50.0, 200.0)),
        *(("=NOT(A>B)", Judgement(Verdict.FAILED, 7.0, 2.0)), ("=OR(A<B,B<ZERO)", Judgement(Verdict.FAILED))),
        ('=YES="không"', Judgement(Verdict.FAILED)),
        ("=NA+M>A", Judgement(Verdict.NOT_CHECKABLE, absent=("NA", "M"))),
        ("=A/ZERO>1", Judgement(Verdict.NOT_CHECKABLE)),
        ("=AND(ISBLANK(M),A<B)", Judgement(Verdict.FAILED, 7.0, 2.0)),
    ],
)
def test_a_failed_judgement_has_both_numbers(text: str, expected: Judgement) -> None:
    """Those of the comparison that decided; one that is not checkable has the missing names."""
    assert expected == judge(parse(text), FIGURES.__getitem__)


def test_formulas_can_be_pickled_and_judge_fast() -> None:
    """For workers; judging takes microseconds (a loose bound for slow machines)."""
    formula = parse("=ABS(TT07-TT05/TT06*100)<=0,1")
    judge(formula, FIGURES.__getitem__)
    assert formula == pickle.loads(pickle.dumps(formula))
    start = time.perf_counter()
    for _ in range(2000):
        judge(formula, FIGURES.__getitem__)
    assert (time.perf_counter() - start) / 2000 < 100e-6


# --- Random formulas ---------------------------------------------------------------------------

KINDS: dict[str, Kind] = {
    **{"C1": "count", "C2": "count", "C3": "count", "N1": "decimal", "N2": "decimal", "N3": "decimal", "P1": "percent"},
    **{"Y1": "yesno", "Y2": "yesno", "K1": "choice", "K2": "choice", "T1": "text", "D1": "date"},
}
#: The kinds of figures that are compared with words.
WORDED: tuple[tuple[Kind, ...], ...] = (("yesno",), ("choice", "text"))
ZERO_WORDS = ("Không có", "Không", "-", "0 (không)")
NUMBERS = (0, 1, 2, 3, 7, 12, -4, 0.1, 0.2, 0.3, 0.5, 2.5, 50.1, 33.333, 1250.75, 123456789.12)


@dataclass(frozen=True)
class Filling:
    """The contents of a cell (None: blank; an int of a date is its day number), and the value read from it."""

    typed: float | bool | str | None
    meant: Operand


BLANK = Filling(None, MISSING)
ERROR = Filling("=1/0", MISSING)


class Maker:
    """Makes random formulas and fillings; `semicolons` sets how arguments are separated."""

    def __init__(self, chance: random.Random, semicolons: bool = False) -> None:
        self.chance = chance
        self.separator = ";" if semicolons else ","

    def formula(self) -> str:
        make = self.chance.choice([self.truth, self.truth, self.number, self.anything])
        return "=" + make(self.chance.choice((1, 2, 3, 4)))

    def name(self, *kinds: Kind) -> str:
        return self.chance.choice([name for name, kind in KINDS.items() if kind in kinds])

    def call(self, function: str, *arguments: str) -> str:
        return f"{function}({self.separator.join(arguments)})"

    def many(self, make: Callable[[int], str], depth: int) -> list[str]:
        return [make(depth) for _ in range(self.chance.randint(1, 3))]

    def number(self, depth: int) -> str:
        if depth <= 0:
            literal = self.chance.choice(("0", "1", "2", "3", "0.5", "100", "0.1", "2.5", "50%"))
            return self.chance.choice([literal, self.name("count"), self.name("decimal", "percent", "date")])

        def a() -> str:
            return self.number(depth - 1)

        def b() -> str:
            return self.number(depth - self.chance.randint(1, 2))

        def added() -> str:
            return f"{a()}{self.chance.choice('+-*/')}{b()}"

        power = self.chance.choice(("2", "-1", "0.5", self.name("count")))
        ways: list[Callable[[], str]] = [
            *([added] * 4),
            lambda: f"({added()})",
            lambda: f"-{b()}",
            lambda: f"{self.number(0)}^{power}",
            lambda: self.call(self.chance.choice(("SUM", "MIN", "MAX")), *self.many(self.number, depth - 1)),
            lambda: self.call("ABS", a()),
            lambda: self.call("ROUND", a(), self.chance.choice(("0", "1", "2", "-1"))),
            lambda: self.call("IF", self.truth(depth - 1), a(), b()),
            lambda: f"({self.truth(depth - 1)})*{b()}",
            lambda: self.name("count", "decimal"),
        ]
        return self.chance.choice(ways)()

    def truth(self, depth: int) -> str:
        if depth <= 0:
            equal = self.chance.choice(("=", "<>"))
            return self.chance.choice(
                [
                    *(self.name("yesno"), "TRUE", f"ISBLANK({self.name(*KINDS.values())})"),
                    *(f"{self.name(*kinds)}{equal}{self.word()}" for kinds in WORDED),
                    f"{self.name('count')}{self.comparator()}{self.number(0)}",
                ]
            )

        def compared() -> str:
            return f"{self.number(depth - 1)}{self.comparator()}{self.number(depth - 1)}"

        def branched() -> str:
            return self.call("IF", *(self.truth(depth - 1) for _ in range(self.chance.randint(2, 3))))

        ways: list[Callable[[], str]] = [
            *([compared] * 3),
            *([branched] * 2),
            lambda: self.call(self.chance.choice(("AND", "OR")), *self.many(self.truth, depth - 1)),
            lambda: self.call("NOT", self.truth(depth - 1)),
            lambda: self.chance.choice(("=", "<>")).join(f"({self.anything(depth - 2)})" for _ in range(2)),
            lambda: self.truth(0),
        ]
        return self.chance.choice(ways)()

    def anything(self, depth: int) -> str:
        ways: list[Callable[[], str]] = [
            self.word,
            lambda: self.name(*KINDS.values()),
            lambda: self.call("IF", self.truth(depth - 1), self.anything(depth - 1), self.anything(depth - 1)),
            lambda: self.truth(depth),
            lambda: self.number(depth),
        ]
        return self.chance.choice(ways)()

    def word(self) -> str:
        return self.chance.choice(('"có"', '"Không"', '"đạt"', '"Chưa đạt"', '"dat"', '"?"', '""'))

    def comparator(self) -> str:
        return self.chance.choice(("=", "=", "<>", "<", "<=", ">", ">="))

    def filling(self, kind: Kind) -> Filling:
        absent = self.chance.random()
        if absent < 0.06:
            return self.chance.choice((BLANK, ERROR, Filling("  ", MISSING), Filling(None, NOT_APPLICABLE)))
        if kind == "yesno":
            typed = self.chance.choice(("Có", "có ", "Không", "KHÔNG", "yes", "No"))
            return Filling(typed, typed.strip().casefold() in ("có", "yes"))
        if kind in ("choice", "text"):
            words = self.chance.choice(("Đạt", "đạt", "Chưa  đạt", " dat ", "Có", "không", "*"))
            return Filling(words, words)
        if kind == "date":
            day = date(2020, self.chance.randint(1, 12), 15)
            return Filling(float((day - date(1899, 12, 30)).days), day)
        if absent < 0.14:
            return Filling(self.chance.choice((*ZERO_WORDS, "không có ")), 0.0)
        if absent < 0.18:
            return Filling(self.chance.choice(("chưa rõ", "?", "*", "12 tỷ", "?*")), MISSING)
        numbers = [n for n in NUMBERS if kind != "count" or n == int(n)]
        number = float(self.chance.choice(numbers))
        return Filling(number, number)

    def fillings(self) -> dict[str, Filling]:
        return {name: self.filling(kind) for name, kind in KINDS.items()}


def understood(fillings: dict[str, Filling]) -> Callable[[str], Operand]:
    return lambda name: fillings[name].meant


makers = st.builds(Maker, st.randoms(use_true_random=False), st.booleans())


def readable(maker: Maker) -> Formula:
    """A random formula; the few that are refused, such as `""*C1`, are no examples."""
    text = maker.formula()
    error = refusal(text)
    assert error is None or error.code == "formula-arguments"
    assume(error is None)
    return parse(text)


@pytest.mark.slow
@settings(max_examples=effort(100, 300), deadline=None)
@given(makers)
def test_only_missing_figures_make_a_rule_not_checkable(maker: Maker) -> None:
    """For any rule and filling: otherwise it is judged by its value."""
    formula = readable(maker)
    fillings = maker.fillings()
    result, judged = evaluate(formula, understood(fillings)), judge(formula, understood(fillings))
    absent = tuple(name for name in formula.needed if isinstance(fillings[name].meant, Absent))
    assert set(absent) == set(judged.absent)
    if absent:
        kinds = {fillings[name].meant for name in absent}
        assert result is (NOT_APPLICABLE if NOT_APPLICABLE in kinds else MISSING)
        assert Verdict.NOT_CHECKABLE is judged.verdict
    elif isinstance(result, bool):
        assert (Verdict.PASSED if result else Verdict.FAILED) is judged.verdict
    elif isinstance(result, Absent | str):
        assert Verdict.NOT_CHECKABLE is judged.verdict


@pytest.mark.slow
@settings(max_examples=effort(100, 300), deadline=None)
@given(makers)
def test_quick_and_full_judgement_agree(maker: Maker) -> None:
    """A rule that holds by numbers alone is judged so; most judgements need numbers only."""
    formula = readable(maker)
    fillings = maker.fillings()
    answers = {n: f.meant if isinstance(f.meant, float) else math.nan for n, f in fillings.items()}
    numbers = {n: v if v.__class__ is float and abs(v) < LARGE else math.nan for n, v in answers.items()}
    passed = judge(formula, understood(fillings)).verdict is Verdict.PASSED
    if formula.names:
        sure = surely_hold(formula, {n: (v, v) for n, v in answers.items()})
        needed = [answers[n] for n in formula.names]
        assert [passed and not any(map(math.isnan, needed))] * 2 == sure
    if holds_in_all_rows(formula, {n: (v, v) for n, v in numbers.items()}):
        assert passed
    assert not holds_in_all_rows(formula, {n: (v, math.nan) for n, v in numbers.items()})


@pytest.mark.parametrize(
    ("text", "plainly"),
    [
        *(("=A>=B", True), ("=A=B+5", True), ("=B*3-7<=A*0,5", True), ("=2<=1", False), ("=A<=B", False)),
        *(("=(A=7)=(B=2)", False), ("=A/B>=0", False), ("=X>=A", False)),
    ],
)
def test_simple_comparisons_are_judged_for_all_rows_at_once(text: str, plainly: bool) -> None:
    """Those of sums are; a more complex one, or one without a column, is not."""
    formula = parse(text)
    assert plainly == holds_in_all_rows(formula, {"A": (7.0, 8.0), "B": (2.0, 3.0)})


@pytest.mark.slow
@settings(max_examples=effort(70, 200), deadline=None)
@given(st.integers(), st.booleans())
def test_commas_and_points_are_the_same_formula(seed: int, spaced: bool) -> None:
    """A formula typed with `;` and decimal commas reads as the one with `,` and points."""
    english = Maker(random.Random(seed)).formula()
    local = Maker(random.Random(seed), semicolons=True).formula().replace(".", ",")  # as Vietnamese type it
    assume(";" in local and refusal(english) is None)
    if spaced:
        local = local.replace(";", " ; ").replace("=", " = ", 1)
    assert parse(english).expression == parse(local).expression


@pytest.mark.slow
@settings(max_examples=effort(70, 200), deadline=None)
@given(makers)
def test_a_derived_name_equals_its_formula(maker: Maker) -> None:
    """Looking up a derived value and substituting its formula give the same verdict."""
    derived, fillings = readable(maker), maker.fillings()
    worth = evaluate(derived, understood(fillings))
    # A formula with a blank text as result is blank as a value, but not as a formula.
    assume(not isinstance(worth, str) or bool(worth.strip()))
    lookup = understood({**fillings, "X": Filling(None, worth)})
    for text in ("=X>=C1", "=ISBLANK(X)", "=IF(ISBLANK(X),TRUE,C1>=1)", "=X=K1"):
        rule = parse(text)
        direct, put_in = judge(rule, lookup), judge(substitute(rule, {"x": derived}), lookup)
        assert direct.verdict is put_in.verdict


@pytest.mark.slow
@settings(max_examples=effort(70, 200), deadline=None)
@given(makers)
def test_any_formula_is_printed_for_excel(maker: Maker) -> None:
    """With closed brackets, without the toolkit's names, within Excel's length."""
    formula = readable(maker)
    for write in (to_excel, verdict_to_excel):
        try:
            printed = write(formula, lambda name: ExcelCell("$E$1", KINDS[name]), zero_words="ZeroWords")
        except FormulaError:
            continue  # too long for Excel
        assert printed.startswith("=IFERROR(")
        assert len(printed) <= 8192
        assert printed.count("(") == printed.count(")")
        assert not any(name in printed for name in KINDS)


DA = "AND(ISNUMBER(D1),ISNUMBER(A1))"
NEAR = "1E-14*MAX(100000,ABS(D1*2),ABS(A1))"


@pytest.mark.parametrize(
    ("text", "zero_words", "expected"),
    [
        ("=A/B*100", "", '=IFERROR(IF(AND(ISNUMBER(A1),ISNUMBER(B1)),A1/B1*100,""),"")'),
        ("=-A^2", "", '=IFERROR(IF(ISNUMBER(A1),(-A1)^2,""),"")'),
        ("=A", "Z", '=IFERROR(IF(OR(ISNUMBER(A1),SUMPRODUCT(--(Z=TRIM(A1)))>0),N(A1),""),"")'),
        ('=K="x"', "Z", '=IFERROR(IF(LEN(TRIM(K1))>0,TRIM(K1)="x",""),"")'),
        # A number on one side, on the other a number or words: each branch is compared by itself.
        (
            "=A=IF(B>1,B,K)",
            "",
            "=IFERROR(IF(AND(ISNUMBER(A1),ISNUMBER(B1),LEN(TRIM(K1))>0),"
            'IF(B1>1,A1=B1,IF(ISERROR((A1)&(TRIM(K1))),NA(),FALSE)),""),"")',
        ),
        # Numbers that are not whole: those that differ by a rounding error are equal, neither less nor more.
        ("=D*2<=A", "", f'=IFERROR(IF({DA},D1*2-(A1)<={NEAR},""),"")'),
        ("=D*2<A", "", f'=IFERROR(IF({DA},D1*2-(A1)<-{NEAR},""),"")'),
        ("=1+1", "Z", '=IFERROR(1+1,"")'),
    ],
)
def test_a_printed_formula_tests_for_missing_figures_first(text: str, zero_words: str, expected: str) -> None:
    """The printed formula tests first whether the figures are there, then computes."""
    kinds: dict[str, Kind] = {"A": "count", "B": "count", "D": "decimal", "K": "choice"}
    printed = to_excel(parse(text), lambda name: ExcelCell(f"{name}1", kinds[name]), zero_words=zero_words)
    assert printed == expected


def test_printed_formulas_are_within_excels_limits() -> None:
    """Long words are split at Excel's 255 characters, and a formula too long for Excel is refused."""
    words = f'=K1="{"x" * 300}"'
    assert "&" in to_excel(parse(words), lambda name: ExcelCell("A1", "choice"))
    many = "=" + "^".join(f"({letter}1+{letter}2)" for letter in string.ascii_uppercase[:8]) + ">1"
    with pytest.raises(FormulaError) as caught:
        verdict_to_excel(parse(many), lambda name: ExcelCell(name, "decimal"))
    assert caught.value.code == "formula-too-long"


# --- The same in LibreOffice -------------------------------------------------------------------

CHOSEN = (
    *("=0.1+0.2=0.3", "=IF(0.1+0.2-0.3=0,1,0)", "=-2^2", "=2^3^2", "=-C1^2", "=C1-(C2-C3)", "=C1/(C2/C3)"),
    *("=C1/C2/C3*100", "=(C1+C2)*C3%", "=ABS(N1-N2/N3*100)<=0.1", "=C1=C2+C3", "=N1=N2+N3", '=IF(Y1="có",C2>=1,TRUE)'),
    *("=C1^0", "=N1^0.5", "=C1^C2", "=TRUE=1", "=(C1>1)+(C2>1)=2", "=ISBLANK(C1)", "=IF(ISBLANK(D1),TRUE,D1>=43831)"),
    *("=K1=K2", "=K1=Y1", "=Y1=Y2", "=ROUND(N1*C1/3,1)", "=ROUND(N1,C1)", "=SUM(C1,N1,Y1)"),
)


@dataclass(frozen=True)
class Case:
    formula: Formula
    fillings: dict[str, Filling]
    value: str
    verdict: str


def cases(chance: random.Random, count: int) -> list[Case]:
    """Random formulas and fillings, after the chosen ones, printed for rows 1, 2, 3 … of the sheet."""
    maker, made = Maker(chance), list[Case]()
    texts = [text for text in CHOSEN for _ in range(4)]
    while len(made) < count:
        text = texts.pop() if texts else maker.formula()
        row = len(made) + 1
        cell = {name: ExcelCell(f"{letter}{row}", KINDS[name]) for name, letter in LETTERS.items()}
        try:
            formula = parse(text)
            shown = to_excel(formula, cell.__getitem__, zero_words="ZeroWords")
            verdict = verdict_to_excel(formula, cell.__getitem__, zero_words="ZeroWords")
        except FormulaError:
            continue
        made.append(Case(formula, maker.fillings(), shown, verdict))
    return made


LETTERS = dict(zip(KINDS, string.ascii_uppercase, strict=False))


def write_workbook(path: Path, made: list[Case]) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet, lists = book.add_worksheet("cases"), book.add_worksheet("lists")
    lists.write_column(0, 0, ZERO_WORDS)
    book.define_name("ZeroWords", f"=lists!$A$1:$A${len(ZERO_WORDS)}")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    plain = book.add_format({"num_format": "0.00"})  # otherwise LibreOffice shows results of dates as dates
    for row, case in enumerate(made):
        for column, (name, filling) in enumerate(case.fillings.items()):
            typed, style = filling.typed, day if KINDS[name] == "date" else None
            if isinstance(typed, str) and typed.startswith("="):
                sheet.write_formula(row, column, typed, None, "#DIV/0!")
            elif isinstance(typed, str):
                sheet.write_string(row, column, typed)
            elif typed is not None:
                sheet.write_number(row, column, typed, style)
        sheet.write_formula(row, len(KINDS), case.value, plain, "not calculated")
        sheet.write_formula(row, len(KINDS) + 1, case.verdict, None, "not calculated")
    book.close()


def same(expected: Operand, shown: object) -> bool:
    if isinstance(expected, Absent):
        return shown == ""
    if isinstance(expected, str):
        return isinstance(shown, str) and expected.casefold() == shown.casefold()
    assert isinstance(expected, int | float)
    return isinstance(shown, int | float) and shown == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@pytest.mark.slow
@needs_libreoffice
def test_libreoffice_judges_the_same(tmp_path: Path) -> None:
    """Every printed formula gives in LibreOffice the value and verdict computed here."""
    made = cases(random.Random(2020), 400)
    path = tmp_path / "cases.xlsx"
    write_workbook(path, made)
    rows = recalculate(path)["cases"]
    wrong = []
    seen = dict.fromkeys(Verdict, 0)
    for case, row in zip(made, rows, strict=True):
        shown, shown_verdict = row[len(KINDS)], row[len(KINDS) + 1]
        result = evaluate(case.formula, understood(case.fillings))
        verdict = judge(case.formula, understood(case.fillings)).verdict
        seen[verdict] += 1
        expected = {Verdict.PASSED: 1, Verdict.FAILED: 0, Verdict.NOT_CHECKABLE: ""}[verdict]
        if not same(result, shown) or expected != shown_verdict:
            used = {name: case.fillings[name].typed for name in case.formula.names}
            wrong.append((case.formula.text, used, result, shown, expected, shown_verdict))
    assert wrong == []
    assert min(seen.values()) > 30, seen
