"""The tab of a group's members, in every state of what is known of it."""

from dataclasses import replace

from immutables import Map
from PySide6.QtWidgets import QWidget
from scene import scene
from scenes.overview import LONG, ONE, QTK, shown, window

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.navigation import Navigation, Tab
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote
from qwallet_desktop.ui.main_window import MainWindow
from qwallet_desktop.ui.screens.founding_panel import FoundingPanel
from tests.ui.builders import NOW, did, identity
from tests.ui.groups import ALL, group_identity, keyed, keyed_founding, signed

MEMBERS = tuple(
    replace(identity(number, name), id=keyed(number))
    for number, name in enumerate(("Mara Lindqvist", "Tove", LONG), start=1)
)


def members(
    group: Group, remote: Remote[Group] | None = None, people: tuple[Identity, ...] = MEMBERS, *, checks: bool = False
) -> QWidget:
    """Return the window with a group's tab of members."""
    firm = group_identity(group.founding)
    of = shown([QTK], ONE, members=(*people, firm))
    held = tuple(one.id for one in people[:2])
    known = Groups(Map({firm.id: Loaded(group, NOW) if remote is None else remote}))
    of = replace(of, groups=known, navigation=Navigation(tab=Tab.MEMBERS), lock=replace(of.lock, held=held))
    of = replace(of, identities=replace(of.identities, active=firm.id))

    def fill(content: MainWindow) -> None:
        panel = content.window().findChild(FoundingPanel)
        if checks and isinstance(panel, FoundingPanel):
            panel.how.click()

    return window(of, fill)


@scene("members", 1240, 1100)
def enterprise() -> QWidget:
    """A company of three."""
    return members(signed(keyed_founding()), checks=True)


@scene("members-small", 960, 600)
def small() -> QWidget:
    """All must sign, in a small window; one of them is frozen."""
    frozen = (MEMBERS[0], replace(MEMBERS[1], status=IdentityStatus.FROZEN, reason="lost"), MEMBERS[2])
    return members(signed(keyed_founding(LONG, threshold=3)), people=frozen)


@scene("members-dao")
def dao() -> QWidget:
    """A community with weights, a stranger among them."""
    those = (
        Member(keyed(1), ALL, 3),
        Member(keyed(2), (Role.SIGNER, Role.AUDITOR)),
        Member(did(77), (Role.VIEWER,), 1_000_000),
    )
    return members(signed(keyed_founding("Lighthouse keepers", *those, kind=IdentityType.DAO)))


@scene("members-forged")
def forged() -> QWidget:
    """A document that somebody did not sign."""
    good = signed(keyed_founding())
    return members(replace(good, signatures=(*good.signatures[:2], replace(good.signatures[2], signature="00" * 64))))


@scene("members-loading")
def loading() -> QWidget:
    """On its way."""
    return members(signed(keyed_founding()), Loading())


@scene("members-failed")
def failed() -> QWidget:
    """What the node says does not hold."""
    return members(signed(keyed_founding()), Failed(Problem(Code.NODE_ANSWER_INVALID, {"about": "group"})))
