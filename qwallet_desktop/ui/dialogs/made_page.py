"""The page of *New identity* when it is made: what it is, who has yet to join it, and the one next step."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import joining
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.asks import FoundGroup
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.navigation import OpenSheet, ShowItem
from qwallet_desktop.state.opened import was_open
from qwallet_desktop.state.operation import FoundedAlone, Made, Operation
from qwallet_desktop.state.sheets import SignersSheet
from qwallet_desktop.ui.dialogs.new_identity_pages import Next
from qwallet_desktop.ui.item_terms import names_words
from qwallet_desktop.ui.people import called, person
from qwallet_desktop.ui.widgets.avatar import Avatar
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.wording import sentence


def _tr(text: str) -> str:
    return QCoreApplication.translate("NewIdentity", text)


class Joining(NamedTuple):
    """What became of asking others to join a group: whom, what is to be done next, and why they could not be asked."""

    names: str
    following: Next
    problem: str = ""


class DonePage(QWidget):
    """The identity that was made, with its DID, who has yet to join it, and the one next step in words."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._avatar = Avatar(48)
        self._name = PlainText("", "heading", wrap=True)
        self._did = IdLabel()
        self._joining = Banner()
        self._joining.hide()
        self._words = PlainText("", wrap=True)
        stack = column(self, spacing=12)
        for widget in (self._avatar, self._name, self._did):
            stack.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._joining)
        stack.addWidget(self._words)

    def show_made(self, identity: Identity, identities: Identities, following: Next) -> None:
        """Show what was made."""
        who = person(identities, identity.id)
        self._avatar.set_identity(identity.id, max(who.colour, 0), identity.type.value, identity.name)
        self._name.set_text(plain(identity.name))
        self._did.set_value(identity.id)
        self._words.set_text(following.sentence)

    def show_joining(self, joins: Joining | None) -> None:
        """Say who has yet to join, and how; or why nobody was asked."""
        self._joining.setVisible(joins is not None)
        if joins is None:
            return
        if joins.problem:
            words = self.tr("The group is there, but {names} could not be asked to join. {why}")
            said = words.format(names=joins.names, why=joins.problem)
            self._joining.set_banner(said, "caution", "warning")
            self._words.set_text(
                self.tr("Mend that and ask again from here, or later under Members. Until then it is as founded.")
            )
            return
        self._joining.set_banner(self.tr("Still to join: {names}").format(names=joins.names), "accent", "clock")
        self._words.set_text(
            self.tr(
                "They find the request in the inbox of their own desktop, at the same node. Without a way to it, "
                "export the request from your inbox as a file or codes, and import their signatures."
            )
        )

    def words(self) -> str:
        """Return what is said of who joins, and to do next."""
        shown = (self._joining.accessibleName(), self._words.text())
        return self._words.text() if self._joining.isHidden() else " ".join(shown)


def joining_of(operation: Operation, identities: Identities, numbers: NumberStyle) -> Joining | None:
    """Return what became of asking others to join a group; None where nobody had to be asked, or all have joined."""
    ask, stage = operation.ask, operation.stage
    if not isinstance(ask, FoundGroup) or ask.invited is None or not isinstance(stage, Made):
        return None
    names = names_words(joining(ask.founding.charter, ask.invited), identities, numbers)
    match stage.receipt:
        case Item() as item:
            to = ShowItem(item.proposal.item_id)
            return Joining(names, Next(_tr("Open the request"), "", to)) if was_open(item) else None
        case FoundedAlone(group_id, problem):
            again = OpenSheet(SignersSheet(group_id, ask.invited))
            who = problem.facts.get("member", "")
            why = sentence(problem, numbers)
            said = _tr("{name}: {why}").format(name=called(identities, IdentityId(who)), why=why) if who else why
            return Joining(names, Next(_tr("Ask again…"), "", again), said)
        case _:
            return None
