"""The Send screen where rules speak: approval, limits, a group that pays, and what was opened for others."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.decisions import Rule
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.operation import Made, Operation, Refused, Stage
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.transfers import Drafting, Submitted
from qwallet_desktop.ui.screens.send import SendScreen, View
from qwallet_desktop.ui.screens.send_check import FormText
from qwallet_desktop.ui.widgets.styling import column, set_look
from tests.helpers import items as told
from tests.ui.builders import NOW, QTK, REQUEST, bench
from tests.ui.payments import ME, OURS
from tests.ui.test_send import DRAFT, VIEW
from tests.ui.test_send_approvals import ASKS, BOOK, REFUSED, group


def shown(view: View) -> QWidget:
    """Return a page with the screen and a payment filled in."""
    root = QWidget()
    set_look(root, look="page")
    root.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    screen = SendScreen(bench(lambda _action: None))
    column(root).addWidget(screen)
    screen.draw(view)
    screen.fill(FormText(OURS, QTK, "25.00", "rent"))
    screen.draw(view)
    return root


def ended(stage: Stage) -> QWidget:
    """Return the page with what became of a payment."""
    operation = Operation(REQUEST, ME, DRAFT, NOW, stage)
    return shown(replace(VIEW, payment=Submitted(DRAFT, REQUEST), operation=operation))


def opened(item: Item) -> QWidget:
    """Return the page with a payment that others must agree to."""
    return ended(Made(NOW, item))


@scene("send_needs_approval", 1020, 620)
def send_needs_approval() -> QWidget:
    """Who must agree, by which rule, and what the limit leaves."""
    return shown(replace(VIEW, payment=Drafting(DRAFT, Loaded(ASKS, NOW)), limits=BOOK))


@scene("send_over_limit", 1020, 620)
def send_over_limit() -> QWidget:
    """Refused by a limit, with the time from which it would fit."""
    return shown(replace(VIEW, payment=Drafting(DRAFT, Loaded(REFUSED, NOW)), limits=BOOK))


@scene("send_not_ready", 1020, 620)
def send_not_ready() -> QWidget:
    """Refused for what is at no field: why stands under the grey button."""
    refused = replace(REFUSED, problem=Problem(Code.GOVERNANCE_NOT_READY), rule=Rule.GROUP_VOTE, parts=())
    return shown(replace(VIEW, payment=Drafting(DRAFT, Loaded(refused, NOW))))


@scene("send_group", 1020, 680)
def send_group() -> QWidget:
    """A group pays, and two of its members are here."""
    view = replace(group(), signers=(ME, OURS))
    return shown(replace(view, payment=Drafting(DRAFT, Loaded(ASKS, NOW), ME), limits=BOOK))


@scene("send_group_narrow", 740, 900)
def send_group_narrow() -> QWidget:
    """The same with one member, in the smallest window."""
    return shown(replace(group(), payment=Drafting(DRAFT, Loaded(ASKS, NOW), ME), limits=BOOK))


@scene("send_opened", 1020, 620)
def send_opened() -> QWidget:
    """It waits for others."""
    return opened(told.MINE)


@scene("send_opened_failed", 1020, 620)
def send_opened_failed() -> QWidget:
    """Enough signed, and it could not be made."""
    return opened(told.STUCK)


@scene("send_changed", 1020, 620)
def send_changed() -> QWidget:
    """The decision changed between look and click."""
    return ended(Refused(NOW, Problem(Code.DECISION_CHANGED, {"outcome": "NEEDS_APPROVAL"})))
