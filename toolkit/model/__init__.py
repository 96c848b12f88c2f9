"""The records that travel between the stages, all frozen; no other room of the package is imported here.

Each stage has its own type: a workbook as read (`workbook.RawWorkbook`), one agency's `Submission`, the province's
`Consolidation`, and the document that a writer draws from it.
"""

from toolkit.model.bridge import CAUSES, Bridge, Bridges, Cause, MovedFigure, Part
from toolkit.model.compared import Compared, ComparedRow, ComparedTotal, PreviousTotal
from toolkit.model.decisions import (
    EDIT_CELLS,
    NOTHING_KEPT,
    Acceptance,
    Correction,
    Decision,
    DeskEdit,
    Edit,
    EditedText,
    Kept,
    PartsCell,
    Review,
)
from toolkit.model.definition import (
    CARRIED_COLUMN,
    CLOSED,
    CONFIRMED,
    HEADLINES,
    NUMERIC_KINDS,
    RESEND_REASON,
    ROLES,
    AcrossAgencies,
    AcrossPeriods,
    AcrossRows,
    Agency,
    Campaign,
    ComparedWith,
    Direction,
    FigureSentence,
    FormColumn,
    Former,
    FormTable,
    Indicator,
    Kind,
    Period,
    Role,
    Rule,
    Section,
    Split,
    Theme,
    ToReview,
    WholeIs,
    Word,
    includes,
    role_of,
)
from toolkit.model.grouping import grouped
from toolkit.model.result import (
    ROWS_AS_SENT,
    AgencyStatus,
    Board,
    Change,
    Consolidation,
    Corrected,
    CrossCheck,
    Effect,
    Family,
    Group,
    Headline,
    HeadlineComparison,
    LeadersQuestion,
    Narrative,
    Previous,
    ReconciledFigure,
    TableTotal,
    Tabulation,
    Total,
)
from toolkit.model.signature import Signature, SignatureState, Trust
from toolkit.model.signed import PrintedCell, PrintedFile, PrintedRow, SignedFigure, SignedReport, SignedState, Unread
from toolkit.model.submission import (
    FIGURE_FIELDS,
    Answer,
    Argument,
    Balance,
    Figure,
    Finding,
    FollowUp,
    InfoValue,
    Leftover,
    Member,
    Source,
    Statement,
    Submission,
    Violation,
)
from toolkit.model.values import (
    SEVERITIES,
    CellValue,
    ErrorValue,
    FileStatus,
    Language,
    Severity,
    ShownNumber,
    State,
    Value,
)


def _no_state(_record: object, _state: object) -> None:
    raise TypeError("state")


# A record is complete when it is made: no pickle may set state on its instances (`run.narrating`) or its class.
for _kind in [kind for kind in vars().values() if isinstance(kind, type) and issubclass(kind, tuple)]:
    _kind.__setstate__ = _no_state  # type: ignore[attr-defined]
