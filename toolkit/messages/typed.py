"""Commands as they are typed: with the paths and options that whoever reads them needs."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from toolkit.messages import visible


def again(command: str, campaign: Path | None, *paths: Path, **options: Path | str | None) -> str:
    """A command to type as it is printed; options without a value are left out, of one that is "" the name stands."""
    words = [f"toolkit {command}", *map(quoted, paths)]
    for name, value in {"campaign": campaign, **options}.items():
        if value is not None:
            words += [f"--{name}", *([quoted(value)] if str(value) else [])]
    return visible(" ".join(words))


def quoted(path: Path | str) -> str:
    """In quotes that every shell takes; where a name has what shells obey within these, in those that it does not."""
    text = str(path)
    return shlex.quote(text) if os.name != "nt" and set(text) & set('"$`\\!') else f'"{text}"'
