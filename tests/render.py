"""`python -m tests.render FILE [FOLDER]`: a workbook's (or document's) printed pages as pictures."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.office import render


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    path = Path(arguments[0])
    folder = Path(arguments[1]) if len(arguments) == 2 else path.parent / f"{path.stem}-pages"
    for page in render(path, folder):
        sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
