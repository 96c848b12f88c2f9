"""Output for programs: one JSON document with a result, or with the reason why there is no result."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from toolkit.messages.findings.catalogue import describe, quoted_text
from toolkit.run.overview import severity_counts

if TYPE_CHECKING:
    from toolkit.model import Campaign, Consolidation, Finding, Language, Signature

#: Control characters, marks of direction and the like, which would control a terminal; they are escaped in JSON.
_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def check_document(result: Consolidation, language: Language) -> dict[str, Any]:
    """The document of `check --format json`; `findings` are those that do not belong to one file.

    For a campaign with tables each file has its number of rows. Days are written `2020-07-31`, statuses and severities
    as codes; sentences are in `language`.
    """
    of_files = {id(f) for s in result.submissions for f in s.findings}
    tables = bool(result.campaign.tables)
    return {
        "campaign": result.campaign.id,
        "as_of": result.as_of.isoformat(),
        "files": [
            {
                "file": s.source.file,
                "sha256": s.source.sha256,
                "agency": s.agency,
                "status": s.status,
                "figures": sum(1 for f in s.figures if f.typed),
                "statements": len(s.statements),
                **({"rows": len({(cell.table, cell.row) for cell in s.rows})} if tables else {}),
                "findings": [finding_document(f, language, result.campaign) for f in s.findings],
            }
            for s in result.submissions
        ],
        "missing": list(result.missing),
        "findings": [
            {"file": f.file, **finding_document(f, language, result.campaign)}
            for f in result.findings
            if id(f) not in of_files and not f.accepted_by
        ],
        "accepted": [
            {
                **{"file": f.file, "agency": f.agency, "accepted_by": f.accepted_by, "reason": f.accepted_reason},
                **finding_document(f, language, result.campaign),
            }
            for f in result.accepted
        ],
        "changes": [
            {**asdict(c), "difference": None if c.before is None or c.after is None else c.after - c.before}
            for c in result.changes
        ],
        "counts": severity_counts(result.findings),
        "balance": {
            k: getattr(result.balance, k)
            for k in ("cells", "figures", "statements", "info", "notes", "reported", *(["rows"] if tables else []))
        },
    }


def finding_document(finding: Finding, language: Language, campaign: Campaign) -> dict[str, Any]:
    """One finding in words of `language`, with everything it is about; indicator, period and section are None if it is
    not about one."""
    message, fix = describe(finding, language, campaign)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "cells": list(finding.cells),
        "indicator": finding.indicator or None,
        "period": finding.period or None,
        "section": finding.section or None,
        "value": quoted_text(finding),
        "message": message,
        "fix": fix,
    }


def signature_document(signature: Signature) -> dict[str, Any]:
    """One signature of a PDF."""
    return {**asdict(signature), "signed": signature.signed and signature.signed.isoformat()}


def error_document(code: str, message: str, language: Language, findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """The document of a check that was not done: no files, the reason, and all faults of the definition."""
    listed = []
    for finding in findings:
        what, fix = describe(finding, language)
        if code == "definition-unreadable":
            fix = message
        listed.append(
            {
                "code": finding.code,
                "severity": finding.severity,
                "file": finding.file,
                "sheet": finding.sheet,
                "cell": finding.cell,
                "value": quoted_text(finding),
                "message": what,
                "fix": fix,
            }
        )
    return {
        "campaign": None,
        "error": {"code": code, "message": message},
        "files": [],
        "missing": [],
        "findings": listed,
        "counts": severity_counts(findings),
    }


def print_json(document: dict[str, Any]) -> None:
    """Prints the document, which is the only output on standard output."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    click.echo(_UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], text))
