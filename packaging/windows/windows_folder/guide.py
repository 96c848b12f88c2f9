"""The guide as pages that any browser opens, without programs and network, with links between the included pages."""

import html
import posixpath
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

#: The pages of `docs/` that are included, with their paths in the folder; the first is the guide itself.
PAGES = {
    "huong-dan.md": "huong-dan.html",
    "viec-thuong-gap.md": "tai-lieu/viec-thuong-gap.html",
    "commands.md": "tai-lieu/commands.html",
    "definition.md": "tai-lieu/definition.html",
    "findings.md": "tai-lieu/findings.html",
}
#: The folder of pictures.
_PICTURES = "tai-lieu"
_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
body { font: 1.05rem/1.6 "Segoe UI", Arial, sans-serif; }
h1, h2, h3 { line-height: 1.3; } h2 { margin-top: 2.2rem; border-bottom: 1px solid #bbb; }
table { border-collapse: collapse; margin: 1rem 0; } th { background: #eee; }
th, td { border: 1px solid #999; padding: .3rem .6rem; text-align: left; vertical-align: top; }
code { background: #f2f2f2; padding: .1rem .3rem; font-family: Consolas, monospace; }
pre { background: #f2f2f2; padding: .8rem; overflow-x: auto; } pre code { padding: 0; } img { max-width: 100%; }
@media print { body { max-width: none; margin: 0; font-size: 11pt; } }
""".strip()


def guide(docs: Path) -> dict[str, bytes]:
    """The pages, with the pictures that they show, by their names in the folder."""
    files: dict[str, bytes] = {}
    for source, target in PAGES.items():
        text = (docs / source).read_text(encoding="utf-8")
        page, pictures = laid_out(text, source)
        files[target] = page
        files |= {_picture(name): (docs / name).read_bytes() for name in pictures}
    return files


def laid_out(text: str, source: str, pages: Mapping[str, str] = PAGES) -> tuple[bytes, Sequence[str]]:
    """One page of Markdown as HTML, and the pictures that it shows, by their paths in `docs/`.

    Of a link to a page that is not in the folder only the words are kept.
    """
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(text)
    pictures: list[str] = []
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slug(tokens[position + 1].content))
        _relink(token.children or [], source, pages, pictures)
    body = reader.renderer.render(tokens, reader.options, {})
    return _page(_title(tokens), body).encode("utf-8"), pictures


def slug(heading: str) -> str:
    """The anchor of a heading in links, by the rule of the sites that show such pages."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _title(tokens: Sequence[Any]) -> str:
    return next((tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open"), "")


def _relink(tokens: Sequence[Any], source: str, pages: Mapping[str, str], pictures: list[str]) -> None:
    """Change links and pictures to their paths in the folder."""
    here = posixpath.dirname(pages[source])
    gone, renamed = False, {name: posixpath.basename(target) for name, target in pages.items()}
    for token in tokens:
        if token.type == "text":
            # A link whose text is only a page's file name gets the name here.
            token.content = renamed.get(token.content, token.content)
        elif token.type == "image":
            pictures.append(str(token.attrGet("src")))
            token.attrSet("src", posixpath.relpath(_picture(pictures[-1]), here or "."))
        elif token.type == "link_open":
            target = _target(unquote(str(token.attrGet("href"))), here, pages)
            gone = target is None
            token.tag = "span" if gone else "a"
            token.attrs = {} if target is None else {"href": target}
        elif token.type == "link_close":
            token.tag = "span" if gone else "a"


def _target(link: str, here: str, pages: Mapping[str, str]) -> str | None:
    """The target of a link in the folder: on the same page, on another one, or None."""
    page, mark, anchor = link.partition("#")
    if not page:
        return link
    return f"{posixpath.relpath(pages[page], here or '.')}{mark}{anchor}" if page in pages else None


def _picture(name: str) -> str:
    return posixpath.join(_PICTURES, name)


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{_STYLE}\n</style>\n</head>\n'
        f"<body>\n{body}</body>\n</html>\n"
    )
