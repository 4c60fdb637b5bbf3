"""The Permissions screen: the policy in words, how it came to be, and why past payments were decided as they were."""

from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from qwallet_desktop.domain.consent import PolicyVersion, differences
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.consent import LoadPolicy, PolicyBook
from qwallet_desktop.state.explanations import Decisions, LoadDecisions
from qwallet_desktop.state.groups import actors
from qwallet_desktop.state.health import Health
from qwallet_desktop.state.identities import Identities, active_identity
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.remote import Failed, Loading, Remote
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import PolicySheet
from qwallet_desktop.state.whole import way
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.policy_words import PolicyWords, offset_of
from qwallet_desktop.ui.screens.permissions_decisions import DecisionsPanel, DecisionsView
from qwallet_desktop.ui.screens.permissions_policy import PolicyCard, PolicyView
from qwallet_desktop.ui.screens.rules_page import MARGIN, RulesPage
from qwallet_desktop.ui.version_words import version_texts
from qwallet_desktop.ui.widgets.buttons import Segmented
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import column, row
from qwallet_desktop.ui.widgets.version_list import VersionList

RULES, WHY = "rules", "why"
"""The two sides of the screen."""


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws.

    Attributes:
        identity: The active identity.
        book: Its policy and the versions before; None until that was asked for.
        decisions: What was decided about its payments; None until that was asked for.
        changeable: Whether somebody here may ask for another policy.
        drafted: Whether somebody began to write another one.
        identities: Those held here.
        tokens: The tokens that are known.
        hide_amounts: Whether amounts are shown as dots.
        health: The way to the node.
    """

    identity: Identity | None = None
    book: Remote[PolicyBook] | None = None
    decisions: Decisions | None = None
    changeable: bool = False
    drafted: bool = False
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hide_amounts: bool = False
    health: Health = Health()


def select(state: State) -> View:
    """Return what the screen draws of the active identity."""
    identity = active_identity(state.identities)
    if identity is None:
        return View()
    return View(
        identity=identity,
        book=state.consent.policies.get(identity.id),
        decisions=state.explanations.lists.get(identity.id),
        changeable=bool(actors(state, identity.id, Action.WRITE_POLICY)),
        drafted=identity.id in state.consent.drafts,
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        health=way(state),
    )


class PermissionsScreen(RulesPage):
    """Two sides: the rules with their history, and the decisions that they led to."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self.side = Segmented(
            self.tr("Rules or decisions"), ((RULES, self.tr("What is allowed")), (WHY, self.tr("Why?")))
        )
        self.side.set_chosen(RULES)
        self.side.chosen.connect(self._choose)
        self.policy = PolicyCard(bench)
        self.policy.change.clicked.connect(self._edit)
        self.history = VersionList()
        self._past = Card(self.tr("History"))
        self._past.add(self.history)
        self.set_cards(self.policy, self._past, shape="lines", count=8)
        self.decisions = DecisionsPanel(bench)
        why = QWidget()
        line = column(why)
        line.setContentsMargins(0, 0, MARGIN, MARGIN)
        line.addWidget(self.decisions)
        self._sides = QStackedLayout()
        self._sides.addWidget(self.panel)
        self._sides.addWidget(why)
        head = row()
        head.addWidget(self.side)
        head.addStretch(1)
        self._head = QWidget()
        self._head.setLayout(head)
        stack = column(self, spacing=12)
        stack.setContentsMargins(MARGIN, 16, 0, 0)
        stack.addWidget(self._head)
        stack.addLayout(self._sides, 1)

    def touch(self) -> None:
        """Say anew how long ago everything was."""
        self.policy.touch()
        self.decisions.touch()

    def draw(self, view: View) -> None:
        """Draw the policy and the decisions of the active identity."""
        self._view = view
        identity, book = view.identity, view.book
        anonymous = identity is not None and identity.type is IdentityType.AID
        self._head.setVisible(not anonymous)
        if anonymous:
            self._sides.setCurrentIndex(0)
            self._show_anonymous()
            return
        self._turn(self.side.current())
        if identity is None or book is None or isinstance(book, Loading):
            self.show_waiting(view.health.node)
        elif isinstance(book, Failed):
            self.show_unread(book.problem)
        else:
            self._show_book(book.value)
            self.show_read(book, view.health.node)
        self.decisions.draw(
            DecisionsView(
                None if identity is None else identity.id,
                view.decisions,
                view.identities,
                view.tokens,
                view.hide_amounts,
            )
        )

    def _choose(self, side: str) -> None:
        self._turn(side)
        if side == WHY and self._view.identity is not None:
            # Of what was refused, perhaps on another desktop, nobody tells.
            self._bench.dispatch(LoadDecisions(self._view.identity.id))

    def _turn(self, side: str) -> None:
        self._sides.setCurrentIndex(int(side == WHY))

    def _show_book(self, book: PolicyBook) -> None:
        view, now = self._view, self._bench.now()
        self.policy.draw(PolicyView(book.version, view.identities, view.tokens, view.changeable, view.drafted))
        words = PolicyWords(view.tokens, view.identities, offset_of(now))

        def changes(before: PolicyVersion, after: PolicyVersion) -> list[str]:
            return [words.difference(one) for one in differences(before.policy, after.policy)]

        self._past.setVisible(len(book.versions) > 1)
        self.history.set_versions(version_texts(book.versions, changes, view.identities, now))

    def _show_anonymous(self) -> None:
        words = self.tr(
            "An anonymous identity pays and is paid in its one token, with anybody, at any time. It belongs to no "
            "group and no family, and nothing of this can be changed."
        )
        self.panel.show_empty("ghost", self.tr("Fixed permissions"), words)

    def _edit(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(OpenSheet(PolicySheet(self._view.identity.id)))

    def unread(self) -> str:
        """Return the title where they could not be read."""
        return self.tr("The permissions could not be read")

    def reconnecting(self) -> str:
        """Return what is said of them while the node is away."""
        return self.tr("As of {time}, reconnecting.")

    def retry(self) -> None:
        """Read them once more."""
        if self._view.identity is not None:
            self._bench.dispatch(LoadPolicy(self._view.identity.id))

    def showEvent(self, event: QShowEvent) -> None:
        """Say how long ago everything was, for nothing ticked while it was not seen."""
        super().showEvent(event)
        self.touch()
