"""Signing without a network: what was read from a file, a code or the clipboard, and what is handed on that way.

It lasts as long as the sheet that shows it. What comes for a sheet that was closed since is dropped by its `turn`.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.code_parts import Parts
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.navigation import CloseSheet, GoTo, OpenSheet, ShowItem, ShowOperation
from qwallet_desktop.state.offline_actions import (
    KEY,
    BeginAnew,
    Look,
    MakeExport,
    MakeMessage,
    MakeSignature,
    PaperMade,
    PaperNotMade,
    PaperSaved,
    PartsRead,
    ReadSource,
    SavePaper,
    SignOpened,
    SignText,
    SourceRead,
    SourceRefused,
    WritePaper,
)
from qwallet_desktop.state.papers import Found, IncomingSignature, OpenedRequest, Paper
from qwallet_desktop.state.sheets import (
    ExportItemSheet,
    ImportSignatureSheet,
    ScanPaymentSheet,
    Sheet,
    SignMessageSheet,
    SignRequestSheet,
    VerifyMessageSheet,
)

_SHEETS = (
    ExportItemSheet,
    ImportSignatureSheet,
    ScanPaymentSheet,
    SignRequestSheet,
    SignMessageSheet,
    VerifyMessageSheet,
)


@dataclass(frozen=True, slots=True)
class Offline:
    """What the open sheet has read and made.

    Attributes:
        turn: Counts the sheets and what they began anew; an answer to an earlier one changes nothing.
        busy: Something is read or made.
        parts: The codes of a text that were read so far; there are more of it.
        found: What was read.
        paper: What was made, to be handed on.
        saved: The file that the paper was saved to.
        problem: Why the last thing was not done.
        answers: Counts what was answered, so that the same problem twice is news.
    """

    turn: int = 0
    busy: bool = False
    parts: Parts = Parts()
    found: Found | None = None
    paper: Paper | None = None
    saved: Path | None = None
    problem: Problem | None = None
    answers: int = 0


Action: TypeAlias = (
    ReadSource
    | SourceRead
    | PartsRead
    | SourceRefused
    | BeginAnew
    | SignOpened
    | SignText
    | PaperMade
    | PaperNotMade
    | SavePaper
    | PaperSaved
    | OpenSheet
    | CloseSheet
    | GoTo
    | ShowItem
    | ShowOperation
)
_Result: TypeAlias = tuple[Offline, tuple[Effect, ...]]
_Answer: TypeAlias = SourceRead | PartsRead | SourceRefused | PaperMade | PaperNotMade | PaperSaved


def reduce(offline: Offline, action: Action) -> _Result:
    """Apply what was asked on one of the sheets, what came of it, and their opening and closing."""
    match action:
        case OpenSheet(sheet):
            return _opened(offline, sheet)
        case CloseSheet() | GoTo() | ShowItem() | ShowOperation():
            return _emptied(offline)
        case BeginAnew():
            return Offline(offline.turn + 1), (Cancel(KEY),)
        case ReadSource() | SignOpened() | SignText():
            return _asked(offline, action)
        case SavePaper(path):
            made = offline.paper
            return offline, (() if made is None else (WritePaper(offline.turn, path, made.text),))
        case SourceRead() | PartsRead() | SourceRefused() | PaperMade() | PaperNotMade() | PaperSaved():
            return (_answered(offline, action) if action.turn == offline.turn else offline), ()
        case _:
            assert_never(action)


def _opened(offline: Offline, sheet: Sheet) -> _Result:
    """Begin with nothing where the sheet is one of these; an export is made at once."""
    if not isinstance(sheet, _SHEETS):
        return _emptied(offline)
    turn = offline.turn + 1
    if isinstance(sheet, ExportItemSheet):
        return Offline(turn, busy=True), (MakeExport(turn, sheet.item_id),)
    return Offline(turn), (Cancel(KEY),)


def _emptied(offline: Offline) -> _Result:
    """Forget all of it; the same where there is nothing."""
    empty = Offline(offline.turn)
    return (offline, ()) if offline == empty else (Offline(offline.turn + 1), (Cancel(KEY),))


def _asked(offline: Offline, action: ReadSource | SignOpened | SignText) -> _Result:
    """Have one thing done at a time."""
    if offline.busy:
        return offline, ()
    turn = offline.turn
    match action:
        case ReadSource(wanted, source):
            effect: Effect = Look(turn, wanted, source, offline.parts)
        case SignOpened(signer, choice, reason):
            if not isinstance(offline.found, OpenedRequest):
                return offline, ()
            effect = MakeSignature(turn, offline.found, signer, choice, reason)
        case SignText(signer, node_id, text):
            effect = MakeMessage(turn, signer, node_id, text)
        case _:
            assert_never(action)
    return replace(offline, busy=True, problem=None), (effect,)


def _answered(offline: Offline, answer: _Answer) -> Offline:
    done = replace(offline, busy=False, problem=None, answers=offline.answers + 1)
    match answer:
        case SourceRead(found=found):
            return replace(done, found=found, parts=Parts())
        case PartsRead(parts=parts):
            return replace(done, parts=parts)
        case SourceRefused(problem=problem) | PaperNotMade(problem=problem):
            return replace(done, problem=problem)
        case PaperMade(paper=paper):
            return replace(done, paper=paper)
        case PaperSaved(path=path, problem=problem):
            # It may have been saved while something else went on.
            saved = path if problem is None else None
            return replace(done, busy=offline.busy, saved=saved, problem=problem)
        case _:
            assert_never(answer)


def incoming(offline: Offline) -> IncomingSignature | None:
    """Return the signature of another that was read."""
    return offline.found if isinstance(offline.found, IncomingSignature) else None
