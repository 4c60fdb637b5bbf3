"""Words for operations: how far one is, and what that means for whoever asked for it."""

from typing import NamedTuple, TypeAlias, assert_never

from PySide6.QtCore import QCoreApplication

from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import operation as stages
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.operation import Operation
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.ui.amounts import discreet
from qwallet_desktop.ui.item_words import item_mark
from qwallet_desktop.ui.made_words import made_meaning, refused_count, waiting_count
from qwallet_desktop.ui.widgets.chips import ChipTone
from qwallet_desktop.ui.wording import passes_by_itself, sentence

__all__ = ["Mark", "mark", "meaning", "refused_count", "wait_words", "waiting_count"]

_NotMade: TypeAlias = (
    stages.Keeping
    | stages.NotKept
    | stages.Waiting
    | stages.Sending
    | stages.Unanswered
    | stages.Refused
    | stages.Cancelling
    | stages.Cancelled
)


class Mark(NamedTuple):
    """A stage as a chip: few words, a tone and an icon."""

    words: str
    tone: ChipTone
    icon: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("Operations", text)


def mark(operation: Operation, hold: HoldUp | None) -> Mark:
    """Return an operation's stage as a chip; `hold` is what it waits for."""
    stage = operation.stage
    match stage:
        case stages.Keeping():
            said = Mark(_tr("Saving"), "neutral", "clock") if hold is not HoldUp.UNLOCK else _waiting_mark(hold)
        case stages.NotKept():
            said = Mark(_tr("Not saved"), "danger", "warning")
        case stages.Waiting(_, problem):
            said = _waiting_mark(hold, failed=problem is not None)
        case stages.Sending():
            said = Mark(_tr("Sending"), "accent", "send")
        case stages.Unanswered():
            elsewhere = hold is HoldUp.LEDGER
            said = _waiting_mark(hold) if elsewhere else Mark(_tr("No answer yet"), "caution", "clock")
        case stages.Made(_, receipt):
            said = _made_mark(None if isinstance(operation.ask, DecideItem) else receipt)
        case stages.Refused():
            said = Mark(_tr("Refused"), "danger", "cross")
        case stages.Cancelling() | stages.Cancelled():
            ended = isinstance(stage, stages.Cancelled)
            said = Mark(_tr("Cancelled") if ended else _tr("Cancelling"), "neutral", "minus")
        case _:
            assert_never(stage)
    return said


def _made_mark(receipt: stages.Result | None) -> Mark:
    if isinstance(receipt, Item):
        # The node tells when an item expires, so no clock is needed.
        return Mark(*item_mark(receipt, receipt.proposal.opened_at))
    if isinstance(receipt, stages.FoundedAlone) or refused_count(receipt):
        return Mark(_tr("Partly made"), "caution", "warning")
    if waiting_count(receipt):
        return Mark(_tr("Waits for approval"), "accent", "clock")
    return Mark(_tr("Made"), "positive", "check")


def _waiting_mark(hold: HoldUp | None, *, failed: bool = False) -> Mark:
    match hold:
        case HoldUp.NODE:
            return Mark(_tr("Waits for the node"), "caution", "offline")
        case HoldUp.UNLOCK:
            return Mark(_tr("Waits for unlock"), "caution", "lock")
        case HoldUp.EARLIER:
            return Mark(_tr("Next in line"), "neutral", "clock")
        case HoldUp.CONFIRM:
            return Mark(_tr("Asks you again"), "accent", "info")
        case HoldUp.LEDGER:
            return Mark(_tr("For another ledger"), "caution", "warning")
        case None:
            return Mark(_tr("Waiting"), "caution" if failed else "neutral", "clock")
        case _:
            assert_never(hold)


def meaning(operation: Operation, hold: HoldUp | None, numbers: NumberStyle, *, hidden: bool = False) -> str:
    """Say what an operation's stage means, with the problem where there is one, and what happens next."""
    stage = operation.stage
    if isinstance(stage, stages.Made):
        words, problem = made_meaning(operation.ask, stage.receipt, numbers)
    else:
        words, problem = _meaning(stage, hold)
    if problem is None:
        return words
    why = sentence(discreet(problem, hidden=hidden), numbers)
    if "expected" in problem.facts and problem.code is not Code.DECISION_CHANGED:
        why = f"{why} {_tr('Nothing stood against it when it was shown: this has changed since.')}"
    return words.format(why=why) if "{why}" in words else f"{words} {why}"


def _meaning(stage: _NotMade, hold: HoldUp | None) -> tuple[str, Problem | None]:
    """Return the sentence of a stage, and the problem that goes with it: where it says so, or behind it."""
    problem: Problem | None = None
    match stage:
        case stages.Keeping():
            words = _keeping_meaning(hold)
        case stages.NotKept(problem):
            words = _tr("It could not be saved, so nothing was sent.")
        case stages.Waiting(_, hindrance):
            words = _waiting_meaning(hold)
            # What comes back by itself is what these words say already, and a question stands last.
            told = hindrance is None or passes_by_itself(hindrance) or hold is HoldUp.CONFIRM
            problem = None if told else hindrance
        case stages.Sending():
            words = _tr("It is on its way to the node. From here on it may be in the ledger.")
        case stages.Unanswered(_, problem):
            words = _unanswered_meaning(hold)
        case stages.Refused(_, problem):
            words = _tr("The node refused it; nothing has changed.")
        case stages.Cancelling(problem):
            words = _tr("You called it off. It will not be sent; this is being saved on this computer.")
        case stages.Cancelled():
            words = _tr("You called it off before anything was sent. Nothing has changed.")
        case _:
            assert_never(stage)
    return words, problem


def _unanswered_meaning(hold: HoldUp | None) -> str:
    if hold is HoldUp.LEDGER:
        return _tr(
            "It was sent to another ledger than the one that is open now, and no answer is known. {why} It is sent "
            "again only if that ledger comes back, as from a backup."
        )
    return _tr(
        "It was sent, and no answer is known. {why} Every attempt has the same request id, so it can't be done twice."
    )


def _keeping_meaning(hold: HoldUp | None) -> str:
    if hold is HoldUp.UNLOCK:
        return _tr("It is saved, signed and sent as soon as you unlock. Do not quit before that.")
    return _tr("It is being saved on this computer. Nothing has been sent yet.")


def _waiting_meaning(hold: HoldUp | None) -> str:
    match hold:
        case HoldUp.NODE:
            return _tr("It goes out by itself as soon as the node answers. Nothing has left this computer yet.")
        case HoldUp.UNLOCK:
            return _tr("It is signed and sent as soon as you unlock. Nothing has left this computer yet.")
        case HoldUp.EARLIER:
            return _tr("One that was asked for earlier goes first. Nothing of this one has left this computer yet.")
        case HoldUp.CONFIRM:
            return _tr("It has waited for more than a day, so Qwallet asks again: do you still want it?")
        case HoldUp.LEDGER:
            return _tr(
                "It was asked of another ledger than the one that is open now. It goes out only if that ledger comes "
                "back, as from a backup. Nothing has left this computer yet."
            )
        case None:
            return _tr("It goes out in a moment.")
        case _:
            assert_never(hold)


def wait_words(hold: HoldUp | None) -> str:
    """Say what an operation waits for, as a point of its time line."""
    match hold:
        case HoldUp.NODE:
            return _tr("Waits for the node")
        case HoldUp.UNLOCK:
            return _tr("Waits for you to unlock")
        case HoldUp.EARLIER:
            return _tr("Waits for an earlier one")
        case HoldUp.CONFIRM:
            return _tr("Waits for your word")
        case HoldUp.LEDGER:
            return _tr("Waits for its own ledger")
        case None:
            return _tr("Waits")
        case _:
            assert_never(hold)
