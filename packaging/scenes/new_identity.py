"""The sheet for a new identity: its kinds, each kind's form, the last look and the page when it is made."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import FAMILY, LONG, ONE, QTK, shown, window
from scenes.tokens import asked_for

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.operation import Waiting
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import NewIdentitySheet
from qwallet_desktop.state.submission import Accepted, Pending, Submission
from qwallet_desktop.ui.dialogs.identity_kinds import NewKind
from qwallet_desktop.ui.dialogs.new_identity import NewIdentityDialog, select
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, REQUEST, did
from tests.ui.groups import founding, group_identity


def new(
    then: Callable[[NewIdentityDialog], object] | None = None,
    submission: Submission | None = None,
    asked: State | None = None,
) -> QWidget:
    """Return the window with the sheet for a new identity."""
    of = asked or shown([QTK], ONE, sheet=NewIdentitySheet())
    if submission is not None:
        of = replace(of, identities=replace(of.identities, submission=submission))

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(NewIdentityDialog)
        if then is not None and isinstance(sheet, NewIdentityDialog):
            then(sheet)

    return window(of, fill)


def at_form(kind: NewKind) -> Callable[[NewIdentityDialog], None]:
    """Return what goes to the form of a kind."""

    def go(sheet: NewIdentityDialog) -> None:
        sheet.kinds.choose(kind)
        sheet.submit()

    return go


@scene("new-identity")
def kinds() -> QWidget:
    """As it opens: the kinds."""
    return new()


@scene("new-identity-small", 960, 600)
def kinds_small() -> QWidget:
    """The kinds in a small window."""
    return new()


@scene("new-identity-own")
def own() -> QWidget:
    """One's own."""
    return new(at_form(NewKind.OWN))


@scene("new-identity-sub")
def sub() -> QWidget:
    """A sub-identity with its owner."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.SUB)(sheet)
        sheet.single.name.set_text("Boat fund")
        sheet.single.owner.set_current(did(1))

    return new(fill)


@scene("new-identity-guarded", 960, 600)
def guarded() -> QWidget:
    """A guarded one, in a small window."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.GUARDED)(sheet)
        sheet.single.name.set_text("Tove")
        sheet.single.guardian.set_current(did(1))

    return new(fill)


@scene("new-identity-guarded-wrong")
def guarded_wrong() -> QWidget:
    """Without a name and without a guardian."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.GUARDED)(sheet)
        sheet.single.name.set_text("\u200b ")
        sheet.submit()

    return new(fill)


@scene("new-identity-enterprise")
def enterprise() -> QWidget:
    """A company: its members, and how many decide."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.ENTERPRISE)(sheet)
        sheet.group.name.set_text("Acme Treasury")

    return new(fill)


@scene("new-identity-enterprise-wrong", 1240, 1000)
def enterprise_wrong() -> QWidget:
    """A threshold above the number of signers, and a member twice."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.ENTERPRISE)(sheet)
        sheet.group.name.set_text("Acme Treasury")
        sheet.group.rows[1].who.set_current(did(1))
        sheet.submit()

    return new(fill)


@scene("new-identity-dao", 1240, 1000)
def dao() -> QWidget:
    """A community with weights; somebody by DID."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.DAO)(sheet)
        sheet.group.name.set_text(LONG)
        sheet.group.add_member.click()
        row = sheet.group.rows[-1]
        row.who.set_current("other")
        row.did.set_text(did(40))
        row.roles[Role.VIEWER].setChecked(True)

    return new(fill)


@scene("new-identity-aid")
def aid() -> QWidget:
    """An anonymous one."""
    return new(at_form(NewKind.AID))


@scene("new-identity-look")
def look() -> QWidget:
    """The last look at a sub-identity."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.SUB)(sheet)
        sheet.single.name.set_text("Boat fund")
        sheet.single.owner.set_current(did(1))
        sheet.submit()

    return new(fill)


@scene("new-identity-look-group", 960, 600)
def look_group() -> QWidget:
    """The last look at a company."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.ENTERPRISE)(sheet)
        sheet.group.name.set_text("Acme Treasury")
        sheet.submit()

    return new(fill)


@scene("new-identity-pending", 960, 600)
def pending() -> QWidget:
    """Asked, no answer yet."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.OWN)(sheet)
        sheet.single.name.set_text("Boat fund")
        sheet.submit()

    return new(fill, Pending(REQUEST))


@scene("new-identity-refused")
def refused() -> QWidget:
    """No answer came."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.OWN)(sheet)
        sheet.show_problem(Problem(Code.NODE_UNREACHABLE))

    return new(fill)


@scene("new-identity-waits")
def waits() -> QWidget:
    """A group that waits to be founded until the node is there."""
    return new(None, None, asked_for(NewIdentitySheet(), FoundGroup(founding()), Waiting(NOW), node=False))


@scene("new-identity-done")
def done() -> QWidget:
    """Made: the one next step."""

    def fill(sheet: NewIdentityDialog) -> None:
        at_form(NewKind.ENTERPRISE)(sheet)
        of = shown([QTK], ONE, members=(*FAMILY, firm), sheet=NewIdentitySheet())
        active = replace(of.identities, active=firm.id, submission=Accepted(REQUEST))
        sheet.draw(select(replace(of, identities=active)))
        sheet._finish()  # noqa: SLF001 - as the operation's end does

    firm = group_identity(founding())
    return new(fill)
