"""The export of a history to a CSV file: under way, complete, failed or cancelled."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.state.effect import Effect


@dataclass(frozen=True, slots=True)
class NoExport:
    """Nothing is being exported."""


@dataclass(frozen=True, slots=True)
class Exporting:
    """Rows are being written to `path`; `total` is how many there will be, None where nobody counted them."""

    request_id: RequestId
    path: Path
    written: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Exported:
    """The file is complete."""

    path: Path
    written: int


@dataclass(frozen=True, slots=True)
class NotExported:
    """The file could not be written; nothing was left behind. `problem` is None after *Cancel*."""

    problem: Problem | None


Export: TypeAlias = NoExport | Exporting | Exported | NotExported


@dataclass(frozen=True, slots=True)
class ExportHistory:
    """Write what the query finds to a CSV file."""

    request_id: RequestId
    identity_id: IdentityId
    query: HistoryQuery
    path: Path
    total: int | None


@dataclass(frozen=True, slots=True)
class ExportAdvanced:
    """So many rows have been written."""

    request_id: RequestId
    written: int


@dataclass(frozen=True, slots=True)
class ExportEnded:
    """The export was completed, failed, or cancelled."""

    request_id: RequestId
    result: Exported | NotExported


@dataclass(frozen=True, slots=True)
class CancelExport:
    """Stop the export and leave no file."""


@dataclass(frozen=True, slots=True)
class ForgetExport:
    """The person has seen how the export ended."""


@dataclass(frozen=True, slots=True)
class WriteExport(Effect):
    """Write a CSV file."""

    command: ExportHistory

    @property
    def exclusive(self) -> str:
        """One export at a time."""
        return "export"


@dataclass(frozen=True, slots=True)
class StopExport(Effect):
    """End the export under way: it supersedes `WriteExport`."""

    request_id: RequestId

    @property
    def exclusive(self) -> str:
        """The same place as the export."""
        return "export"


Action: TypeAlias = ExportHistory | ExportAdvanced | ExportEnded | CancelExport | ForgetExport


def reduce(export: Export, action: Action) -> tuple[Export, tuple[Effect, ...]]:
    """Apply an action to the export."""
    match action:
        case ExportHistory(request_id, _, _, path, total):
            if isinstance(export, Exporting):
                return export, ()
            return Exporting(request_id, path, 0, total), (WriteExport(action),)
        case ExportAdvanced(request_id, written):
            if not isinstance(export, Exporting) or export.request_id != request_id:
                return export, ()
            return replace(export, written=written), ()
        case ExportEnded(request_id, result):
            if not isinstance(export, Exporting) or export.request_id != request_id:
                return export, ()
            return result, ()
        case CancelExport():
            if not isinstance(export, Exporting):
                return export, ()
            return NotExported(None), (StopExport(export.request_id),)
        case ForgetExport():
            return (export if isinstance(export, Exporting) else NoExport()), ()
        case _:
            assert_never(action)
