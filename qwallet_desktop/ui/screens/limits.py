"""The Limits screen: how much of each limit is used, what is left, when it comes back, and how that came to be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from immutables import Map
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import LimitBook, Limits, LimitScope, LimitsVersion, LimitUse, differences
from qwallet_desktop.domain.permissions import Action
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.groups import actors
from qwallet_desktop.state.health import Down, Health, Starting
from qwallet_desktop.state.identities import Identities, active_identity
from qwallet_desktop.state.limits import LoadLimits, Versions
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.remote import Failed, Loading, Remote, known
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import LimitsSheet
from qwallet_desktop.state.whole import way
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.screens.limits_card import CardView, LimitsCard
from qwallet_desktop.ui.screens.rules_page import MARGIN, RulesPage
from qwallet_desktop.ui.version_words import version_texts
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.styling import column
from qwallet_desktop.ui.widgets.version_list import VersionList


@dataclass(frozen=True, slots=True)
class View:
    """What the screen draws.

    Attributes:
        identity: The active identity.
        book: What limits it; None until that was asked for.
        history: The versions of its own limits.
        changeable: The scopes of which somebody here may ask for other limits.
        drafted: The scopes of which somebody began to write others.
        identities: Those held here.
        tokens: The tokens that are known.
        hide_amounts: Whether amounts are shown as dots.
        health: The way to the node.
    """

    identity: Identity | None = None
    book: Remote[LimitBook] | None = None
    history: Remote[Versions] | None = None
    changeable: tuple[LimitScope, ...] = ()
    drafted: tuple[LimitScope, ...] = ()
    identities: Identities = Identities()
    tokens: Map[TokenId, Token] = field(default_factory=Map)
    hide_amounts: bool = False
    health: Health = Health()


def whose(identity: Identity, scope: LimitScope) -> IdentityId:
    """Return whose limits of a scope concern an identity: those of a family are its ROOT's."""
    return identity.owner or identity.id if scope is LimitScope.FAMILY else identity.id


def select(state: State) -> View:
    """Return what the screen draws of the active identity."""
    identity = active_identity(state.identities)
    if identity is None:
        return View()
    held = state.limits
    scopes = {scope: whose(identity, scope) for scope in LimitScope}
    return View(
        identity=identity,
        book=held.books.get(identity.id),
        history=held.versions.get((identity.id, LimitScope.IDENTITY)),
        changeable=tuple(scope for scope, did in scopes.items() if actors(state, did, Action.WRITE_LIMITS)),
        drafted=tuple(scope for scope, did in scopes.items() if (did, scope) in held.drafts),
        identities=state.identities,
        tokens=state.tokens.known,
        hide_amounts=state.preferences.hide_amounts,
        health=way(state),
    )


def limits_anything(use: LimitUse | None) -> bool:
    """Tell whether there is any limit."""
    return use is not None and use.version.limits != Limits()


def _coming_back(book: LimitBook) -> Iterator[datetime]:
    """Yield when something of what counts will have left a window."""
    for use in (book.own, book.family):
        if use is not None:
            yield from (one.frees_at for one in use.tokens if one.frees_at is not None)
            yield from (() if use.count.frees_at is None else (use.count.frees_at,))


def _shares(view: View) -> bool:
    """Tell whether identities here share the limits of a family, its own included."""
    family = known(view.book)
    if family is None or family.family is None or view.identity is None:
        return False
    root = family.family.version.identity_id
    return any(identity.owner == root for identity in view.identities.known.values())


class LimitsScreen(RulesPage):
    """A card for the identity's own limits, one for those of its family, and the history."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._asked_at: datetime | None = None
        self.own = LimitsCard(bench, LimitScope.IDENTITY)
        self.family = LimitsCard(bench, LimitScope.FAMILY)
        self.own.change.clicked.connect(lambda: self._edit(LimitScope.IDENTITY))
        self.family.change.clicked.connect(lambda: self._edit(LimitScope.FAMILY))
        self._note = PlainText(
            self.tr(
                "All payments count, also those between your own identities. What is held for approval counts "
                "until it is decided. Each window slides: what was spent comes back when it is that old."
            ),
            "caption",
            wrap=True,
        )
        self.history = VersionList()
        self._past = Card(self.tr("History"))
        self._past.add(self.history)
        self.set_cards(self.own, self.family, self._note, self._past, shape="cards", count=2)
        stack = column(self, spacing=12)
        stack.setContentsMargins(MARGIN, 16, 0, 0)
        stack.addWidget(self.panel, 1)

    def touch(self) -> None:
        """Say anew when what comes back; what has come back meanwhile is asked for."""
        self.own.touch()
        self.family.touch()
        self._ask_what_came_back()

    def draw(self, view: View) -> None:
        """Draw what limits the active identity."""
        self._view = view
        identity, book = view.identity, view.book
        if identity is not None and identity.type is IdentityType.AID:
            self._show_anonymous()
        elif identity is None or book is None or isinstance(book, Loading):
            self.show_waiting(view.health.node)
        elif isinstance(book, Failed):
            self.show_unread(book.problem)
        elif not any(limits_anything(use) for use in (book.value.own, book.value.family)) and not _shares(view):
            self._show_none(identity)
        else:
            self._show_book(book.value)
            self.show_read(book, view.health.node)

    def _show_book(self, book: LimitBook) -> None:
        view = self._view
        self.own.draw(self._card(book.own, LimitScope.IDENTITY))
        self.family.setVisible(book.family is not None)
        if book.family is not None:
            self.family.draw(self._card(book.family, LimitScope.FAMILY))
        versions = known(view.history) or ()
        self._past.setVisible(len(versions) > 1)
        words = LimitWords(view.tokens, view.identities, self._bench.numbers, hidden=view.hide_amounts)
        guarded = view.identity is not None and view.identity.type is IdentityType.CONSENTIDA

        def changes(before: LimitsVersion, after: LimitsVersion) -> list[str]:
            found = differences(before.limits, after.limits, guarded=guarded)
            return [words.difference(one) for one in found]

        self.history.set_versions(version_texts(versions, changes, view.identities, self._bench.now()))

    def _card(self, use: LimitUse, scope: LimitScope) -> CardView:
        view = self._view
        return CardView(
            use,
            view.identities,
            view.tokens,
            view.hide_amounts,
            changeable=scope in view.changeable,
            drafted=scope in view.drafted,
        )

    def _show_anonymous(self) -> None:
        self.panel.show_empty(
            "ghost",
            self.tr("Fixed limits"),
            self.tr(
                "An anonymous identity holds and pays one token, and holds at most 1,000 of it. Nothing can be set."
            ),
        )

    def _show_none(self, identity: Identity) -> None:
        guarded = identity.type is IdentityType.CONSENTIDA
        words = (
            self.tr(
                "A guarded identity pays only tokens for which a daily limit is set. Until then it can't pay at all."
            )
            if guarded
            else self.tr(
                "Nothing limits what this identity may pay. Limits protect you from mistakes and from thieves."
            )
        )
        if LimitScope.IDENTITY in self._view.changeable:
            self.panel.show_empty(
                "shield",
                self.tr("No limits are set"),
                words,
                self.tr("Set limits…"),
                lambda: self._edit(LimitScope.IDENTITY),
            )
        else:
            self.panel.show_empty("shield", self.tr("No limits are set"), words)

    def _edit(self, scope: LimitScope) -> None:
        identity = self._view.identity
        if identity is not None:
            self._bench.dispatch(OpenSheet(LimitsSheet(whose(identity, scope), scope)))

    def unread(self) -> str:
        """Return the title where they could not be read."""
        return self.tr("The limits could not be read")

    def reconnecting(self) -> str:
        """Return what is said of them while the node is away."""
        return self.tr("As of {time}, reconnecting. The node checks every limit itself.")

    def retry(self) -> None:
        """Read them once more."""
        if self._view.identity is not None:
            self._bench.dispatch(LoadLimits(self._view.identity.id))

    def _ask_what_came_back(self) -> None:
        """Read the limits anew once something of what was spent has left a window: nobody tells that."""
        identity, book = self._view.identity, known(self._view.book)
        now = self._bench.now()
        if identity is None or book is None or isinstance(self._view.health.node, Down | Starting):
            return
        due = any(at <= now for at in _coming_back(book))
        recent = self._asked_at is not None and now - self._asked_at < timedelta(seconds=30)
        if due and not recent:
            self._asked_at = now
            self._bench.dispatch(LoadLimits(identity.id))

    def showEvent(self, event: QShowEvent) -> None:
        """Say how long everything takes, for nothing ticked while it was not seen."""
        super().showEvent(event)
        self.touch()
