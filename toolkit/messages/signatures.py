"""The wording of signatures: who signed, when, and their validity."""

from toolkit.messages.texts import texts
from toolkit.model import Language, Signature

_TEXTS = texts(__file__)

UNNAMED = _TEXTS["UNNAMED"]
STATES, TRUSTS, UNCHECKED, DOUBTS = map(_TEXTS.group, ("STATES", "TRUSTS", "UNCHECKED", "DOUBTS"))


def signed_by(signature: Signature) -> str:
    """`Trần Thị Bình (Sở Y tế)`; blank if the certificate names nobody."""
    name, of = signature.signer or signature.organisation, signature.organisation
    return f"{name} ({of})" if of and of != name else name


def in_one_line(signature: Signature, language: Language) -> str:
    """One signature in a line: `Trần Thị Bình (Sở Y tế), 05/08/2031 09:30: nguyên vẹn, chưa rõ gốc`."""
    why = UNCHECKED[signature.why].say(language) if signature.why else ""
    state = STATES[signature.state].say(language, why=why)
    if signature.state == "unchecked":
        return state
    when = f"{signature.signed:%d/%m/%Y %H:%M}" if signature.signed else ""
    if signature.timestamped:
        when = _TEXTS["TIMESTAMPED"].say(language, when=when)
    who = ", ".join(filter(None, (signed_by(signature) or UNNAMED.say(language), when)))
    worth = TRUSTS[signature.trust].say(language) if signature.trust else ""
    return _TEXTS["TOLD"].say(language, who=who, state=", ".join(filter(None, (state, worth))))
