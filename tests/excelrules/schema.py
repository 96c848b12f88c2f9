"""The faults that openxml-audit finds in a file: the rules of the Open XML SDK, in pure Python."""

import importlib.util
import re
from pathlib import Path

FORMATS = ("office2010", "microsoft365")
#: A finding about every document without a table of fonts, which Word makes itself.
HARMLESS = re.compile(r"A required relationship type '\S*/fontTable' is missing\.")


def absent() -> str:
    """Why nothing can be checked here; "" where it can be."""
    return "" if importlib.util.find_spec("openxml_audit") else "openxml-audit is not installed"


def schema_faults(path: Path) -> list[str]:
    from openxml_audit import FileFormat, OpenXmlValidator

    found = []
    for name in FORMATS:
        # Rules between elements are the same for all versions: they are checked once.
        last = name == FORMATS[-1]
        validator = OpenXmlValidator(file_format=FileFormat(name), max_errors=0, semantic_validation=last)
        result = validator.validate(str(path))
        found += [f"{name}: {error}" for error in result.errors if not HARMLESS.search(str(error))]
    return found
