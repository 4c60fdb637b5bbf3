"""The sheets that issue a token, mint more of it and burn it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import ONE, QTK, VAST, shown, wallet, window

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import BurnToken, IssueToken, MintToken
from qwallet_desktop.state.health import Down, Health
from qwallet_desktop.state.operation import Ask, Cancelled, Operation, Sending, Stage, Unanswered, Waiting
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import IssueSheet, Sheet, SupplySheet
from qwallet_desktop.ui.dialogs.issue import IssueDialog
from qwallet_desktop.ui.dialogs.supply import SupplyDialog
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, REQUEST, SALT, did
from tests.ui.operations import DOWN, known

D = TypeVar("D", bound=QWidget)
BURN, MINT = SupplySheet(QTK.id, burn=True), SupplySheet(QTK.id, burn=False)
BOAT = IssueToken("BOAT", "Boat shares", 2, SALT, "1000.00")
MORE = MintToken(QTK.id, "250.00", "Second round")


def with_sheet(kind: type[D], sheet: Sheet, then: Callable[[D], object], of: State | None = None) -> QWidget:
    """Return the window with a sheet, filled in."""
    made = of or shown([QTK], ONE, sheet=sheet)

    def fill(content: MainWindow) -> None:
        found = content.window().findChild(kind)
        if isinstance(found, kind):
            then(found)

    return window(made, fill)


def _good(sheet: IssueDialog) -> None:
    sheet.symbol.set_text("BOAT")
    sheet.name.set_text("Boat shares")
    sheet.amount.set_text("1,000.00")


def _wrong(sheet: IssueDialog) -> None:
    sheet.symbol.set_text("1")
    sheet.decimals.set_text("31")
    sheet.submit()


def _twin(sheet: IssueDialog) -> None:
    sheet.symbol.set_text("QTK")
    sheet.amount.set_text("12.345")
    sheet.submit()


@scene("tokens-issue")
def issue_empty() -> QWidget:
    """As it opens."""
    return with_sheet(IssueDialog, IssueSheet(), lambda _sheet: None)


@scene("tokens-issue-filled")
def issue_filled() -> QWidget:
    """Ready to issue."""
    return with_sheet(IssueDialog, IssueSheet(), _good)


@scene("tokens-issue-small", 960, 600)
def issue_small() -> QWidget:
    """The same in a small window."""
    return with_sheet(IssueDialog, IssueSheet(), _good)


@scene("tokens-issue-wrong")
def issue_wrong() -> QWidget:
    """A symbol and decimals that can't be."""
    return with_sheet(IssueDialog, IssueSheet(), _wrong)


@scene("tokens-issue-twin")
def issue_twin() -> QWidget:
    """A symbol that there is already, and an amount that is too precise."""
    return with_sheet(IssueDialog, IssueSheet(), _twin)


def asked_for(sheet: Sheet, ask: Ask, stage: Stage, *, node: bool = True) -> State:
    """Return the state in which a sheet has asked for something."""
    made = shown([QTK], ONE, sheet=sheet)
    operations = known(Operation(REQUEST, did(1), ask, NOW, stage), node=node)
    navigation = replace(made.navigation, asked=REQUEST)
    health = made.health if node else Health(node=Down(NOW - timedelta(minutes=5), DOWN))
    return replace(made, operations=operations, navigation=navigation, health=health)


@scene("tokens-issue-pending")
def issue_pending() -> QWidget:
    """Asked, no answer yet."""
    return with_sheet(IssueDialog, IssueSheet(), _good, asked_for(IssueSheet(), BOAT, Sending(NOW, 1)))


@scene("tokens-issue-waits", 960, 600)
def issue_waits() -> QWidget:
    """Asked for while the node is away."""
    return with_sheet(IssueDialog, IssueSheet(), _good, asked_for(IssueSheet(), BOAT, Waiting(NOW), node=False))


@scene("tokens-mint-waits")
def mint_waits() -> QWidget:
    """Asked for while the node is away."""
    return with_sheet(SupplyDialog, MINT, lambda _sheet: None, asked_for(MINT, MORE, Waiting(NOW), node=False))


@scene("tokens-mint-silent")
def mint_silent() -> QWidget:
    """Sent, and no answer is known."""
    made = asked_for(MINT, MORE, Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 2))
    return with_sheet(SupplyDialog, MINT, lambda _sheet: None, made)


@scene("tokens-burn-cancelled")
def burn_cancelled() -> QWidget:
    """Called off before it was sent."""
    less = BurnToken(QTK.id, "10.00", "")
    made = asked_for(BURN, less, Cancelled(NOW), node=False)
    return with_sheet(SupplyDialog, BURN, lambda sheet: sheet.amount.set_text("10.00"), made)


@scene("tokens-mint")
def mint() -> QWidget:
    """More of a token."""

    def fill(sheet: SupplyDialog) -> None:
        sheet.amount.set_text("250.00")
        sheet.memo.set_text("Second round")

    return with_sheet(SupplyDialog, MINT, fill)


@scene("tokens-burn", 960, 600)
def burn() -> QWidget:
    """Less of a token."""
    return with_sheet(SupplyDialog, BURN, lambda sheet: sheet.amount.set_text("10.00"))


@scene("tokens-burn-too-much")
def burn_too_much() -> QWidget:
    """More than there is, and a refusal above the buttons."""

    def fill(sheet: SupplyDialog) -> None:
        sheet.amount.set_text("10,000.00")
        sheet.submit()
        sheet.show_problem(Problem(Code.NODE_TIMEOUT))

    return with_sheet(SupplyDialog, BURN, fill)


@scene("tokens-burn-vast", 960, 600)
def burn_vast() -> QWidget:
    """78 digits."""
    sheet = SupplySheet(VAST.id, burn=True)
    made = shown([VAST], wallet([(VAST, 10**78 - 1, 0)]), sheet=sheet)
    return with_sheet(SupplyDialog, sheet, lambda found: found.amount.max_clicked.emit(), made)
