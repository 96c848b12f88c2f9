"""The texts of findings by code, in a file for each stage."""

from toolkit.messages.texts import FindingText, Texts

_STAGES = (
    "definition",
    "formulas",
    "files",
    "intake",
    "contents",
    "tables",
    "values",
    "checks",
    "splits",
    "compositions",
    "versions",
    "signed",
    "drafting",
    "narrative",
    "mails",
    "signatures",
    "sentences",
    "corrections",
    "row_corrections",
    "reviews",
    "editing",
)
#: For each stage, the texts of its findings, keyed by code.
FINDINGS_OF = {stage: Texts(f"{__path__[0]}/{stage}.tsv").findings() for stage in _STAGES}
FINDINGS: dict[str, FindingText] = {code: text for findings in FINDINGS_OF.values() for code, text in findings.items()}
