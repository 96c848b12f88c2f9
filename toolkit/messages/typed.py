"""Commands as typed, with the paths and options that the reader needs."""

import os
import shlex
from pathlib import Path

from toolkit.messages import visible


def typed_command(command: str, campaign: Path | None, *paths: Path, **options: Path | str | None) -> str:
    """A command as typed. Options with None are left out, options with "" are flags."""
    words = [f"toolkit {command}", *map(quoted, paths)]
    for name, value in {"campaign": campaign, **options}.items():
        if value is not None:
            words += [f"--{name}", *([quoted(value)] if str(value) else [])]
    return visible(" ".join(words))


def quoted(path: Path | str) -> str:
    """A path in double quotes, which every shell accepts; in single quotes if it has characters that are special in
    double quotes."""
    text = str(path)
    return shlex.quote(text) if os.name != "nt" and set(text) & set('"$`\\!') else f'"{text}"'
