"""Which statements may be grouped: two statements with different claims do not say the same, however similar."""

from toolkit.narrative.claims import Claims, Counts


def counts_differ(one: Counts, other: Counts) -> str:
    """Why two statements with these counts cannot say the same, as a short word; "" if they may."""
    if one.numbers and other.numbers:
        if _has_different_number(one, other) and _has_different_number(other, one):
            return "number"
        if _has_different_count(one, other) and _has_different_count(other, one):
            return "counted"
    if one.bounds and other.bounds and any(other.bounds.get(n, b) != b for n, b in one.bounds.items()):
        return "bound"
    return "year" if one.years and other.years and one.years != other.years else ""


def claims_differ(one: Claims, other: Claims) -> str:
    """Why two statements with these claims cannot say the same, apart from what they count; "" if they may."""
    for reason, check in _GUARDS:
        if check(one, other):
            return reason
    return ""


def contradict(one: Claims, other: Claims) -> bool:
    """Whether one statement says the opposite of the other, or plans what the other reports as done. Different
    numbers, names or documents are no contradiction."""
    return (
        ((one.denies or other.denies) and _one_negates(one, other))
        or (bool(one.sides and other.sides) and _antonyms_differ(one, other))
        or (bool(one.contrasts and other.contrasts) and _contrasts_differ(one, other))
        or _moods_differ(one, other)
    )


def _has_different_number(one: Counts, other: Counts) -> bool:
    """Whether `one` counts something that `other` counts only with different numbers."""
    for number, what, _ in one.numbers:
        another = False
        for their_number, their_what, _ in other.numbers:
            if not what.isdisjoint(their_what):
                if not number.isdisjoint(their_number):
                    break
                another = True
        else:
            if another:
                return True
    return False


def _has_different_count(one: Counts, other: Counts) -> bool:
    """Whether a number of `one` counts different things in `other`."""
    for number, _, mine in one.numbers:
        same = [theirs for n, _, theirs in other.numbers if not n.isdisjoint(number)] if mine else ()
        if same and all(theirs and mine.isdisjoint(theirs) for theirs in same):
            return True
    return False


def _names_differ(one: Claims, other: Claims) -> bool:
    """Whether different names follow the same word, or begin with the same word (`Bộ Y tế`, `Bộ Tài chính`)."""
    if not one.names or not other.names:
        return False
    mine, theirs = ({n for _, n in c.names} for c in (one, other))
    for before, name in one.names:
        if name in theirs:
            continue
        for their_before, their_name in other.names:
            if their_name in mine:
                continue
            if before and before == their_before and name[: len(their_name)] != their_name[: len(name)]:
                return True
            if len(name) > 1 and len(their_name) > 1 and name[0] == their_name[0] and name[1] != their_name[1]:
                return True
    return False


def _documents_differ(one: Claims, other: Claims) -> bool:
    """Whether both statements name documents by number, but none is named in both."""
    return bool(one.documents and other.documents and one.documents.isdisjoint(other.documents))


def _one_negates(one: Claims, other: Claims) -> bool:
    """Whether one statement negates what the other affirms; where both negate something, both must do so."""
    if not one.denies and not other.denies:
        return False
    if one.denies and other.denies:
        denied_by_mine = one.denied and other.affirmed_among(one.denied) - other.denied - one.affirmed
        return bool(denied_by_mine and one.affirmed_among(other.denied) - one.denied - other.affirmed)
    return bool(other.affirmed_among(one.denied | one.doubted) or one.affirmed_among(other.denied | other.doubted))


def _antonyms_differ(one: Claims, other: Claims) -> bool:
    """Whether the statements have opposite words about the same thing: each has only one of a pair of antonyms."""
    for (pair, side), near in one.sides.items():
        opposite = (pair, 1 - side)
        if opposite in one.sides or (pair, side) in other.sides:
            continue
        if opposite in other.sides and not near.isdisjoint(other.sides[opposite]):
            return True
    return False


def _contrasts_differ(one: Claims, other: Claims) -> bool:
    if not one.contrasts or not other.contrasts:
        return False
    return any(mine.isdisjoint(other.contrasts.get(what, mine)) for what, mine in one.contrasts.items())


def _moods_differ(one: Claims, other: Claims) -> bool:
    """Whether one statement is about something done and the other about something planned, or only one is a request."""
    if one.is_question != other.is_question:
        return True
    return bool(one.moods and other.moods and one.moods.isdisjoint(other.moods))


def _degrees_differ(one: Claims, other: Claims) -> bool:
    return bool(one.degrees and other.degrees and one.degrees.isdisjoint(other.degrees))


_GUARDS = (
    ("name", _names_differ),
    ("document", _documents_differ),
    ("denial", _one_negates),
    ("opposite", _antonyms_differ),
    ("contrast", _contrasts_differ),
    ("mood", _moods_differ),
    ("degree", _degrees_differ),
)
