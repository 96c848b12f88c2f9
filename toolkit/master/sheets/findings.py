"""The sheet of findings: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.consolidation.acceptances import finding_key, place_key
from toolkit.master.sheets.context import Master
from toolkit.messages import masters
from toolkit.messages.findings.catalogue import describe, first_of, written
from toolkit.xlsx.excel import Cell
from toolkit.xlsx.look import AMBER, INPUT, RED
from toolkit.xlsx.tables import FIRST_ROW, TableColumn, draw_table


def draw(master: Master) -> None:
    look, language, result = master.look, master.language, master.whole
    plain, text = look.boxed(text_wrap=False), look.boxed()
    typed = look.boxed(bg_color=INPUT, num_format="@")
    columns = [
        TableColumn("severity", 11, look.boxed(bold=True)),
        TableColumn("agency", 11, plain),
        TableColumn("agency_name", 20, text, wraps=True),
        TableColumn("file", 26, text, wraps=True),
        TableColumn("sheet", 13, text),
        TableColumn("cell", 8, plain),
        TableColumn("message", 60, text, wraps=True),
        TableColumn("fix", 44, text, wraps=True),
        TableColumn("accepted_by", 16, typed),
        TableColumn("reason", 26, typed, wraps=True, heading=masters.COLUMNS["accepted_reason"].say(language)),
        TableColumn("first_seen", 12, look.boxed(num_format="dd/mm/yyyy", align="center", text_wrap=False)),
        TableColumn("first_sent", 12, look.boxed(num_format="dd/mm/yyyy", align="center", text_wrap=False)),
        TableColumn("value", 20, text, wraps=True),
        TableColumn("indicator", 11, plain),
        TableColumn("period", 10, plain),
        TableColumn("code", 20, plain),
        TableColumn("cells", 16, text, wraps=True),
        TableColumn("finding", 18, plain, hidden=True),
    ]
    kept = {a.finding: a for a in result.kept.acceptances}

    def rows() -> Iterator[list[Cell]]:
        for finding in result.findings:
            message, fix = describe(finding, language, result.campaign)
            key, place = finding_key(finding), place_key(finding)
            acceptance = kept.get(key)
            yield [
                (masters.ACCEPTED if finding.accepted_by else masters.SEVERITIES[finding.severity]).say(language),
                finding.agency,
                master.name_of(finding.agency),
                finding.file,
                finding.sheet,
                finding.cell,
                message,
                fix,
                acceptance.by or None if acceptance else None,
                acceptance.reason or None if acceptance else None,
                result.kept.first_seen.get(place),
                result.kept.first_sent.get(place),
                _excerpt(written(finding, language)),
                finding.indicator,
                finding.period,
                finding.code,
                first_of(finding.cells, 120),
                key,
            ]

    pages = master.pages("findings")
    draw_table(pages, look, "findings", columns, rows(), language, about=masters.ABOUT["findings"].say(language))
    for severity, colour in (("error", RED), ("warning", AMBER)):
        value = masters.SEVERITIES[severity].say(language)
        for sheet, end in pages.drawn(len(result.findings)):
            sheet.conditional_format(
                FIRST_ROW,
                1,
                max(end - 1, FIRST_ROW),
                1,
                {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": look(font_color=colour)},
            )


def _excerpt(text: str, limit: int = 32_000) -> str:
    """The text, cut only where a cell could not hold it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
