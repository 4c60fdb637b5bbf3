"""A company with people on other desktops: founded, asked to join, its signers changed; in every state of that."""

from collections.abc import Callable
from dataclasses import replace

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.new_identity import at_form, new
from scenes.overview import FAMILY, LONG, ONE, QTK, shown, window

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.ids import RequestId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.multisig import MultiSig
from qwallet_desktop.state.navigation import Navigation, Tab
from qwallet_desktop.state.operation import FoundedAlone, Made, Operation
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import IdentitySheet, NewIdentitySheet, SignersSheet
from qwallet_desktop.state.submission import Accepted
from qwallet_desktop.ui.dialogs.identity import IdentityDialog
from qwallet_desktop.ui.dialogs.identity_kinds import NewKind
from qwallet_desktop.ui.dialogs.new_identity import NewIdentityDialog, select
from qwallet_desktop.ui.dialogs.signers import SignersDialog
from qwallet_desktop.ui.main_window import MainWindow
from tests.ui.builders import NOW, REQUEST, did, identity
from tests.ui.groups import ALL, amended, asked_change, founding, group_identity, keyed, keyed_founding, signed

SIGNS = (Role.INITIATOR, Role.SIGNER)
ABOVE = (AmountThreshold(Amount(100_000, 2, QTK.id), 3),)
PEOPLE = tuple(
    replace(identity(number, name), id=keyed(number)) for number, name in enumerate(("Mara Lindqvist", "Tove"), start=1)
)
NAMES = Map({keyed(3): "Bo Andersson", keyed(4): LONG})
TWO = Charter((Member(keyed(1), ALL), Member(keyed(2), ALL)), 1)
WHOLE = Charter(
    (*TWO.members, Member(keyed(3), SIGNS), Member(keyed(4), (Role.SIGNER, Role.ADMIN))),
    threshold=2,
    initiator_counts=True,
    amount_thresholds=ABOVE,
)
FIRM = signed(keyed_founding("Acme Treasury", *TWO.members, threshold=1))


def inviting(sheet: NewIdentityDialog) -> None:
    """Enter a company with somebody on another desktop and a rule for larger payments."""
    at_form(NewKind.ENTERPRISE)(sheet)
    sheet.group.name.set_text("Acme Treasury")
    sheet.group.rows[2].who.set_current("other")
    sheet.group.rows[2].did.set_text(did(40))
    sheet.group.amounts.add_line.click()
    line = sheet.group.amounts.lines[0]
    line.amount.set_text("1,000")
    line.signatures.set_text("3")


@scene("invite", 1240, 1500)
def invite() -> QWidget:
    """A company with one who is invited, all of the form at once."""
    return new(inviting)


@scene("invite-small", 960, 600)
def invite_small() -> QWidget:
    """The same, as it opens in a small window."""
    return new(inviting)


@scene("invite-wrong", 1240, 1500)
def invite_wrong() -> QWidget:
    """No amount, and too few signatures for it."""

    def fill(sheet: NewIdentityDialog) -> None:
        inviting(sheet)
        sheet.group.amounts.lines[0].signatures.set_text("2")
        sheet.submit()

    return new(fill)


@scene("invite-all-must", 1240, 1500)
def invite_all_must() -> QWidget:
    """All must sign: warned of."""

    def fill(sheet: NewIdentityDialog) -> None:
        inviting(sheet)
        sheet.group.counts.setChecked(True)
        sheet.group.threshold.set_text("3")
        sheet.group.threshold.textEdited.emit("3")

    return new(fill)


@scene("invite-look")
def invite_look() -> QWidget:
    """The last look: what is founded now, and who is asked to join."""

    def fill(sheet: NewIdentityDialog) -> None:
        inviting(sheet)
        sheet.submit()

    return new(fill)


@scene("invite-look-small", 960, 600)
def invite_look_small() -> QWidget:
    """The same in a small window."""
    return invite_look()


def made(*, alone: bool) -> QWidget:
    """Return the result: asked, or founded without the others."""
    invited = Charter((*founding().charter.members[:2], Member(did(40), ALL)), 2)
    ask = FoundGroup(founding("Acme Treasury", *invited.members[:2], threshold=1), invited)
    group = Group(ask.founding.group_id, ask.founding, (), ask.founding.charter)
    item = asked_change(group, invited)
    problem = Problem(Code.MEMBER_UNKNOWN, {}, "members[2]")
    receipt = FoundedAlone(group.id, problem) if alone else item
    operation = Operation(RequestId(REQUEST), did(1), ask, NOW, Made(NOW, receipt))

    def fill(sheet: NewIdentityDialog) -> None:
        inviting(sheet)
        firm = group_identity(ask.founding)
        of = shown([QTK], ONE, members=(*FAMILY, firm), sheet=NewIdentitySheet())
        active = replace(of.identities, active=firm.id, submission=Accepted(REQUEST))
        sheet.draw(select(replace(of, identities=active)))
        sheet._ended(operation)  # noqa: SLF001 - as the operation's end does

    return new(fill)


@scene("invite-done")
def invite_done() -> QWidget:
    """Founded; who is still to join, and how."""
    return made(alone=False)


@scene("invite-alone")
def invite_alone() -> QWidget:
    """Founded, and the others could not be asked."""
    return made(alone=True)


# ------------------------------------------------------------------------------------------------ its members


def of_firm(group: Group = FIRM, *, open_: bool = False, held: int = 2, **navigation: object) -> State:
    """Return the state with a company of people whose keys are known."""
    firm = group_identity(group.founding)
    of = shown([QTK], ONE, members=(*PEOPLE, firm))
    items = Map({"item-1": asked_change(FIRM, WHOLE, "Bo and the auditor join us")} if open_ else {})
    return replace(
        of,
        groups=Groups(Map({firm.id: Loaded(group, NOW)})),
        lock=replace(of.lock, held=tuple(one.id for one in PEOPLE[:held])),
        identities=replace(of.identities, active=firm.id, named=NAMES),
        multisig=MultiSig(known=items),
        navigation=Navigation(tab=Tab.MEMBERS, **navigation),  # type: ignore[arg-type]  # the sheet
    )


@scene("members-change", 1240, 1400)
def members_change() -> QWidget:
    """A change waits for one who decides and two who join."""
    return window(of_firm(open_=True))


@scene("members-change-small", 960, 600)
def members_change_small() -> QWidget:
    """The same in a small window."""
    return window(of_firm(open_=True))


@scene("members-chain", 1240, 1900)
def members_chain() -> QWidget:
    """Signers that were changed twice, each change with those who signed it."""
    once = amended(FIRM, WHOLE, 2, 3, 4, reason="Bo and the auditor join us")
    fewer = replace(WHOLE, members=(*WHOLE.members[:2], Member(keyed(3), (*SIGNS, Role.ADMIN))), amount_thresholds=())
    return window(of_firm(amended(once, fewer, 2, 3)))


def changing(then: Callable[[SignersDialog], object] | None = None, *, version: Group = FIRM) -> QWidget:
    """Return the window with the sheet that changes signers."""

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(SignersDialog)
        if then is not None and isinstance(sheet, SignersDialog):
            then(sheet)

    return window(of_firm(version, sheet=SignersSheet(FIRM.id)), fill)


def joins(sheet: SignersDialog) -> None:
    """Enter that Bo becomes a signer, and that two must sign."""
    sheet.form.add_member.click()
    row = sheet.form.rows[-1]
    row.who.set_current(keyed(3))
    for role in SIGNS:
        row.roles[role].setChecked(True)
    sheet.form.threshold.set_text("2")
    sheet.form.threshold.textEdited.emit("2")
    sheet.form.rows[1].roles[Role.ADMIN].setChecked(False)


@scene("change-signers", 1240, 1600)
def change_signers() -> QWidget:
    """Bo joins: all of the form at once, and what would be different."""
    return changing(joins)


@scene("change-signers-small", 960, 600)
def change_signers_small() -> QWidget:
    """The end of the form in a small window."""

    def fill(sheet: SignersDialog) -> None:
        joins(sheet)
        sheet.reveal(sheet.reason)

    return changing(fill)


@scene("change-signers-wrong")
def change_signers_wrong() -> QWidget:
    """Nothing was changed, and it was asked for all the same."""

    def fill(sheet: SignersDialog) -> None:
        sheet.submit()

    return changing(fill)


@scene("ask-freeze")
def ask_freeze() -> QWidget:
    """A signer that may not freeze asks an admin to."""
    those = (Member(keyed(3), ALL), Member(keyed(1), SIGNS), Member(keyed(2), SIGNS))
    group = signed(keyed_founding("Acme Treasury", *those))

    def fill(content: MainWindow) -> None:
        sheet = content.window().findChild(IdentityDialog)
        if isinstance(sheet, IdentityDialog):
            sheet.freeze.click()

    return window(of_firm(group, sheet=IdentitySheet(group.id)), fill)
