"""Converts text in an old encoding (`.VnTime`, `VNI-Times`) to Unicode within a Word document."""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from toolkit.documents.elements import Element, child, local_name, val_attribute, xml_attribute
from toolkit.language.legacy import NAMES, Encoding, encoding_of_font, encodings_of, to_unicode

_TEXTS = ("t", "delText")


def convert_texts(roots: Mapping[str, Element], styles: bytes | None) -> tuple[Encoding, ...]:
    """Converts each paragraph in an old encoding to Unicode; returns the encodings that occurred.

    A paragraph that is valid Vietnamese stays, unless all its fonts are for encodings that occurred.
    """
    fonts = _fonts_of_styles(styles)
    paragraphs = [
        (p, "".join(t.text or "" for t in p.iter() if local_name(t) in _TEXTS))
        for root in roots.values()
        for p in root.iter()
        if local_name(p) == "p"
    ]
    runs = {id(p): list(_runs(p, fonts)) for p, text in paragraphs if not text.isascii()}
    encoding_of = encodings_of(
        [text for _, text in paragraphs],
        [font for paragraph_runs in runs.values() for _, font in paragraph_runs if font],
    )
    occurring = tuple(e for e in NAMES if e in encoding_of.values())
    done: set[int] = set()
    for paragraph, text in reversed(paragraphs):  # so that a text box precedes the paragraph that contains it
        paragraph_runs = runs.get(id(paragraph), [])
        encoding = encoding_of.get(text, "unicode")
        if text not in encoding_of and {encoding_of_font(font) for _, font in paragraph_runs} <= set(occurring):
            encoding = next((e for _, font in paragraph_runs if (e := encoding_of_font(font))), encoding)
        for run, font in paragraph_runs:
            if encoding == "unicode" or id(run) in done:
                continue
            capitals = font.lower().startswith(".vn") and font.lower().endswith("h")
            for part in run.iter():
                if local_name(part) in _TEXTS and part.text:
                    part.text = to_unicode(part.text, encoding, capitals)
        done.update(id(run) for run, _ in paragraph_runs)
    return occurring


def _runs(paragraph: Element, fonts: Mapping[str, str]) -> Iterator[tuple[Element, str]]:
    """Yields every run of a paragraph with its font's name, which the run or the paragraph's style sets."""
    style = val_attribute(child(child(paragraph, "pPr"), "pStyle"))
    for run in paragraph.iter():
        if local_name(run) == "r":
            properties = child(run, "rPr")
            font = _font(properties) or fonts.get(val_attribute(child(properties, "rStyle")) or "?", "")
            yield run, font or fonts.get(style or "?", "") or fonts.get("", "")


def _fonts_of_styles(content: bytes | None) -> dict[str, str]:
    """The font of each style, set or inherited; the key "" has the document's default font."""
    if content is None:
        return {}
    root = ElementTree.fromstring(content)
    styles = {xml_attribute(s, "styleId") or "": s for s in root if local_name(s) == "style"}

    def resolved(key: str, depth: int = 0) -> str:
        style = styles.get(key)
        if style is None or depth > 20:
            return ""
        return _font(child(style, "rPr")) or resolved(val_attribute(child(style, "basedOn")) or "?", depth + 1)

    defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
    fonts = {key: font for key in styles if (font := resolved(key))}
    plain = next(
        (
            k
            for k, s in styles.items()
            if xml_attribute(s, "default") in ("1", "true") and xml_attribute(s, "type") == "paragraph"
        ),
        "",
    )
    return {"": fonts.get(plain, "") or _font(defaults), **fonts}


def _font(properties: Element | None) -> str:
    fonts = child(properties, "rFonts")
    return xml_attribute(fonts, "ascii") or xml_attribute(fonts, "hAnsi") or ""
