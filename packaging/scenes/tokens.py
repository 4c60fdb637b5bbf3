"""The sheets that issue a token, mint more of it and burn it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import ONE, QTK, VAST, shown, wallet, window

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.navigation import IssueSheet, Sheet, SupplySheet
from qwallet_desktop.state.root import State
from qwallet_desktop.state.submission import Pending
from qwallet_desktop.ui.dialogs.issue import IssueDialog
from qwallet_desktop.ui.dialogs.supply import SupplyDialog
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import REQUEST

D = TypeVar("D", bound=QWidget)
BURN, MINT = SupplySheet(QTK.id, burn=True), SupplySheet(QTK.id, burn=False)


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


@scene("tokens-issue-pending")
def issue_pending() -> QWidget:
    """Asked, no answer yet."""
    made = shown([QTK], ONE, sheet=IssueSheet())
    waits = replace(made, tokens=replace(made.tokens, submission=Pending(REQUEST)))
    return with_sheet(IssueDialog, IssueSheet(), _good, waits)


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
