"""Kinds of findings: the codes that belong together, each set with what is true of them.

Whoever must know more of a finding than its fields say asks here, and nobody keeps a list of codes of their own.
"""

from __future__ import annotations

from toolkit.messages.findings import FINDINGS_OF

# --- What a finding quotes, and how it is told -----------------------------------------------------

#: What was typed over something that the form prints itself: the finding alone quotes it.
OVERTYPED = frozenset(
    {
        "label-changed",
        "label-earlier",
        "heading-changed",
        "agency-changed",
        "computed-differs",
        "total-differs",
        "computed-not-checkable",
        "total-not-checkable",
        "table-heading-changed",
        "table-heading-earlier",
        "table-total-differs",
        "table-total-not-checkable",
        "followup-text-changed",
    }
)

#: Questions of the unit in which a number was typed: one for all the cells of a row, which are mostly typed alike.
OF_A_ROW = frozenset({"check-unit", "ambiguous-percent"})
#: Where one finding of these speaks of several cells, each line after the first quotes one more: `G9: 12`.
QUOTED_IN_TURN = OVERTYPED | OF_A_ROW

#: What holds two numbers against each other: each of them is told.
CONTRASTS = frozenset(
    {
        *("words-against-figure", "words-against-trend", "contradicts-figure"),
        *("large-change", "cumulative-falls", "table-against-figure"),
    }
)

#: Questions whether a number was typed as it was meant.
ASKED_ABOUT = frozenset({"likely-slip", "unlike-others", "rule-likely-cell"})

#: What became of a PDF that prints a form, or may be its scan, where the form counts.
BESIDE_A_FORM = frozenset({"pdf-beside-form", "pdf-superseded", "pdf-read-in-part", "pdf-not-read", "pdf-of-another"})
#: Why a PDF that came beside a form is not compared with it.
NOT_THIS_REPORT = frozenset({"pdf-other-agency", "pdf-other-round"})

#: How a file came, and which of an agency's files counts: for whoever gathers the reports, never told to the agency.
INTERNAL = frozenset(
    {
        *FINDINGS_OF["mails"],
        *FINDINGS_OF["versions"],
        *FINDINGS_OF["reviews"],
        *BESIDE_A_FORM,
        *("pdf-without-form", "pdf-incomplete", "signature-of-unknown-origin"),
        "nothing-to-say",
        "no-longer-asked",
        "master-changed",
        "master-rewritten",
        "master-table-rewritten",
        "master-value-impossible",
        "could-not-judge",
    }
)
#: What is wrong may be told to the agency; what to do about it is for whoever gathers the reports.
OURS_TO_DO = INTERNAL | frozenset(
    {
        "unreadable-file",
        "unreadable-folder",
        "folder-in-circle",
        "took-too-long",
        "reader-failed",
        "is-archive",
        "is-old-word",
        "is-mail",
        "damaged",
        "word-document",
        "two-agencies",
        "no-agency",
        "agency-not-known",
        "agency-ambiguous",
        "agency-by-name",
        "unknown-agency",
        "not-our-form",
    }
)

#: What the coordinator decided in the master and could not be done as it stands, or only in part.
NOT_FOLLOWED = frozenset(
    {
        "edit-not-followed",
        "edit-twice",
        "merge-in-circle",
        "edits-disagree",
        "edit-anew",
        "decision-not-followed",
        "decision-not-understood",
        "decision-conflict",
        "decision-by-name",
        "decision-anew",
    }
)
#: What was typed in these is what the system says.
OF_THE_SYSTEM = frozenset({"unreadable-file", "unreadable-folder"})

#: What must not be spread further by telling of it, and, with names, what points to private persons.
NUMBERS_OF_PERSONS = frozenset({"identity-number", "telephone-number"})
OF_PERSONS = NUMBERS_OF_PERSONS | {"person-named"}

# --- What is wrong with a file ---------------------------------------------------------------------

#: Errors that say only that something is missing: the board tells these from wrong figures.
LIKELY_CELLS = frozenset({"rule-likely-cell", "rule-cell-unclear"})
"""Which figure of a broken rule is likely to be wrong."""

LACKS = frozenset(
    {
        "required-missing",
        "split-missing",
        "split-partial",
        "table-required-missing",
        "section-empty",
        "no-figures",
        "figure-carried",
        "table-missing",
        "table-rows-carried",
        "followup-unanswered",
        "followup-row-missing",
    }
)
#: Those of them that are about parts of splits, each with its cell.
LACKING_PARTS = frozenset({"split-missing", "split-partial"})
#: Faults of a form that knowing its agency would cure.
WITHOUT_AGENCY = frozenset({"no-agency", "agency-not-known", "agency-ambiguous", "two-agencies", "unknown-agency"})
#: What is sent along with a form, signed or printed, and takes no form's place.
DOCUMENTS = frozenset(
    {
        "pdf-without-form",
        "is-pdf",
        "is-picture",
        "is-rtf",
        "is-old-word",
        "word-document",
        "is-mail",
        "is-text",
        "not-a-workbook",
    }
)
#: Errors that hold no figure back: somewhere figures contradict each other, or that is how things are.
BROKEN_RULES = frozenset(
    {
        "rule-failed",
        "cross-rule-failed",
        "province-rule-failed",
        "split-not-equal",
        "split-exceeds",
        "splits-disagree",
        "table-against-figure",
    }
)
#: What the coordinator cannot accept as a fact, since something else is to be done: filled in, or typed anew.
NO_FACTS = (
    LACKS
    | NOT_FOLLOWED
    | FINDINGS_OF["reviews"].keys()
    | frozenset(
        {
            "correction-without-value",
            "correction-unsigned",
            "table-correction-without-value",
            "table-correction-unsigned",
            "acceptance-not-possible",
            "acceptance-unsigned",
            "acceptance-lapsed",
            "could-not-judge",
            "edit-differs",
            "edit-not-read",
        }
    )
)
#: What `toolkit collect` opens.
CONTAINERS = frozenset({"is-mail", "is-archive"})
#: What could not be looked into, of a folder.
UNSEEN = OF_THE_SYSTEM | {"folder-in-circle"}

# --- Whose a file is, and whether it counts --------------------------------------------------------

#: Remarks on a mail after which its sender alone, or a form that anybody may hold, proves nothing.
DOUBTS = frozenset({"sender-missing", "sender-name-misleads", "several-senders", "sender-not-verified"})
#: Remarks on an archive: they say which file it is, and what in it.
OF_ARCHIVES = frozenset({"archive-damaged", "archive-locked", "archive-not-opened", "archive-too-large"})
#: Remarks of the register about what reading the file tells better.
TOLD_BY_READING = frozenset({"report-not-workbook", "print-of-form", "shared-copy", "blank-form"})
#: That somebody chose the file's agency, in the register or in the master.
CHOSEN = frozenset({"agency-decided", "agency-assigned"})
#: Why a file that could be read counts for nobody: because of itself, not of another file of its agency.
BLANK = frozenset({"blank-form", "blank-form-later", "only-outside-form"})
SET_ASIDE = frozenset({"set-aside", "set-aside-below"})
#: What is said of a file that cannot be used, or is no form, where another of its agency counts.
NEEDS_NOTHING = frozenset({"usable-since", "document-of-reporter", "document-after-form"})
#: What is said of the file that counts because of its agency's others.
BESIDE_OTHERS = frozenset({"filled-before", "forms-in-one-mail", "undated-version"})
