"""Faults of sentences for people: a repeated word, an open bracket, a label cut inside a bracket."""

import re

#: Words that Vietnamese says twice, or that meet between two clauses.
_TWICE_ON_PURPOSE = "chung chuyên dần đều hay lần luôn mãi ngày nhanh song thường từng xa that had"
_TWICE = re.compile(r"(?<!\w)([^\W\d_]+)\s+\1(?!\w)", re.IGNORECASE)
_PAIRS = {")": "(", "”": "“", "]": "[", "»": "«"}


def faults(sentence: str) -> list[str]:
    """What is wrong with how a sentence is composed; nothing if it is right."""
    found = [f"twice: {m[0]}" for m in _TWICE.finditer(sentence) if m[1].lower() not in _TWICE_ON_PURPOSE.split()]
    open_still: list[str] = []
    for sign in sentence:
        if sign in _PAIRS.values():
            open_still.append(sign)
        elif sign in _PAIRS and (not open_still or open_still.pop() != _PAIRS[sign]):
            found.append(f"closed, not open: {sign}")
    found += [f"left open: {sign}" for sign in open_still]
    found += [f"signs: {m[0]}" for m in re.finditer(r"…\.|,,|;;", sentence)]
    found += [f"blank: {m[0]}" for m in re.finditer(r"\(\s*\)|\s[,;.)](?![\w.])", sentence)]
    return found
