"""The time line of an operation: asked for, saved, sent, decided; what goes on now, and what is still to come."""

from datetime import datetime
from typing import TypeAlias, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.operation import Operation, Stage, has_ended
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.amounts import grouped
from qwallet_desktop.ui.operation_words import mark, wait_words
from qwallet_desktop.ui.widgets.time_line import Place, Point

Ended: TypeAlias = stages.NotKept | stages.Made | stages.Refused | stages.Cancelled


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def points_of(operation: Operation, hold: HoldUp | None, numbers: NumberStyle) -> tuple[Point, ...]:
    """Return the points of an operation's time line, the oldest first; `hold` is what it waits for."""
    asked = Point(_tr("Asked for"), Place.PAST, "check", at=operation.submitted_at)
    return (
        asked,
        *_kept(operation),
        *_confirmed(operation),
        *_sent(operation, numbers),
        *_now(operation, hold, numbers),
    )


def _kept(operation: Operation) -> tuple[Point, ...]:
    if isinstance(operation.stage, stages.Keeping | stages.NotKept):
        return ()
    return (Point(_tr("Saved on this computer"), Place.PAST, "check", at=operation.course.kept_at),)


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
    words, at = _present(operation.stage, hold, numbers)
    place = Place.PAST if has_ended(operation) else Place.PRESENT
    _, tone, icon = mark(operation, hold)
    return Point(words, place, icon, tone, at), *_coming(operation.stage)


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
