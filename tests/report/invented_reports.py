"""Reports that follow each other while figures and statements come in: invented, and random.

Each paragraph and row has a unique word that stays with it (`tag`), by which tests recognise it without the names that
the document carries.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from toolkit.report.parts import (
    Annex,
    Chapter,
    KeyedText,
    Letterhead,
    Report,
    ReportPoint,
    SectionPart,
    Signature,
    TableRow,
    ThemePart,
)

_WORDS = "thực hiện kế hoạch tuyên truyền kiểm tra hỗ trợ đào tạo cho người dân"


@dataclass
class Idea:
    """`at`: its section and theme; `lead` gives the order of its groups."""

    tag: str
    at: tuple[int, int]
    groups: list[str]
    words: str
    figure: int
    agencies: int
    unseen: int = 0

    @property
    def text(self) -> str:
        return f"Ý {self.tag} về {self.words} được {self.figure:,} lượt".replace(",", ".")


@dataclass
class Invented:
    """The content of a report; `next` changes it."""

    chance: random.Random
    ideas: list[Idea] = field(default_factory=list)
    indicators: dict[str, list[int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    opening: int = 3
    note: int = 0
    in_one: bool = True
    """Whether the ideas of a theme are one paragraph; else a paragraph each, as before."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        for _ in range(self.chance.randint(4, 24)):
            self._add()
        self.indicators = {f"ct{n}chỉ": [self.chance.randint(100, 9999) for _ in "ab"] for n in range(4)}
        self.missing = [f"dv{n}chưa" for n in range(self.chance.randint(0, 5))]

    def _add(self) -> None:
        at = self.chance.randrange(3), self.chance.choice((0, 0, 0, 1, 1, 2, 3, 4, 5))
        words = " ".join(self.chance.choices(_WORDS.split(), k=self.chance.randint(6, 14)))
        number = next(self.numbers)
        self.ideas.append(
            Idea(f"ý{number}kiến", at, [f"g{number}"], words, self.chance.randint(100, 9999), self.chance.randint(1, 9))
        )

    def next(self) -> None:
        """The report after more reports have come in: with changed figures and ideas."""
        for idea in self.ideas:
            if self.chance.random() < 0.3:
                idea.figure = self.chance.randint(100, 9999)
            if self.chance.random() < 0.2:
                idea.agencies = self.chance.randint(1, 30)
            if self.chance.random() < 0.1:
                idea.groups = [f"g{next(self.numbers)}", *idea.groups]
            if self.chance.random() < 0.05:
                idea.at = self.chance.randrange(3), self.chance.randrange(6)
            idea.unseen = self.chance.choice((0, 0, idea.unseen, next(self.numbers)))
        self.ideas = [idea for idea in self.ideas if self.chance.random() < 0.93]
        for _ in range(self.chance.randint(0, 3)):
            self._add()
        for numbers in self.indicators.values():
            numbers[:] = [self.chance.randint(100, 9999) if self.chance.random() < 0.3 else n for n in numbers]
        self.indicators |= {f"ct{next(self.numbers)}chỉ": [5, 6]} if self.chance.random() < 0.2 else {}
        self.missing = [name for name in self.missing if self.chance.random() < 0.7]
        self.opening += self.chance.randint(0, 2)
        self.note = self.chance.choice((0, self.note, 3))

    # -- as a report --

    def report(self, document: str = "đợt-1") -> Report:
        annexes = [self._figures(), *([self._missing()] if self.missing else [])]
        sections = [self._section(n) for n in range(3)]
        return Report(
            document=document,
            letterhead=Letterhead(
                superior=("UBND TỈNH TÂN LẬP",),
                agency=("SỞ CÂY XANH",),
                number="Số:\u00a0\u00a0\u00a0/BC-SCX",
                date="Tân Lập, ngày\u00a0\u00a0\u00a0tháng\u00a0\u00a0\u00a0năm 2031",
            ),
            title="Tổng kết trồng cây giai đoạn 2026 - 2030",
            addressees=("Ủy ban nhân dân tỉnh",),
            opening=f"Sở Cây xanh tổng hợp mởđầu báo cáo của {self.opening}/20 đơn vị như sau:",
            conclusion=f"Kếtluận: đạt {self.indicators['ct0chỉ'][0]} cây.",
            chapters=(
                Chapter(heading="Kết quả", sections=tuple(sections[:2])),
                Chapter(heading="", sections=(sections[2],)),
            ),
            closing="Trên đây là báo cáo của Sở Cây xanh./.",
            recipients=("Như trên;", "Lưu: VT."),
            signature=Signature(office=("GIÁM ĐỐC",), name="[Họ và tên người ký]"),
            annexes=tuple(annexes),
            created=date(2031, 1, 5),
            author="Sở Cây xanh",
        )

    def _section(self, number: int) -> SectionPart:
        parts = []
        for theme in range(6):
            ideas = sorted((i for i in self.ideas if i.at == (number, theme)), key=lambda i: (-i.agencies, i.tag))
            points = tuple(
                ReportPoint(
                    text=i.text,
                    attribution=f"({i.agencies}/30 đơn vị)",
                    groups=tuple(i.groups),
                    unseen=(f"câu {i.unseen}",) if i.unseen else (),
                )
                for i in ideas
            )
            if ideas:
                label = "" if theme == 5 else f"Chủđề{number}{theme} chung ({ideas[0].agencies}/30 đơn vị nêu):"
                parts.append(ThemePart(label=label, points=points, in_one=self.in_one))
        figure = self.indicators["ct1chỉ"][number % 2]
        return SectionPart(
            heading=f"Mục{number} công tác",
            code=f"m{number}",
            parts=tuple(parts),
            empty_text=f"Chưa có nội dung mục{number}nào.",
            figures=(KeyedText("số", f"Toàn tỉnh sốliệu{number} có {figure} cây."),) if number < 2 else (),
        )

    def _figures(self) -> Annex:
        rows = [TableRow(cells=("Chỉ tiêu chung",), group=True, key="topic")]
        rows += [
            TableRow(cells=(str(n), code, "cây", *map(str, numbers)), key=code)
            for n, (code, numbers) in enumerate(self.indicators.items(), start=1)
        ]
        return self._annex(
            label="Phụ lục I" if self.missing else "Phụ lục",
            title="SỐ LIỆU TỔNG HỢP",
            caption="Bảng số liệu",
            columns=("TT", "Chỉ tiêu", "Đơn vị tính", "2029", "2030"),
            kinds=("number", "name", "unit", "figure", "figure"),
            rows=tuple(rows),
            legend="Ghi chú: số tổng hợp.",
            notes=(f"(1) Có {self.note} số liệu cònlỗi.",) if self.note else (),
            landscape=True,
        )

    def _missing(self) -> Annex:
        return self._annex(
            label="Phụ lục II",
            title="ĐƠN VỊ CHƯA CÓ BÁO CÁO",
            caption="Danh sách",
            columns=("TT", "Đơn vị", "Số ngày"),
            kinds=("number", "name", "short"),
            rows=tuple(TableRow(cells=(str(n), name, "5"), key=name) for n, name in enumerate(self.missing, start=1)),
        )

    def _annex(self, **about: Any) -> Annex:
        return Annex(attached="(Kèm theo Báo cáo số /BC-SCX ngày tháng năm 2031 của Sở Cây xanh)", **about)
