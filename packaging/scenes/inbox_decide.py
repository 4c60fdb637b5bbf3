"""The last look before an item is decided, one by one and many in a row."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.inbox_receipt import MANY, SIGNERS

from qwallet_desktop.domain.checks import CheckName
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.item_records import Checking, Reading
from qwallet_desktop.state.operation import Made, Refused, Sending, Unanswered
from qwallet_desktop.state.operations import HoldUp
from qwallet_desktop.state.sheets import SignManySheet
from qwallet_desktop.ui.dialogs import decide, sign_many
from qwallet_desktop.ui.dialogs.kept_panel import Asked
from qwallet_desktop.ui.dialogs.last_look import LookView
from qwallet_desktop.ui.receipt.view import ReceiptView
from qwallet_desktop.ui.widgets.sheet import Sheet
from qwallet_desktop.ui.widgets.styling import set_look
from tests.helpers import items as told
from tests.helpers.items import ACME, EVERYONE, MARA, TOKENS
from tests.helpers.records import shown
from tests.ui.builders import NODE, NOW, bench
from tests.ui.operations import one

S = TypeVar("S", bound=Sheet)
DOWN = Problem(Code.NODE_UNREACHABLE)


def _look(
    item: Item = told.MINE, choice: Choice = Choice.SIGN, reading: Reading | None = None, **changes: object
) -> LookView:
    read = reading or shown(item)
    receipt = ReceiptView(item, read, choice, held=(ACME,), identities=EVERYONE, tokens=TOKENS, node_id=NODE)
    return LookView(replace(receipt, **changes))  # type: ignore[arg-type]  # names of the view's fields


def _over(make: Callable[[QWidget], S], view: object, then: Callable[[S], object] | None = None) -> QWidget:
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    sheet = make(root)
    sheet.draw(view)  # type: ignore[attr-defined]  # each sheet has its own
    QTimer.singleShot(0, sheet.open_sheet)
    if then is not None:
        QTimer.singleShot(0, lambda: then(sheet))
    return root


def _sheet(view: decide.View, then: Callable[[decide.DecideItemSheet], object] | None = None) -> QWidget:
    return _over(lambda root: decide.DecideItemSheet(bench(lambda _action: None), root), view, then)


def _many(view: sign_many.View, then: Callable[[sign_many.SignManyDialog], object] | None = None) -> QWidget:
    return _over(lambda root: sign_many.SignManyDialog(bench(lambda _action: None), root), view, then)


@scene("decide_sign", 900, 760)
def decide_sign() -> QWidget:
    """The last signature needed: the verb says what it does."""
    return _sheet(decide.View(_look()))


@scene("decide_checking", 900, 760)
def decide_checking() -> QWidget:
    """It is read anew and checked: the verb waits."""
    return _sheet(decide.View(_look(reading=Checking())))


@scene("decide_failed", 900, 760)
def decide_failed() -> QWidget:
    """A check fails: there is nothing to press."""
    return _sheet(decide.View(_look(reading=shown(told.MINE, CheckName.APPROVERS_BY_CHARTER))))


@scene("decide_sign_more", 900, 760)
def decide_sign_more() -> QWidget:
    """One of two signatures; two here could give it, and they warn each other."""
    return _sheet(decide.View(_look(told.OURS, held=(told.INES, told.OMAR))))


@scene("decide_limits", 900, 760)
def decide_limits() -> QWidget:
    """A change of limits comes into force with this signature."""
    return _sheet(decide.View(_look(told.NEW_LIMITS)))


@scene("decide_many", 900, 760)
def decide_many() -> QWidget:
    """Many payments with one signature."""
    return _sheet(decide.View(_look(replace(MANY, proposal=replace(MANY.proposal, required=1)), held=(told.INES,))))


@scene("decide_joins", 900, 760)
def decide_joins() -> QWidget:
    """Whoever joins signs too."""
    return _sheet(decide.View(_look(SIGNERS, held=(MARA,))))


@scene("decide_reject", 900, 760)
def decide_reject() -> QWidget:
    """Rejecting needs a reason."""
    return _sheet(decide.View(_look(choice=Choice.REJECT)), lambda sheet: sheet.submit())


@scene("decide_cancel", 900, 760)
def decide_cancel() -> QWidget:
    """Taking back one's own."""
    return _sheet(decide.View(_look(choice=Choice.CANCEL, held=(MARA,))))


@scene("decide_refused", 900, 760)
def decide_refused() -> QWidget:
    """What is there is not what was shown."""
    ask = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "0f" * 32)
    refused = one(1, Refused(NOW, Problem(Code.ITEM_DIFFERS)), ask)
    return _sheet(decide.View(_look(), Asked(refused, identities=EVERYONE, tokens=TOKENS)))


@scene("decide_kept", 900, 640)
def decide_kept() -> QWidget:
    """The node does not answer: it goes out by itself."""
    ask = DecideItem(told.MINE.proposal.item_id, Choice.SIGN, "", "0f" * 32, "Payment to Leo")
    waits = one(1, Unanswered(NOW, DOWN, 1), ask)
    return _sheet(decide.View(_look(), Asked(waits, HoldUp.NODE, identities=EVERYONE, tokens=TOKENS)))


@scene("decide_gone", 900, 760)
def decide_gone() -> QWidget:
    """Somebody else decided meanwhile."""
    return _sheet(decide.View(_look(told.MADE)))


_THREE = (told.MINE, told.NEW_LIMITS, told.HUGE, told.TWICE)
_IDS = tuple(item.proposal.item_id for item in _THREE)


@scene("sign_many", 900, 760)
def sign_many_step() -> QWidget:
    """The second of four."""
    return _many(sign_many.View(SignManySheet(_IDS, 1, (None,)), _look(told.NEW_LIMITS), _THREE))


@scene("sign_many_reject", 900, 760)
def sign_many_reject() -> QWidget:
    """One of them is rejected instead."""
    view = sign_many.View(SignManySheet(_IDS, 0), _look(), _THREE)
    return _many(view, lambda sheet: sheet.reject.click())


@scene("sign_many_end", 900, 760)
def sign_many_end() -> QWidget:
    """What became of all: signed, on its way, refused and skipped."""
    sign = [DecideItem(item_id, Choice.SIGN, "", "0f" * 32) for item_id in _IDS]
    made = (one(1, Made(NOW, told.MADE), sign[0]), None)
    sending = (one(2, Sending(NOW, 1), sign[1]), None)
    refused = (one(3, Refused(NOW, Problem(Code.ITEM_UNVERIFIED)), sign[2]), None)
    sheet = SignManySheet(_IDS, 4, (made[0].id, sending[0].id, refused[0].id, None))
    view = sign_many.View(sheet, None, _THREE, (made, sending, refused, None), EVERYONE)
    return _many(view)


@scene("decide_small", 740, 520)
def decide_small() -> QWidget:
    """The last look in the smallest window."""
    return _sheet(decide.View(_look()))


@scene("decide_clock", 900, 760)
def decide_clock() -> QWidget:
    """This clock is off: the time left is counted by the node's."""
    return _sheet(decide.View(replace(_look(), offset=-86_400)))
