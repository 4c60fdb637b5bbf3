"""The members of a group: who may do what for it, how many decide, and the document that it was founded by."""

from dataclasses import dataclass

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId, TokenId
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.permissions import Action as Asked
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.groups import ActFor, LoadGroup, actors, charter_of
from qwallet_desktop.state.health import Up
from qwallet_desktop.state.identities import Identities, active_identity
from qwallet_desktop.state.navigation import OpenSheet, ShowItem
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Remote, Stale, known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import SignersSheet
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.charter_words import CharterTerms, above_lines
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.role_words import charter_meaning, threshold_words
from qwallet_desktop.ui.screens.chain_panel import ChainPanel
from qwallet_desktop.ui.screens.founding_panel import FoundingPanel
from qwallet_desktop.ui.screens.member_lines import MemberLine
from qwallet_desktop.ui.screens.open_change import OpenChangeCard, open_change
from qwallet_desktop.ui.widgets.buttons import SecondaryButton
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.labels import PlainText, Rule
from qwallet_desktop.ui.widgets.measure import Measure
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.states import StatePanel
from qwallet_desktop.ui.widgets.styling import clear, column
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.wording import sentence

_WIDTH = 760


@dataclass(frozen=True, slots=True)
class View:
    """The active group, what is known of it, and which of its members sign here.

    `signing` are those that can ask for something in its name, the one that does first; `changing` those that can
    ask for other signers. `items` are all that are known. `unable` are members whose permissions don't let them sign.
    """

    identity: Identity | None = None
    group: Remote[Group] | None = None
    identities: Identities = Identities()
    held: tuple[IdentityId, ...] = ()
    signing: tuple[IdentityId, ...] = ()
    node_id: NodeId | None = None
    changing: tuple[IdentityId, ...] = ()
    items: Map[ItemId, Item] = Map()
    tokens: Map[TokenId, Token] = Map()
    hide_amounts: bool = False
    unable: frozenset[IdentityId] = frozenset()


def select(state: State) -> View:
    """Return what the tab shows; nothing for an identity that is no group."""
    identity = active_identity(state.identities)
    if identity is None:
        return View()
    node = state.health.node
    return View(
        identity,
        state.groups.known.get(identity.id),
        state.identities,
        state.lock.held,
        actors(state, identity.id, Asked.PROPOSE),
        node.node_id if isinstance(node, Up) else state.last_known.node_id,
        actors(state, identity.id, Asked.WRITE_CHARTER),
        state.multisig.known,
        state.tokens.known,
        state.preferences.hide_amounts,
        _unable(state, identity.id),
    )


def _unable(state: State, group_id: IdentityId) -> frozenset[IdentityId]:
    """Return the members of which is known here that their permissions don't let them sign."""
    charter = charter_of(state.groups, group_id)
    signers = () if charter is None else charter.signers
    policies = ((did, known(state.consent.policies.get(did))) for did in signers)
    return frozenset(did for did, book in policies if book is not None and not book.version.policy.can_sign)


class MembersScreen(QWidget):
    """How a group decides, what change waits, who belongs to it, its founding document, and what changed since."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self.lines: list[MemberLine] = []
        self._rule_title = PlainText("", "title", wrap=True)
        self._meaning = Banner()
        self._rules = Banner()
        self._more = PlainText("", "muted", wrap=True)
        self.signer = Select(self.tr("Signs for it"))
        self.signer.give_way()
        self._signer_field = FormField(
            self.tr("Signs for it"), self.signer, self.tr("Which of your identities asks for things in its name.")
        )
        self.founding = FoundingPanel()
        self.chain = ChainPanel()
        self.waiting = OpenChangeCard(lambda item_id: bench.dispatch(ShowItem(item_id)))
        self.change = SecondaryButton(self.tr("Change signers…"), self._change_signers, icon="users")
        self._panel = StatePanel(self._make_content(), shape="lines", count=6)
        column(self).addWidget(self._panel)
        self.signer.chosen.connect(self._choose)

    def _make_content(self) -> QWidget:
        holder = Measure(_WIDTH)
        decides = Card(self.tr("How it decides"))
        for widget in (self._rule_title, self._meaning, self._rules, self._more, self._signer_field):
            decides.add(widget)
        members = Card(self.tr("Members"), self.tr("Only they can see the group."))
        self._members_head = members.header
        members.header.add_action(self.change)
        lines = QWidget()
        self._stack = column(lines, spacing=12)
        members.add(lines)
        for card in (self.waiting, decides, members, self.founding, self.chain):
            holder.body.addWidget(card)
        holder.body.addStretch(1)
        return scrolled(holder)

    def draw(self, view: View) -> None:
        """Show the group, or why nothing is known of it."""
        before, self._view = self._view, view
        match view.group:
            case None | Loading():
                self._panel.show_loading()
            case Failed(problem):
                about = problem.code is Code.NODE_ANSWER_INVALID
                title = self.tr("This group can't be checked") if about else self.tr("The members could not be read")
                told = self.tr("What the node says of it does not fit its DID, or somebody has not signed it.")
                words = told if about else sentence(problem, self._bench.numbers)
                self._panel.show_failed(title, words, problem.code.value, self._load)
            case Loaded(group) | Stale(group):
                self._draw_group(group, view, before)
                self._draw_change(group, view)
                self._panel.show_content()

    def _draw_group(self, group: Group, view: View, before: View) -> None:
        if _is_drawn(group, view, before):
            self._offer_signers(view)
            return
        charter, terms = group.charter, self._terms(view)
        self._rule_title.set_text(self.tr("{these} decide").format(these=threshold_words(charter)))
        self._draw_meaning(group)
        self._more.set_text(" ".join((*above_lines(charter, terms), self._small_print(group))))
        clear(self._stack)
        self.lines = [MemberLine(member, group, view.identities, view.held, view.unable) for member in charter.members]
        for at, line in enumerate(self.lines):
            if at:
                self._stack.addWidget(Rule())
            self._stack.addWidget(line)
        self.founding.show_group(group, view.identities, view.node_id)
        self.chain.show_chain(group, terms, view.node_id or group.founding.node_id)
        self._offer_signers(view)

    def _draw_meaning(self, group: Group) -> None:
        charter = group.charter
        counts = charter.initiator_counts
        of_type = group.founding.type
        meaning = charter_meaning(
            of_type, charter.members, charter.threshold, charter.strictest, initiator_counts=counts
        )
        for banner, (words, careful) in ((self._meaning, meaning.payments), (self._rules, meaning.rules)):
            banner.setVisible(bool(words))
            banner.set_banner(words, "caution" if careful else "neutral", "warning" if careful else "info")

    def _draw_change(self, group: Group, view: View) -> None:
        """Show the change that waits, and whether another can be asked for here."""
        now, terms = self._bench.now(), self._terms(view)
        item = open_change(view.items, group.id, now)
        self.waiting.show_change(item, group, terms, now)
        votes = group.founding.type is IdentityType.DAO
        self.change.setVisible(bool(view.changing) and not votes)
        only = self.tr("Only they can see the group.")
        later = self.tr("Who belongs to it is changed by a vote, which comes with a later version.")
        self._members_head.set_sentence(f"{only} {later}" if votes else only)

    def _terms(self, view: View) -> CharterTerms:
        return CharterTerms(view.identities, view.tokens, self._bench.numbers, view.hide_amounts)

    def _change_signers(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(OpenSheet(SignersSheet(self._view.identity.id)))

    def _small_print(self, group: Group) -> str:
        charter = group.charter
        counts = (
            self.tr("Who asks for something counts as one of them, if it is a signer.")
            if charter.initiator_counts
            else self.tr("The signature of who asks for something does not count.")
        )
        waits = self.tr("What is not signed within {hours} hours expires.").format(hours=charter.expiry_hours)
        freezes = self.tr("Any one admin freezes the group at once; half of the admins unfreeze it.")
        return f"{counts} {waits} {freezes}"

    def _offer_signers(self, view: View) -> None:
        options = [(did, called(view.identities, did)) for did in view.signing]
        there = [self.signer.itemData(at) for at in range(self.signer.count())]
        if sorted(there) != sorted(did for did, _ in options):
            self.signer.set_options(options)
        if options:
            self.signer.set_current(options[0][0])
        self._signer_field.setVisible(len(options) > 1)

    def _choose(self, member: str) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(ActFor(self._view.identity.id, IdentityId(member)))

    def _load(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(LoadGroup(self._view.identity.id))


def _is_drawn(group: Group, view: View, before: View) -> bool:
    """Tell whether all that the cards are drawn from is as it was."""
    same = view.identities is before.identities and view.tokens is before.tokens
    rest = (view.held, view.unable, view.hide_amounts) == (before.held, before.unable, before.hide_amounts)
    was = None if before.group is None else known(before.group)
    return group is was and same and rest
