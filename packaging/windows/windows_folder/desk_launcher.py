"""Run by the launcher without a console: the desk, with the files dropped on it. Where it fails, a window shows the
reason, since there is no console.
"""

import sys
from collections.abc import Callable, Sequence
from io import StringIO

#: The most characters of the output that a window shows.
_MOST = 1500
_TITLE = "toolkit"
#: An error's sign, and in front of other windows.
_STYLE = 0x10 | 0x10000


def start(paths: Sequence[str], run: Callable[[Sequence[str]], int], show: Callable[[str], None]) -> int:
    """Run `toolkit desk PATH…` to its end; `show` gets its output where its code is not 0. Returns the code."""
    output = StringIO()
    # A program without a console has no streams at all.
    sys.stdout = sys.stderr = output
    code = run(["desk", *paths])
    if code:
        show(output.getvalue().strip()[-_MOST:] or f"{_TITLE}: {code}")
    return code


def show(text: str) -> None:
    """A window with a text, until it is closed."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, _TITLE, _STYLE)


def main() -> None:
    """The entry point."""
    from toolkit.cli.main import run

    sys.exit(start(sys.argv[1:], run, show))


if __name__ == "__main__":
    main()
