"""The sheet of an identity: its details, and the questions before something is done about it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import FAMILY, LONG, ONE, QTK, shown, window
from scenes.tokens import asked_for

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import CloseIdentity, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.operation import Refused as NotDone
from qwallet_desktop.state.operation import Unanswered, Waiting
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.state.submission import Refused
from qwallet_desktop.ui.dialogs.identity import IdentityDialog, select
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, REQUEST, did
from tests.ui.groups import founding, group_identity, group_of, knowing
from tests.ui.operations import DOWN


def one(of: Identity, then: Callable[[IdentityDialog], object] | None = None, asked: State | None = None) -> QWidget:
    """Return the window with the sheet of an identity."""
    members = tuple(of if each.id == of.id else each for each in FAMILY)

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(IdentityDialog)
        if then is not None and isinstance(sheet, IdentityDialog):
            then(sheet)

    return window(asked or shown([QTK], ONE, members=members, sheet=IdentitySheet(of.id)), fill)


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


@scene("identities-unfreeze-group")
def unfreeze_group() -> QWidget:
    """The end of a group's freeze: half of its admins, and why."""
    firm = replace(group_identity(founding()), status=IdentityStatus.FROZEN, frozen_by=did(2), reason="A key is lost")
    return one(firm, lambda sheet: sheet.unfreeze.click(), firmly(firm))


@scene("identities-group", 1240, 900)
def group() -> QWidget:
    """A company, with what can be done about it."""
    firm = group_identity(founding())
    return one(firm, None, firmly(firm))


@scene("identities-guarded", 1240, 1000)
def guarded() -> QWidget:
    """A guarded one, of which the guardian is here; it took another one's place."""
    return one(FAMILY[1], None, household())


@scene("identities-close")
def close() -> QWidget:
    """Closing: what it has and who takes that."""

    def ask(sheet: IdentityDialog) -> None:
        sheet.close_it.click()
        sheet.closing.taker.set_current(did(1))

    return one(FAMILY[1], ask)


@scene("identities-close-wrong", 960, 600)
def close_wrong() -> QWidget:
    """Nobody was chosen to take what it has."""

    def ask(sheet: IdentityDialog) -> None:
        sheet.close_it.click()
        sheet.submit()

    return one(FAMILY[0], ask)


@scene("identities-close-refused")
def close_refused() -> QWidget:
    """Others depend on it."""
    of = FAMILY[0]
    problem = Problem(Code.HAS_DEPENDENTS, {"part": "owner", "name": "Savings"})
    asked = asked_for(IdentitySheet(of.id), CloseIdentity(did(2)), NotDone(NOW, problem), node=True)

    def ask(sheet: IdentityDialog) -> None:
        sheet.close_it.click()
        sheet.show_problem(problem)

    return one(of, ask, asked)


@scene("identities-replace")
def replace_key() -> QWidget:
    """Another key in its place."""
    return one(FAMILY[1], lambda sheet: sheet.replace_key.click())


@scene("identities-replace-refused", 960, 600)
def replace_refused() -> QWidget:
    """No key could be made."""
    of = shown([QTK], ONE, sheet=IdentitySheet(FAMILY[1].id))

    def ask(sheet: IdentityDialog) -> None:
        sheet.replace_key.click()
        sheet.submit()
        no = Refused(REQUEST, Problem(Code.VAULT_LOCKED))
        sheet.draw(select(replace(of, identities=replace(of.identities, submission=no))))

    return one(FAMILY[1], ask)


@scene("identities-closed")
def closed() -> QWidget:
    """Closed: another key took its place, and it is hidden."""
    of = replace(FAMILY[1], status=IdentityStatus.CLOSED, successor=did(1))
    state = shown([QTK], ONE, members=(FAMILY[0], of, FAMILY[2]), sheet=IdentitySheet(of.id))
    return one(of, None, replace(state, preferences=replace(state.preferences, hidden_identities=(of.id,))))


def firmly(firm: Identity) -> State:
    """Return the state with the sheet of a company that the family founded."""
    of = shown([QTK], ONE, members=(*FAMILY, firm), sheet=IdentitySheet(firm.id))
    return knowing(of, group_of(founding()))


def household() -> State:
    """Return the state with the sheet of a guarded identity, among whom it stands."""
    ward = replace(FAMILY[1], type=IdentityType.CONSENTIDA, owner=did(1), guardian=did(1))
    before = replace(FAMILY[2], status=IdentityStatus.CLOSED, successor=ward.id)
    of = shown([QTK], ONE, members=(FAMILY[0], ward, before), sheet=IdentitySheet(ward.id))
    return knowing(of, group_of(founding("Acme Treasury")))
