"""The contact persons that agencies named in their reports, from a master's sheet of report details."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.master.recognising import sheets_by_name
from toolkit.messages.errors import NotDoneError

#: Keys of the person who prepared the report.
CONTACT = ("prepared_by", "phone", "email")


def read_contacts(path: Path) -> Mapping[str, Mapping[str, str]]:
    """These report details of each agency in a master, by agency code. Raises `NotDoneError` (`not-a-master`) where it
    has no such sheet, as a copy for circulation."""
    sheet = next((s for s in sheets_by_name(path, ("info",), {"info"}) or () if s.key == "info"), None)
    if sheet is None:
        raise NotDoneError("not-a-master", file=str(path))
    rows = (row for row in sheet.rows if row.key and not row.for_people)
    return {row.key: {key: sheet.text(row, key) for key in CONTACT if key in sheet.columns} for row in rows}
