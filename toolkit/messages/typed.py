"""Commands as typed, with the paths and options that the reader needs."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from toolkit.messages import visible


def again(command: str, campaign: Path | None, *paths: Path, **options: Path | str | None) -> str:
    """A command as typed; options without a value are left out, those with "" are flags."""
    words = [f"toolkit {command}", *map(quoted, paths)]
    for name, value in {"campaign": campaign, **options}.items():
        if value is not None:
            words += [f"--{name}", *([quoted(value)] if str(value) else [])]
    return visible(" ".join(words))


def quoted(path: Path | str) -> str:
    """In quotes that every shell accepts; where a name has special characters within these, in those where
    it has none."""
    text = str(path)
    return shlex.quote(text) if os.name != "nt" and set(text) & set('"$`\\!') else f'"{text}"'
