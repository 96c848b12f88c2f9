"""Raw cells → `Submission`: what one agency sent back in its intake workbook.

Every filled cell is accounted for once: as a figure, a statement, a report detail, a note, or reported
(a leftover, or a finding that quotes it). What the form itself printed is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit.agencies.names import agency_names, listed_agencies
from toolkit.form.form import BESIDE, EARLIER, INFO_KEYS, NOTED_BY, OUTSIDE, PROPERTY_PREFIX, beside_read
from toolkit.intake.account import LANGUAGES, Known, is_blank, looks
from toolkit.intake.copies import CopiesReading
from toolkit.intake.figures import FiguresReading
from toolkit.intake.labels import PAGE
from toolkit.intake.legacy import as_unicode, suspicious
from toolkit.intake.lists import Listed, ListsReading, listed
from toolkit.intake.statements import StatementsReading
from toolkit.language.text import fold
from toolkit.messages import called, forms
from toolkit.messages.masters import REASONS
from toolkit.model import Agency, Balance, ErrorValue, Finding, InfoValue, Submission
from toolkit.spreadsheet.audit.cells import Place, Span
from toolkit.spreadsheet.keyed import FOR_PEOPLE, KeyedSheet, cell_name, cell_place, column_name, keyed_sheet
from toolkit.spreadsheet.workbook import RawWorkbook
from toolkit.values.cell import read_date, typed_text

#: Sheets of a form that hold nothing to type.
_FORM_ONLY = frozenset({"meta", "lists", "to_fix", "checks", "returned", OUTSIDE})
#: Those of them that are hidden: what is typed on one that is not is listed.
_TECHNICAL = frozenset({"meta", "lists", "checks"})
_READ = ("info", "figures", "statements")
#: The most runs of hidden rows or columns that one finding names.
_SPANS = 12
#: What stands where a letter could not be read, and what is none.
_NO_CHARACTER = ("\ufffd", "\ufffe", "\uffff")


class Reader(Known):
    """Reads the workbooks of one campaign."""

    @cached_property
    def listed(self) -> Listed:
        """What the live list of the campaign's forms may say."""
        return listed(self.campaign, self.version)

    @cached_property
    def answers(self) -> frozenset[str]:
        """Short answers that forms list, in small letters."""
        choices = (choice for indicator in self.campaign.indicators for choice in indicator.choices)
        labels = (theme.label for theme in self.campaign.themes)
        return frozenset(t.lower() for t in (forms.YES.vi, forms.NO.vi, *choices, *labels))

    def read(self, raw: RawWorkbook) -> Submission:
        """What this workbook says. A workbook that is not a form of this campaign is `rejected`."""
        if not suspicious(raw):
            return _Reading(self, raw).submission()
        sheets = [s for s in map(keyed_sheet, raw.sheets) if s is not None]
        agency = self.campaign.agency_by_code.get(_identity(sheets, raw.properties).first("agency"))
        own = self.texts(agency) | self.texts_naming(agency) if agency else frozenset()
        return _Reading(self, *as_unicode(raw, own, self.answers)).submission()


class _Reading(FiguresReading, StatementsReading, ListsReading, CopiesReading):
    """One workbook under reading. Only `submission` is called from outside."""

    reader: Reader
    contradicted: Finding | None = None
    """That the form of one agency, or a sheet of it, says it is another's: a person must decide whose."""

    # -- the whole --

    def submission(self) -> Submission:
        sheets: dict[str, tuple[KeyedSheet, ...]] = {
            raw.name: (sheet,) if (sheet := keyed_sheet(raw)) else () for raw in self.raw.sheets
        }
        unkeyed = self._match_labels(sheets)
        known = [s for own in sheets.values() for s in own if s.key in (*_READ, *_FORM_ONLY, "guide")]
        stamped = _identity(known, self.raw.properties)
        rejection = self._recognise(known, stamped)
        if rejection or self.agency is None:
            return Submission(
                source=self.raw.source,
                status="rejected",
                agency=self.agency.code if self.agency else None,
                campaign=stamped.first("campaign"),
                definition=stamped.first("definition"),
                findings=tuple(self.findings),
            )
        self.texts = self.reader.texts(self.agency)
        self.beside = {k.removeprefix(BESIDE): beside_read(v) for k, v in stamped.found if k.startswith(BESIDE)}
        made_from = stamped.first("definition")
        self.earlier = bool(made_from) and made_from != self.campaign.fingerprint
        for name in unkeyed:
            self.add("keys-gone", name, "A1")
        for name, old in self.converted.items():
            for encoding in dict.fromkeys(old.encodings.values()):
                cells = tuple(cell for cell in old.originals if old.encodings[cell] == encoding)
                typed = "\n".join(f"{cell}: {old.originals[cell]}" for cell in cells)
                self.add("legacy-text", name, cells[0], value=typed, cells=cells, count=len(cells), encoding=encoding)
        alike: dict[str, list[KeyedSheet]] = {}
        for own in sheets.values():
            for sheet in own:
                alike.setdefault(sheet.key, []).append(sheet)
        read = {key: self._sheet_to_read(same) if same[1:] else (same[0], {}) for key, same in alike.items()}
        used: set[str] = set()
        for raw in self.raw.sheets:
            own = sheets[raw.name]
            if not own or any(found.key not in _FORM_ONLY for found in own):
                self.computed.setdefault(raw.name, set())
            if not own and self._read_page(raw, self.reader.listed):
                del self.computed[raw.name]
            elif not own:
                self.left_whole(raw, "extra-sheet")
            for found in own:
                if found.key in _READ and found is (first := read[found.key])[0]:
                    used.add(found.key)
                    if named := self._names_another(found):
                        self._contradict(found.name, named[0], named[1].name)
                    self.left_above_keys(found)
                    getattr(self, f"_read_{found.key}")(found)
                elif found.key in _READ:
                    self._read_copy(found, first[0], first[1].get(raw.name))
                    self.computed.pop(raw.name, None)
                elif found.key == "guide":
                    self.left_free(raw)
                elif found.key == PAGE:
                    self.leave_page(found.name, [(row.index, row.cells) for row in found.rows], self.reader.listed)
                elif found.key in _TECHNICAL and not (raw.hidden and raw.name == f"_{found.key}"):
                    self._read_technical(found, self.reader.listed, self.reader.answers)
                elif found.key == "to_fix":
                    self._read_to_fix(found, self.reader.listed)
                elif found.key == "returned":
                    self._read_returned(found)
                elif found.key == OUTSIDE:
                    self._read_outside(found)
                elif found.key not in _FORM_ONLY:
                    self.left_whole(raw, "extra-sheet")
        if self.contradicted is not None:
            return Submission(
                source=self.raw.source,
                status="rejected",
                campaign=self.campaign.id,
                definition=made_from,
                findings=(self.contradicted,),
            )
        self._leave_notes(sheets)
        self._missing_sheets(used)
        if asked := dict.fromkeys(code for code in self.differs if code not in self.gone):
            self.add("older-definition", value=made_from, differs=tuple(asked))
        if self.raw.macros:
            self.add("macros-present")
        self.report_leftovers()
        self.report_uncomputed()
        self._report_hidden(sheets)
        self._report_struck(sheets)
        self._report_no_characters()
        return Submission(
            source=self.raw.source,
            status="accepted",
            agency=self.agency.code,
            campaign=self.campaign.id,
            definition=stamped.first("definition"),
            figures=tuple(f for i in self.campaign.indicators for f in self.figures.get(i.code, ())),
            statements=tuple(self.statements),
            info=tuple(self.info),
            leftovers=tuple(self.leftovers),
            findings=tuple(self.findings),
            balance=Balance(cells=self.cells, **self.counts),
            held=tuple(self.held),
        )

    def _leave_notes(self, sheets: Mapping[str, Sequence[KeyedSheet]]) -> None:
        """List the notes on cells, but for what was marked in a returned form, and text boxes; tell of pictures."""
        if not any(raw.notes for raw in self.raw.sheets):
            return
        marked = [s for own in sheets.values() for s in own if s.key == "returned"]
        ours = {
            " ".join(f"{sheet.text(row, 'problem')} {sheet.text(row, 'fix')}".split())
            for sheet in marked
            for row in sheet.rows
        }
        pictures: dict[str, list[str]] = {}
        for raw in self.raw.sheets:
            for place, author, text, kind in raw.notes:
                if author == NOTED_BY and not marked:
                    continue  # the list of what was marked is gone: which of it was added to is not known
                if kind == "picture":
                    pictures.setdefault(raw.name, []).append(cell_name(*place))
                    continue
                if kind == "box":
                    self.leave(raw.name, cell_name(*place), text, "text-box")
                    continue
                own = [line for line in text.splitlines() if not _is_mark(" ".join(line.split()), ours)]
                if any(line.strip() for line in own):
                    self.leave(raw.name, cell_name(*place), "\n".join(own).strip(), "cell-note")
        for sheet, cells in pictures.items():
            self.add("picture-on-sheet", sheet, cells[0], cells=tuple(cells), count=len(cells))

    def _match_labels(self, sheets: dict[str, tuple[KeyedSheet, ...]]) -> tuple[str, ...]:
        """Where sheets of the form are not to be found by their keys in A1, they are looked for on all sheets: pasted
        below others, with their keys or without. Returns the names of those that are read by what they show.
        """
        present = {s.key for own in sheets.values() for s in own}
        shown: dict[str, None] = {}
        for raw in self.raw.sheets:
            wanted = {*_READ} - present
            keys = {s.key for s in sheets[raw.name]}
            if not wanted or not keys <= {*_READ, "guide", "to_fix"}:
                continue
            parts = self.reader.labels.parts(raw, wanted | keys)
            if wanted.isdisjoint(part.key for part in parts):
                continue
            sheets[raw.name] = parts
            present.update(part.key for part in parts)
            if any(part.by_labels for part in parts):
                shown[raw.name] = None
        return tuple(shown)

    def _recognise(self, sheets: list[KeyedSheet], stamped: _Stamps) -> bool:
        """Settle whose form this is; True, with a finding, where it cannot be taken."""
        given = self.reader.claims.get(self.raw.source.sha256)
        if not given and not any(s.key in (*_READ, "meta") for s in sheets):
            self.add("not-our-form")
            return True
        if len(stamped.values("agency")) == 1:
            self.agency = self.campaign.agency_by_code.get(stamped.first("agency"))
        others = [c for c in stamped.values("campaign") if c != self.campaign.id]
        if others:
            self.add("wrong-campaign", value=others[0], campaign=self.campaign.id)
            return True
        codes = [given] if given else stamped.values("agency")
        if given:
            self.made_for = self.campaign.agency_by_code.get(stamped.first("agency"))
        if len(codes) > 1:
            known = self.campaign.agency_by_code
            self.add("two-agencies", value=" / ".join(called(known[c]) if c in known else c for c in codes))
        elif codes:
            self.agency = self.campaign.agency_by_code.get(codes[0])
            if self.agency is None:
                self.add("unknown-agency", value=codes[0])
        else:
            self.agency = self._agency_shown(sheets)
        return self.agency is None

    def _agency_shown(self, sheets: list[KeyedSheet]) -> Agency | None:
        """The agency whose name stands where it names itself, else above what is filled in; None, with a finding, where
        there is no such name, or more than one agency has one.
        """
        names = agency_names(self.campaign)
        place = self._named_on(sheets)
        if place:
            meant = names.meant(place[2])
            if len(meant) > 1:
                self._ask_which(*place, meant)
            elif not meant:
                self.add(
                    "agency-not-known", *place[:2], value=place[2], nearest=names.nearest(place[2].partition(",")[0])
                )
            return meant[0] if len(meant) == 1 else None
        found = self._names_above(sheets)
        agencies = {agency.code: agency for *_, meant in found for agency in meant}
        lead = self.campaign.lead_agency
        if len(agencies) > 1 and lead in agencies:  # which every form names
            found = [x for x in found if [a.code for a in x[3]] != [lead]]
            agencies = {agency.code: agency for *_, meant in found for agency in meant}
        sure = {meant[0].code: meant[0] for *_, meant in found if len(meant) == 1}
        if len(sure) == 1 and all(next(iter(sure.values())) in meant for *_, meant in found):
            agencies = sure
        if len(agencies) == 1:
            sheet, cell, text, meant = found[0]
            self.agency = meant[0] if len(meant) == 1 else next(iter(agencies.values()))
            self.add("agency-by-name", sheet, cell, value=text, name=self.agency.name)
            return self.agency
        if agencies:
            self._ask_which(*found[0][:3], tuple(agencies.values()))
        else:
            self.add("no-agency")
        return None

    def _ask_which(self, sheet: str, cell: str, text: str, agencies: Sequence[Agency]) -> None:
        codes = tuple(agency.code for agency in agencies)
        self.add("agency-ambiguous", sheet, cell, value=text, agencies=listed_agencies(agencies), waits_for=codes)

    def _names_above(self, sheets: list[KeyedSheet]) -> list[tuple[str, str, str, tuple[Agency, ...]]]:
        """Sheet, cell and text wherever names of agencies stand above what is filled in, or that a sheet is called by,
        with the agencies that may be meant: cells that say nothing else, or where there are none, those that name one.
        """
        names = agency_names(self.campaign)
        titles = {fold(t) for t in (self.campaign.title, self.campaign.programme)}
        said = [
            (sheet.name, cell, text)
            for sheet in sheets
            if sheet.key in _READ
            for cell, text in (*self.reader.labels.names_above(sheet), ("", sheet.name))
            if fold(text) not in titles
        ]
        whole = [(*place, meant) for place in said if (meant := names.meant(place[2]))]
        return whole or [(*place, meant) for place in said if (meant := names.within(place[2]))]

    def _named_on(self, sheets: list[KeyedSheet]) -> tuple[str, str, str] | None:
        """Sheet, cell and text of the place where the agency names itself, if it does."""
        for sheet in sheets:
            row = sheet.by_key().get("agency")
            name = sheet.text(row, "value") if row and sheet.key == "info" else ""
            if row and fold(name):
                return sheet.name, sheet.address(row, "value"), name
        return None

    def _missing_sheets(self, used: set[str]) -> None:
        assert self.agency is not None
        asked = {
            "figures": bool(self.campaign.indicators_of(self.agency)) and bool(self.campaign.periods),
            "statements": bool(self.campaign.sections_of(self.agency)),
            "info": True,
        }
        for key, is_asked in asked.items():
            if is_asked and key not in used:
                self.add("sheet-missing", forms.SHEETS[key].say("vi"))
        if "figures" not in used:
            for indicator in self.campaign.indicators_of(self.agency):
                if not indicator.formula:
                    for period in self.campaign.periods:
                        self._figure(indicator, period.key, None, "missing")
            self._derive({})

    def _report_hidden(self, sheets: Mapping[str, Sequence[KeyedSheet]]) -> None:
        """What an agency filled in and nobody sees, in rows, columns or whole sheets that are hidden:
        it is read all the same."""
        for raw in self.raw.sheets:
            own = sheets[raw.name]
            keyed = any(sheet.key_column >= 0 for sheet in own)  # the form hides its own keys
            rows, columns = (
                [s for s in spans if not (keyed and s == (0, 0))] for spans in (raw.hidden_rows, raw.hidden_columns)
            )
            if not (raw.hidden or rows or columns):
                continue
            filled = sorted(self._filled_in(raw.name, own))
            if raw.hidden and filled:
                self.add("hidden-sheet", raw.name, cell_name(*filled[0]), count=len(filled))
                continue
            unseen = [(r, c) for r, c in filled if _within(r, rows) or _within(c, columns)]
            if unseen:
                places = [
                    *_spans_said({r for r, _ in unseen if _within(r, rows)}, lambda n: str(n + 1)),
                    *_spans_said({c for _, c in unseen if _within(c, columns)}, column_name),
                ]
                said = ", ".join([*places[:_SPANS], *("…" for _ in places[_SPANS : _SPANS + 1])])
                self.add("hidden-content", raw.name, cell_name(*unseen[0]), count=len(unseen), places=said)

    def _report_no_characters(self) -> None:
        """Texts in which a letter could not be read, by the program that wrote the file or by this one."""
        figures = [f for code, own in self.figures.items() if code not in self.plain for f in own]
        said = [
            *[(s.sheet, s.cell, s.typed or s.text) for s in self.statements],
            *[(s.sheet, s.cell, s.evidence) for s in self.statements if s.evidence],
            *[(f.sheet, f.cell, f.typed) for f in figures if f.value.__class__ is not float and f.typed],
            *[(f.sheet, f.cell, f.note) for own in self.figures.values() for f in own if f.note],
            *[(x.sheet, x.cell, x.text) for x in self.info],
            *[(x.sheet, x.cell, x.value) for x in self.leftovers],
        ]
        together = "".join([text for _, _, text in said])
        if not any(sign in together for sign in _NO_CHARACTER):
            return
        places: dict[str, dict[str, str]] = {}
        for sheet, cell, text in said:
            if any(sign in text for sign in _NO_CHARACTER):
                places.setdefault(sheet, {}).setdefault(cell, text)
        for sheet, cells in places.items():
            first = next(iter(cells))
            self.add("text-not-whole", sheet, first, value=cells[first], cells=tuple(cells), count=len(cells))

    def _report_struck(self, sheets: Mapping[str, Sequence[KeyedSheet]]) -> None:
        """Words that are struck through, and were read as they stand; numbers are held back where they are read."""
        for raw in self.raw.sheets:
            if not raw.struck:
                continue
            held = {f.cell for f in self.findings if f.code == "struck-through" and f.sheet == raw.name}
            places = sorted(self._filled_in(raw.name, sheets[raw.name]) & raw.struck)
            cells = tuple(cell for place in places if (cell := cell_name(*place)) not in held)
            if cells:
                row, column = cell_place(cells[0])
                self.add(
                    "text-struck-through",
                    raw.name,
                    cells[0],
                    value=typed_text(raw.rows[row][column]),
                    cells=cells,
                    count=len(cells),
                )

    def _filled_in(self, name: str, sheets: Sequence[KeyedSheet]) -> set[Place]:
        """The cells of a sheet in which something stands that the form did not print."""
        found = {cell_place(x.cell) for x in self.leftovers if x.sheet == name}
        inputs = {
            "info": ("value",),
            "statements": ("theme", "text", "evidence"),
            "figures": (*(p.key for p in self.campaign.periods), "note"),
        }
        own = {i.code for i in self.campaign.indicators if i.formula} | {"agency"}
        for sheet in sheets:
            columns = [sheet.columns[c] for c in inputs.get(sheet.key, ()) if c in sheet.columns]
            for row in sheet.rows if columns else ():
                if not row.for_people and row.key not in own:
                    found |= {(row.index, c) for c in columns if c < len(row.cells) and not is_blank(row.cells[c])}
        return found

    def _read_outside(self, sheet: KeyedSheet) -> None:
        """What stood outside the form when it was returned, and still does: each row keeps its reason."""
        catalogues = (forms.TITLES, forms.COLUMNS)
        own = [text for c in catalogues for key, text in c.items() if key.startswith(OUTSIDE)]
        usual = self.texts
        self.texts |= {fold(text.say(lang)) for text in (*own, forms.OUTSIDE_INTRO) for lang in LANGUAGES}
        for row in sheet.rows:
            value = sheet.value(row, "value")
            if row.key in REASONS and not is_blank(value):
                self.leave(sheet.name, sheet.address(row, "value"), value, row.key)
            self.left_in_row(sheet, row, ("sheet", "cell", "value", "reason") if row.key in REASONS else ())
        self.texts = usual

    def _contradict(self, sheet: str, cell: str, name: str) -> None:
        """Hold the file back where a sheet that is read names another agency, and nobody has decided whose it is."""
        own, other = self.agency, agency_names(self.campaign).one(name)
        decided = self.raw.source.sha256 in self.reader.claims
        if own is None or other is None or other.code == own.code or own.code in other.replaced_by or decided:
            return
        self.add(
            "two-agencies",
            sheet,
            cell,
            value=f"{called(own)} / {called(other)} (“{name}”)",
            waits_for=(own.code, other.code),
        )
        self.contradicted = self.contradicted or replace(self.findings[-1], agency=None)

    def _is_anothers(self, name: str) -> bool:
        """Whether another agency has this very name, tones and all, and its own is another."""
        other = agency_names(self.campaign).one(name)
        return other is not None and other != self.agency

    # -- report details --

    def _read_info(self, sheet: KeyedSheet) -> None:
        assert self.agency is not None
        names = {fold(n) for n in (self.agency.name, self.agency.short_name, self.agency.code)}
        seen: set[str] = set()
        sheet = self.whole(sheet, INFO_KEYS)
        self.report_merged(sheet, ("value",))
        printed = self.reader.printed(sheet, self.texts, ("value",))
        for row, (known, blank) in zip(sheet.rows, looks(printed, sheet), strict=False):
            if blank and known is not None and row.key not in seen:
                seen.update({known} - {""})
                continue
            value = sheet.value(row, "value")
            before = self.met()
            if row.key not in INFO_KEYS or row.key in seen:
                own = row.for_people
                if (
                    row.key
                    and not own
                    and sheet.key_column >= 0
                    and self.left_in_keys(sheet.raw, row.index, (*INFO_KEYS, FOR_PEOPLE), at=sheet.key_column)
                ):
                    row = row._replace(key=FOR_PEOPLE)
                self.left_in_row(sheet, row, ())
                if printed and own and self.met() == before:
                    printed.remember(row.cells, "")
                continue
            seen.add(row.key)
            if not known:
                self.left_in_row(sheet, row, ("label", "value"))
                label = sheet.value(row, "label")
                if not is_blank(label) and not self.is_form_text(label):
                    self.count("reported")
                    self.add(
                        "label-changed",
                        sheet.name,
                        sheet.address(row, "label"),
                        value=typed_text(label),
                        expected=forms.INFO[row.key].say("vi"),
                        part="detail",
                    )
                if printed and self.met() == before:
                    printed.remember(row.cells, row.key)
            if is_blank(value):
                continue
            cell = sheet.address(row, "value")
            text = typed_text(value)
            if row.key == "agency":
                same = fold(text) in names and (text == self.agency.name or not self._is_anothers(text))
                if not same and self.is_earlier_print(text):
                    self.leave(sheet.name, cell, value, EARLIER)
                elif not same:
                    self.count("reported")
                    self.add("agency-changed", sheet.name, cell, value=text, name=self.agency.name)
                    self._contradict(sheet.name, cell, text)
                continue
            if isinstance(value, ErrorValue):
                self.leave(sheet.name, cell, value, "error-in-text")
                continue
            self.count("info")
            self.info.append(InfoValue(key=row.key, text=text, sheet=sheet.name, cell=cell))
            if row.key == "report_date" and read_date(value).state == "held":
                self.add("date-not-understood", sheet.name, cell, value=text)


def _is_mark(line: str, ours: Collection[str]) -> bool:
    """Whether a line of a note is one of the marks of the returned form, whole or cut short at its end."""
    return line in ours or (line.endswith("…") and any(own.startswith(line[:-1]) for own in ours))


def _within(number: int, spans: Iterable[Span]) -> bool:
    return any(first <= number <= last for first, last in spans)


def _spans_said(numbers: set[int], name: Callable[[int], str]) -> Iterator[str]:
    """`12–15` for neighbours, `20` for one alone."""
    for first in sorted(n for n in numbers if n - 1 not in numbers):
        last = first
        while last + 1 in numbers:
            last += 1
        yield name(first) if first == last else f"{name(first)}–{name(last)}"


@dataclass(frozen=True, slots=True)
class _Stamps:
    """The identity found in a workbook, from each place it is stamped."""

    found: tuple[tuple[str, str], ...]

    def values(self, key: str) -> list[str]:
        return list(dict.fromkeys(v for k, v in self.found if k == key and v))

    def first(self, key: str) -> str:
        return next(iter(self.values(key)), "")


def _identity(sheets: Iterable[KeyedSheet], properties: Mapping[str, str]) -> _Stamps:
    found: list[tuple[str, str]] = []
    for sheet in sheets:
        if sheet.key == "meta":
            found += [(key, sheet.text(row, "value")) for key, row in sheet.by_key().items()]
    for name, value in properties.items():
        if name.startswith(PROPERTY_PREFIX):
            found.append((name.removeprefix(PROPERTY_PREFIX), value.strip()))
    return _Stamps(tuple(found))
