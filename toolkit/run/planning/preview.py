"""One agency's form to look at, before any goes out: it lies where no form that counts does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from toolkit.model import Finding, Language
from toolkit.run.folder import PREVIEWS, Folder
from toolkit.run.operations import write_templates


def write_preview(
    folder: Folder,
    agency: str,
    *,
    previous: Path | str | None = None,
    language: Language = "vi",
    kept: Callable[[Path], None] = lambda _: None,
    tell: Callable[[Finding], None] = lambda _: None,
    notice: Callable[[str, str], None] = lambda _code, _file: None,
) -> Path:
    """Write the form that one agency would get, to a folder beside `outgoing/`; returns where it is.

    One into which something was typed is kept beside it under another name, which `kept` is told. `previous`, `tell`
    and `notice` are those of `write_templates`, and it raises as that does.
    """
    (path,) = write_templates(
        folder,
        agency,
        previous=previous,
        language=language,
        kept=kept,
        into=folder.root / PREVIEWS,
        tell=tell,
        notice=notice,
    )
    return path
