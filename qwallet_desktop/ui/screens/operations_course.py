"""The time line of an operation: asked for, saved, sent, decided; what goes on now, and what is still to come."""

from datetime import datetime
from typing import TypeAlias, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.opened import was_open
from qwallet_desktop.state.operation import Operation, Stage, has_ended
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.item_words import ended_at, item_mark
from qwallet_desktop.ui.operation_words import mark, wait_words
from qwallet_desktop.ui.widgets.time_line import Place, Point

Ended: TypeAlias = stages.NotKept | stages.Made | stages.Refused | stages.Cancelled


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def points_of(
    operation: Operation, hold: HoldUp | None, numbers: NumberStyle, *, in_memory: bool = False
) -> tuple[Point, ...]:
    """Return the points of an operation's time line, the oldest first.

    Args:
        operation: Whose time line it is.
        hold: What it waits for.
        numbers: How numbers are written.
        in_memory: Whether nothing of it is written, so that the end of the program forgets it.
    """
    asked = Point(_tr("Asked for"), Place.PAST, "check", at=operation.submitted_at)
    return (
        asked,
        *_kept(operation, in_memory=in_memory),
        *_confirmed(operation),
        *_sent(operation, numbers),
        *_now(operation, hold, numbers),
    )


def _kept(operation: Operation, *, in_memory: bool) -> tuple[Point, ...]:
    if isinstance(operation.stage, stages.Keeping | stages.NotKept):
        return ()
    words = _tr("In memory only, not kept over a restart") if in_memory else _tr("Saved on this computer")
    return (Point(words, Place.PAST, "check", at=operation.course.kept_at),)


def _confirmed(operation: Operation) -> tuple[Point, ...]:
    stage = operation.stage
    if not isinstance(stage, stages.Waiting) or stage.confirmed_at <= operation.submitted_at:
        return ()
    return (Point(_tr("You said that you still want it"), Place.PAST, "check", at=stage.confirmed_at),)


def _sent(operation: Operation, numbers: NumberStyle) -> tuple[Point, ...]:
    """Return when it was sent, as far as that lies in the past: an attempt under way is the present."""
    course = operation.course
    if course.first_sent_at is None or course.last_sent_at is None:
        return ()
    stage = operation.stage
    under_way = isinstance(stage, stages.Sending) and stage.has_left
    attempts = course.attempts - under_way
    first = Point(_tr("Sent to the node"), Place.PAST, "send", at=course.first_sent_at)
    if attempts <= 0:
        return ()
    if attempts == 1 or under_way:
        return (first,)
    words = _tr("Sent again, {count} times in all").format(count=grouped(attempts, numbers))
    return first, Point(words, Place.PAST, "send", at=course.last_sent_at)


def _now(operation: Operation, hold: HoldUp | None, numbers: NumberStyle) -> tuple[Point, ...]:
    """Return what goes on or how it ended, and what is still to come."""
    stage = operation.stage
    if isinstance(stage, stages.Made) and isinstance(stage.receipt, Item) and not isinstance(operation.ask, DecideItem):
        return _opened(stage.at, stage.receipt)
    words, at = _present(stage, hold, numbers)
    place = Place.PAST if has_ended(operation) else Place.PRESENT
    _, tone, icon = mark(operation, hold)
    return Point(words, place, icon, tone, at), *_coming(operation.stage)


def _opened(at: datetime, item: Item) -> tuple[Point, ...]:
    """Return that others have to agree, and what became of that."""
    begun = Point(_tr("Signed, and opened for others to agree"), Place.PAST, "check", at=at)
    mark = item_mark(item, item.proposal.opened_at)
    if was_open(item):
        coming = Point(_tr("Carried out with the last signature"), Place.COMING)
        return begun, Point(mark.words, Place.PRESENT, mark.icon, mark.tone), coming
    return begun, Point(mark.words, Place.PAST, mark.icon, mark.tone, ended_at(item))


def _present(stage: Stage, hold: HoldUp | None, numbers: NumberStyle) -> tuple[str, datetime | None]:
    """Say what goes on, or how it ended, and since when."""
    at: datetime | None = None
    match stage:
        case stages.Keeping():
            words = _tr("Is being saved on this computer")
        case stages.Waiting():
            words = wait_words(hold)
        case stages.Sending(at, attempt):
            again = _tr("Is being sent, attempt {n}").format(n=grouped(attempt, numbers))
            words = again if attempt > 1 else _tr("Is being sent")
        case stages.Unanswered(at):
            words = _tr("No answer yet")
        case stages.Cancelling():
            words = _tr("Is being called off")
        case _:
            words, at = _ended(stage)
    return words, at


def _ended(stage: Ended) -> tuple[str, datetime | None]:
    match stage:
        case stages.NotKept():
            return _tr("Could not be saved"), None
        case stages.Made(at):
            return _tr("Done by the node"), at
        case stages.Refused(at):
            return _tr("Refused by the node"), at
        case stages.Cancelled(at):
            return _tr("Called off by you"), at
        case _:
            assert_never(stage)


def _coming(stage: Stage) -> tuple[Point, ...]:
    decided = Point(_tr("The node decides"), Place.COMING)
    match stage:
        case stages.Keeping() | stages.Waiting():
            return Point(_tr("Sent to the node"), Place.COMING), decided
        case stages.Unanswered():
            return Point(_tr("Sent again by itself"), Place.COMING), decided
        case stages.Sending():
            return (decided,)
        case _:
            return ()
