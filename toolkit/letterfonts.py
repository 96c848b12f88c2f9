"""Word documents whose text is in an old encoding (`.VnTime`, `VNI-Times`): turned into Unicode where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from toolkit.legacy import Encoding, detect_encoding, to_unicode
from toolkit.letterelements import Element, attribute, child, name, value


def convert_texts(roots: Mapping[str, Element], styles: bytes | None) -> Encoding:
    """Rewrites the text of all parts in Unicode; returns the encoding they were in."""
    fonts = _fonts_of_styles(styles)
    runs = [run for root in roots.values() for run in _runs(root, fonts)]
    paragraphs = ["".join(t.text or "" for t in p.iter() if name(t) == "t") for root in roots.values() for p in root.iter() if name(p) == "p"]  # fmt: skip
    encoding = detect_encoding([p for p in paragraphs if p], [font for _, font in runs if font])
    if encoding == "unicode":
        return encoding
    for run, font in runs:
        capitals = font.lower().startswith(".vn") and font.lower().endswith("h")
        for text in run.iter():
            if name(text) in ("t", "delText") and text.text:
                text.text = to_unicode(text.text, encoding, capitals)
    return encoding


def _runs(root: Element, fonts: Mapping[str, str]) -> Iterator[tuple[Element, str]]:
    """Every run, with the name of its font as far as the run or its paragraph's style says."""
    for paragraph in root.iter():
        if name(paragraph) != "p":
            continue
        style = value(child(child(paragraph, "pPr"), "pStyle"))
        for run in paragraph.iter():
            if name(run) == "r":
                properties = child(run, "rPr")
                own = _font(properties) or fonts.get(value(child(properties, "rStyle")) or "?", "")
                yield run, own or fonts.get(style or "?", "") or fonts.get("", "")


def _fonts_of_styles(content: bytes | None) -> dict[str, str]:
    """The font of each style, its parents' included; "" is the document's own."""
    if content is None:
        return {}
    root = ElementTree.fromstring(content)
    styles = {attribute(s, "styleId") or "": s for s in root if name(s) == "style"}

    def settled(key: str, depth: int = 0) -> str:
        style = styles.get(key)
        if style is None or depth > 20:
            return ""
        return _font(child(style, "rPr")) or settled(value(child(style, "basedOn")) or "?", depth + 1)

    defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
    found = {key: font for key in styles if (font := settled(key))}
    plain = next((k for k, s in styles.items() if attribute(s, "default") in ("1", "true") and attribute(s, "type") == "paragraph"), "")  # fmt: skip
    return {"": found.get(plain, "") or _font(defaults), **found}


def _font(properties: Element | None) -> str:
    fonts = child(properties, "rFonts")
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""
