"""Kinds of findings: sets of codes with a common property.

Code that must know more about a finding than its fields uses these sets, and has no lists of codes.
"""

from toolkit.messages.findings import FINDINGS_OF

# --- What a finding quotes, and how it is worded -----------------------------------------------------

#: Findings on contents typed over what the form prints; these contents are in no list but the finding.
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

#: Questions about the unit of a typed number, one for all cells of a row, which are usually typed in the same way.
OF_A_ROW = frozenset({"check-unit", "ambiguous-percent"})
#: Findings about several cells that quote each further cell in a line: `G9: 12`.
QUOTED_IN_TURN = OVERTYPED | OF_A_ROW

#: Findings that compare two numbers and state both numbers.
CONTRASTS = frozenset(
    {
        *("words-against-figure", "words-against-trend", "contradicts-figure"),
        *("large-change", "cumulative-falls", "table-against-figure"),
    }
)

#: Questions whether a number was typed as intended.
TYPING_QUESTIONS = frozenset({"likely-slip", "unlike-others", "rule-likely-cell"})

#: Findings on a PDF that is, or may be, a print or scan of a form that counts.
BESIDE_A_FORM = frozenset({"pdf-beside-form", "pdf-superseded", "pdf-read-in-part", "pdf-not-read", "pdf-of-another"})
#: Why a PDF that came with a form is not compared with it.
NOT_THIS_REPORT = frozenset({"pdf-other-agency", "pdf-other-round"})

#: Findings for the lead agency, never reported to the agency: how a file came, which of an agency's files counts.
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
#: Findings that the lead agency must correct, although they may be reported to the agency.
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

#: Decisions of the coordinator in the master that could not be applied, or only in part.
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
#: Findings whose value is a message of the operating system.
OF_THE_SYSTEM = frozenset({"unreadable-file", "unreadable-folder"})

#: Contents that must not be spread by quoting them.
NUMBERS_OF_PERSONS = frozenset({"identity-number", "telephone-number"})
#: Contents that point to private persons.
OF_PERSONS = NUMBERS_OF_PERSONS | {"person-named"}

# --- What is wrong with a file ---------------------------------------------------------------------

#: Findings on the figure of a violated rule that is likely to be wrong.
LIKELY_CELLS = frozenset({"rule-likely-cell", "rule-cell-unclear"})
#: Errors that only say that something is missing; the board separates them from wrong figures.
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
#: Errors about missing parts of splits, each with its cell.
LACKING_PARTS = frozenset({"split-missing", "split-partial"})
#: Faults of a form that would not exist if the form's agency were known.
WITHOUT_AGENCY = frozenset({"no-agency", "agency-not-known", "agency-ambiguous", "two-agencies", "unknown-agency"})
#: Findings on documents that are sent with a form, signed or printed, and do not replace it.
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
#: Errors that hold no figure back: figures that contradict each other, or facts.
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
#: Findings that the coordinator cannot accept as facts, since something must be filled in or typed again.
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
#: Findings on files that `toolkit collect` opens.
CONTAINERS = frozenset({"is-mail", "is-archive"})
#: Parts of a folder that could not be opened.
UNSEEN = OF_THE_SYSTEM | {"folder-in-circle"}

# --- The agency of a file, and whether it counts ---------------------------------------------------

#: Remarks on a mail whose sender proves nothing, even with a form that anybody may have.
DOUBTS = frozenset({"sender-missing", "sender-name-misleads", "several-senders", "sender-not-verified"})
#: Remarks on an archive that name the archive and the faulty contents.
OF_ARCHIVES = frozenset({"archive-damaged", "archive-locked", "archive-not-opened", "archive-too-large"})
#: Remarks in the register that are left out when the file is read, which reports more.
REPORTED_BY_READING = frozenset({"report-not-workbook", "print-of-form", "shared-copy", "blank-form"})
#: Findings that somebody chose the file's agency, in the register or in the master.
CHOSEN = frozenset({"agency-decided", "agency-assigned"})
#: Reasons in a readable file itself, not in other files of the agency, why it does not count.
BLANK = frozenset({"blank-form", "blank-form-later", "only-outside-form"})
SET_ASIDE = frozenset({"set-aside", "set-aside-below"})
#: Findings on a file that is unusable or no form, while another file of its agency counts.
NEEDS_NOTHING = frozenset({"usable-since", "document-of-reporter", "document-after-form"})
#: Findings on a file that counts, because of other files of its agency.
DUE_TO_OTHER_FILES = frozenset({"filled-before", "forms-in-one-mail", "undated-version"})
