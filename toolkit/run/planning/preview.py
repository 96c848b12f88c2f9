"""One agency's form to look at, before any goes out: it lies where no form that counts does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit.model import Language
from toolkit.run.folder import PREVIEWS, Folder
from toolkit.run.operations import write_templates


def write_preview(
    folder: Folder,
    agency: str,
    *,
    previous: Path | str | None = None,
    language: Language = "vi",
    kept: Callable[[Path], None] = lambda _: None,
) -> Path:
    """Write the form that one agency would get, to a folder beside `outgoing/`; returns where it is.

    One into which something was typed is kept beside it under another name, which `kept` is told. Raises as
    `write_templates` does.
    """
    (path,) = write_templates(
        folder, agency, previous=previous, language=language, kept=kept, into=folder.root / PREVIEWS
    )
    return path
