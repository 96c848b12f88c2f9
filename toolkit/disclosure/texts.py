"""The texts of a shared copy, without personal numbers and masked figures.

A number is removed if it equals a masked figure of the text's agency, or of an agency named in the text, unless the
words next to it show another meaning: a date, an amount of money, a unit of an indicator that may be shown.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile

from toolkit.disclosure.suppression import Masks
from toolkit.disclosure.tables import TableMasks
from toolkit.language.identities import without_numbers
from toolkit.language.text import clean, pattern_of
from toolkit.model import Agency, Consolidation, FormColumn, grouped
from toolkit.values.number_words import words_to_number

#: The sign for a masked number in a text.
IN_TEXT = "(*)"
_NUMBER = re.compile(r"(?<!\w)\d(?:[\d.,\u00a0]*\d)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = "một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|mười|mươi|trăm|nghìn|ngàn|linh|lẻ"
_IN_WORDS = re.compile(rf"\b(?:{_DIGITS})(?: (?:{_DIGITS}))*\b", re.IGNORECASE)
_NEXT_WORD = re.compile(r"[ \u00a0]*([^\W\d_]\w*|[%‰])")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]*\Z")
_WORD = re.compile(r"\w+")
#: The greatest length of a masked cell that is searched for in texts; longer ones are sentences.
_LONGEST = 80
_REST_OF_FRACTION = re.compile(r"(?:/\d+)+")
#: The least number that is recognised alone; a smaller number only by the unit after it.
_RECOGNISABLE = 1000
#: Words for counted people, whatever an indicator's unit is.
_PEOPLE_WORDS = "người đối trường ca em cháu trẻ chị anh ông bà cô chú vợ phụ nữ nam nạn học sinh bệnh con thanh"
_PEOPLE = frozenset(_PEOPLE_WORDS.split())
#: Words for other things that are counted or measured, in any campaign.
_THING_WORDS = (
    "% ‰ đồng đ triệu tỷ tỉ nghìn ngàn usd năm tháng ngày giờ phút quý tuần kỳ km m m2 ha kg tấn lần buổi lớp cuộc đợt "
    "tờ bản văn kế "
    "xã phường huyện tỉnh ấp khóm điểm mục tiêu chỉ nhiệm giải"
)
_THINGS = frozenset(_THING_WORDS.split())
#: Words before a number that make it a name or a date.
_NAME_WORDS = (
    "năm tháng ngày quý kỳ đợt lần thứ ấp khóm tổ phường quận khu điều khoản điểm mục chương mức độ đoạn tuyến đội"
)
_NAMES = frozenset(_NAME_WORDS.split())


@dataclass(slots=True)
class _MaskedNumbers:
    """The masked numbers of one agency, each with its possible units."""

    units: dict[float, set[str]] = field(default_factory=dict)
    people: set[float] = field(default_factory=set)
    """The numbers of sensitive indicators."""

    def add(self, value: float, unit: str, sensitive: bool) -> None:
        self.units.setdefault(value, set()).update({unit} - {""})
        if sensitive:
            self.people.add(value)

    def add_counted(self, value: float, words: Set[str]) -> None:
        """Add a number of a table. As there are many, it is recognised only where one of these words follows it."""
        self.units.setdefault(value, set()).update(words - {""})


class Texts:
    """Removes personal numbers and masked figures from texts of agencies."""

    def __init__(self, result: Consolidation, masked: Masks, tables: TableMasks) -> None:
        campaign = result.campaign
        self.by_agency: dict[str, _MaskedNumbers] = {}
        self.totals = _MaskedNumbers()
        for figure in result.figures:
            indicator = campaign.indicator_by_code[figure.indicator]
            values: Iterable[float] = ()
            if masked.hides_figure(figure) and isinstance(figure.value, int | float):
                values = (float(figure.value),)
            elif figure.value is None and indicator.sensitive:
                values = _numbers_in(figure.typed)  # what could not be read may be a small number
            for value in values:
                self._numbers_of(figure.agency).add(value, _unit_word(indicator.unit), indicator.sensitive)
        for (code, _), total in result.totals.items():
            if masked.hides_total(total.indicator, total.period) and total.value is not None:
                indicator = campaign.indicator_by_code[code]
                self.totals.add(float(total.value), _unit_word(indicator.unit), False)
        self._add_tables(result, tables)
        everything = {v for k in (self.totals, *self.by_agency.values()) for v in k.units}
        self.recognisable = frozenset(v for v in everything if v >= _RECOGNISABLE or not v.is_integer())
        # Units of figures that may be shown.
        shown, hidden = ({_unit_word(i.unit) for i in campaign.indicators if i.sensitive is s} for s in (False, True))
        self.other_units = (_THINGS | shown) - _PEOPLE - hidden
        self.names = _Names([campaign.agency_by_code[code] for code in self.by_agency])

    def _add_tables(self, result: Consolidation, tables: TableMasks) -> None:
        """Add the numbers and texts of masked cells, and the masked totals, of tables."""
        words = []
        by_code = result.campaign.table_by_code
        for cell in filter(tables.hides_cell, result.rows):
            column = by_code[cell.table].column_by_code[cell.column]
            if column.numeric:
                values = {float(cell.value)} if isinstance(cell.value, int | float) else _numbers_in(cell.typed)
                for value in values:
                    self._numbers_of(cell.agency).add_counted(value, _counting_words(column))
            elif column.kind == "text":
                words.append(cell.typed)
        for total in filter(tables.hides_total, result.table_totals.values()):
            if total.value is not None:
                of = by_code[total.table].column_by_code.get(total.column)
                self._numbers_of(total.agency).add_counted(total.value, _counting_words(of))
        self.words = _Words(words)

    def _numbers_of(self, agency: str) -> _MaskedNumbers:
        """The masked numbers of an agency, or of the province (agency "")."""
        return self.by_agency.setdefault(agency, _MaskedNumbers()) if agency else self.totals

    def hide(self, text: str, agencies: Sequence[str]) -> str:
        """A text of these agencies, without identity and telephone numbers, without the agencies' masked figures, and
        without the texts of masked cells of any agency's tables."""
        text = self.words.without_phrases(text)
        spelt = _IN_WORDS.search(text) is not None
        if not spelt and "@" not in text and not any(c.isdigit() for c in text):
            return text
        text = without_numbers(text, IN_TEXT)
        if not self.by_agency and not self.totals.units:
            return text
        concerned = dict.fromkeys((*agencies, *self.names.agencies_in(text)))
        sources = [self.totals, *(self.by_agency[a] for a in concerned if a in self.by_agency)]
        text = _NUMBER.sub(lambda m: IN_TEXT if self._is_masked(m, text, sources) else m[0], text)
        return (
            _IN_WORDS.sub(lambda m: IN_TEXT if self._is_masked_in_words(m, text, sources) else m[0], text)
            if spelt
            else text
        )

    def _is_masked(self, match: re.Match[str], text: str, sources: Sequence[_MaskedNumbers]) -> bool:
        """Whether a number in a text, in figures, may be a masked one."""
        readings = _readings(match[0])
        in_fraction = text[match.start() - 1 : match.start()] == "/" or text.startswith("/", match.end())
        if readings & self.recognisable and not in_fraction and not _YEAR.fullmatch(match[0]):
            return True
        rest = _REST_OF_FRACTION.match(text, match.end())
        following = _word_after(text, rest.end() if rest else match.end())
        if _is_counted_by(readings, following, sources):
            return True
        if (
            in_fraction
            or _YEAR.fullmatch(match[0])
            or following in self.other_units
            or not any(readings & known.people for known in sources)
        ):
            return False
        before = _WORD_BEFORE.search(text, max(0, match.start() - 12), match.start())
        return not (before and before[1].casefold() in _NAMES)

    def _is_masked_in_words(self, match: re.Match[str], text: str, sources: Sequence[_MaskedNumbers]) -> bool:
        value = words_to_number(match[0])
        if value is None:
            return False
        if text[match.start() - 1 : match.start()] == "(" and text.startswith(")", match.end()):
            return any(float(value) in known.people for known in sources)
        return _is_counted_by({float(value)}, _word_after(text, match.end()), sources)


def _counting_words(column: FormColumn | None) -> Set[str]:
    """The words that show that the number before them is from a table's column, or (None) a number of rows."""
    people = _PEOPLE if column is None or column.kind in ("count", "decimal") else frozenset()
    return people if column is None else people | {_unit_word(column.unit)}


class _Words:
    """Texts of masked cells of tables, of two words or more: names of people, as a rule."""

    def __init__(self, typed: Iterable[str]) -> None:
        self.phrases = {words for text in typed if " " in (words := clean(text).casefold()) and len(words) <= _LONGEST}
        self.first = {match[0] for words in self.phrases if (match := _WORD.match(words))}
        self.lengths = sorted({len(words) for words in self.phrases}, reverse=True)

    def without_phrases(self, text: str) -> str:
        """The text without the masked phrases."""
        folded = text.casefold()
        if not self.phrases or len(folded) != len(text):
            return text
        pieces, end = [], 0
        for word in _WORD.finditer(folded):
            if word.start() < end or word[0] not in self.first:
                continue
            for length in self.lengths:
                until = word.start() + length
                if folded[word.start() : until] in self.phrases and not folded[until : until + 1].isalnum():
                    pieces += [text[end : word.start()], IN_TEXT]
                    end = until
                    break
        return "".join((*pieces, text[end:]))


def _is_counted_by(readings: Collection[float], following: str, sources: Iterable[_MaskedNumbers]) -> bool:
    """Whether the word after a number is a unit of a masked number with one of these values."""
    return any(
        following in known.units.get(value, ()) or (following in _PEOPLE and value in known.people)
        for known in sources
        for value in readings
    )


class _Names:
    """The names by which texts mention agencies."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.of_form = grouped((form, agency.code) for agency in agencies for form in _forms(agency))
        self.whole, self.capital = (
            re.compile(rf"(?<!\w){pattern_of(forms, {})}(?!\w)")
            for forms in ({f for f in self.of_form if " " in f}, {f for f in self.of_form if " " not in f})
        )

    def agencies_in(self, text: str) -> Iterator[str]:
        """The codes of the agencies named in a text; a name of one word counts only with its capital."""
        if self.of_form:
            shown = clean(text)
            for form in {*self.whole.findall(shown.casefold()), *self.capital.findall(shown)}:
                yield from self.of_form.get(form, ())


def _forms(agency: Agency) -> Iterator[str]:
    """The agency's names in lower case, also without the kind of agency: `UBND huyện Tháp Mười`, `Tháp Mười`."""
    for name in map(clean, (agency.name, agency.short_name, *agency.aliases)):
        capital = [*takewhile(lambda word: word[0].isupper(), reversed(name.split()[1:]))][::-1]
        local_name = [*dropwhile(lambda word: len(word) > 1 and word.isupper(), capital)]
        for form in (name, " ".join(local_name)):
            if form:
                yield form.casefold() if " " in form else form


def _unit_word(unit: str) -> str:
    return unit.split(maxsplit=1)[0].casefold() if unit.strip() else ""


def _word_after(text: str, at: int) -> str:
    match = _NEXT_WORD.match(text, at)
    return match[1].casefold() if match else ""


def _numbers_in(typed: str) -> set[float]:
    """The possible numbers in a cell, in figures and in words."""
    spelt = (words_to_number(m[0]) for m in _IN_WORDS.finditer(typed))
    return {float(v) for v in spelt if v is not None} | {v for m in _NUMBER.finditer(typed) for v in _readings(m[0])}


def _readings(typed: str) -> set[float]:
    """The possible values of a number in a text, whose decimal sign may be its point or its comma."""
    values = set()
    for thousands, decimal in ((".", ","), (",", ".")):
        plain = typed.replace("\u00a0", "").replace(thousands, "").replace(decimal, ".")
        if plain.count(".") < 2:
            values.add(float(plain))
    return values
