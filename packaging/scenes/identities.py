"""The sheets for a new identity and for one that is there."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import FAMILY, LONG, ONE, QTK, shown, window
from scenes.tokens import asked_for

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.navigation import IdentitySheet, NewIdentitySheet
from qwallet_desktop.state.operation import Unanswered, Waiting
from qwallet_desktop.state.root import State
from qwallet_desktop.state.submission import Pending, Submission
from qwallet_desktop.ui.dialogs.form_sheet import FormSheet
from qwallet_desktop.ui.dialogs.identity import IdentityDialog
from qwallet_desktop.ui.dialogs.new_identity import NewIdentityDialog
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, REQUEST, did
from tests.ui.operations import DOWN


def new(then: Callable[[NewIdentityDialog], object] | None = None, submission: Submission | None = None) -> QWidget:
    """Return the window with the form for another identity."""
    of = shown([QTK], ONE, sheet=NewIdentitySheet())
    if submission is not None:
        of = replace(of, identities=replace(of.identities, submission=submission))

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(NewIdentityDialog)
        if then is not None and isinstance(sheet, NewIdentityDialog):
            then(sheet)

    return window(of, fill)


def one(of: Identity, then: Callable[[IdentityDialog], object] | None = None, asked: State | None = None) -> QWidget:
    """Return the window with the sheet of an identity."""
    members = tuple(of if each.id == of.id else each for each in FAMILY)

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(IdentityDialog)
        if then is not None and isinstance(sheet, IdentityDialog):
            then(sheet)

    return window(asked or shown([QTK], ONE, members=members, sheet=IdentitySheet(of.id)), fill)


def _refused(sheet: FormSheet) -> None:
    sheet.show_problem(Problem(Code.NODE_UNREACHABLE))


def _named(sheet: NewIdentityDialog) -> None:
    sheet.name.set_text("Boat fund")
    sheet.owner.set_current(did(1))


def _nameless(sheet: NewIdentityDialog) -> None:
    sheet.name.set_text("\u200b ")
    sheet.submit()


@scene("identities-new")
def new_plain() -> QWidget:
    """As it opens."""
    return new()


@scene("identities-new-owned", 960, 600)
def new_owned() -> QWidget:
    """With an owner."""
    return new(_named)


@scene("identities-new-wrong")
def new_wrong() -> QWidget:
    """Without a visible name."""
    return new(_nameless)


@scene("identities-new-pending", 960, 600)
def new_pending() -> QWidget:
    """Asked, no answer yet."""
    return new(_named, Pending(REQUEST))


@scene("identities-new-refused")
def new_refused() -> QWidget:
    """No answer came."""
    return new(_refused)


@scene("identities-one")
def one_plain() -> QWidget:
    """An active identity that has an owner."""
    return one(FAMILY[1])


@scene("identities-one-small", 960, 600)
def one_small() -> QWidget:
    """A long name in a small window, with its QR code."""
    return one(replace(FAMILY[2], name=LONG, can_issue=True), lambda sheet: sheet.show_code.click())


@scene("identities-freeze")
def freeze() -> QWidget:
    """The question whether to freeze."""
    return one(FAMILY[1], lambda sheet: sheet.freeze.click())


@scene("identities-freeze-wrong", 960, 600)
def freeze_wrong() -> QWidget:
    """Without a reason."""

    def ask(sheet: IdentityDialog) -> None:
        sheet.freeze.click()
        sheet.submit()

    return one(FAMILY[0], ask)


@scene("identities-freeze-waits")
def freeze_waits() -> QWidget:
    """Asked for while the node is away."""
    of = FAMILY[1]
    freeze = SetIdentityStatus(of.id, IdentityStatus.FROZEN, "The laptop with its key is lost")
    return one(of, None, asked_for(IdentitySheet(of.id), freeze, Waiting(NOW), node=False))


@scene("identities-rename-waits", 960, 600)
def rename_waits() -> QWidget:
    """A long name; sent, and no answer is known."""
    of = FAMILY[0]
    return one(of, None, asked_for(IdentitySheet(of.id), RenameIdentity(LONG), Unanswered(NOW, DOWN, 3)))


@scene("identities-frozen")
def frozen() -> QWidget:
    """A frozen identity."""
    cold = replace(FAMILY[1], status=IdentityStatus.FROZEN, frozen_by=did(1), reason="The phone with its key is lost")
    return one(cold)
