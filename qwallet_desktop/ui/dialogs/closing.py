"""The question whether to close an identity: what it has, who takes that, and what closing means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from immutables import Map
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Loaded, Stale
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.amounts import symbol_of, with_symbol
from qwallet_desktop.ui.people import called
from qwallet_desktop.ui.widgets.fields import FormField
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Banner, Card
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import column, set_look
from qwallet_desktop.ui.widgets.toggles import Select


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an identity has; `known` tells whether that was read."""

    balances: tuple[Balance, ...] = ()
    known: bool = False
    tokens: Mapping[TokenId, Token] = field(default_factory=Map)
    hidden: bool = False


def holdings_of(wallet: Wallet | None, tokens: Mapping[TokenId, Token], *, hidden: bool) -> Holdings:
    """Return what a wallet is known to have; a token of which nothing is left is not listed."""
    if wallet is None:
        return Holdings(tokens=tokens, hidden=hidden)
    held = [each for each in wallet.balances.values() if each.settled.units]
    held.sort(key=lambda each: (symbol_of(tokens, each.token_id), each.token_id))
    return Holdings(tuple(held), isinstance(wallet.context, (Loaded, Stale)), tokens, hidden)


def takers(identity: Identity, identities: Identities) -> tuple[IdentityId, ...]:
    """List who could take what an identity has: its family first, then the others; active ones only."""
    others = [identities.known[did] for did in identities.order if did != identity.id]
    active = [one for one in others if one.status is IdentityStatus.ACTIVE and one.type is not IdentityType.AID]
    family = identity.owner or identity.id
    active.sort(key=lambda one: (one.owner or one.id) != family)
    return tuple(one.id for one in active)


class CloseForm(QWidget):
    """Shows every balance, who takes them, and that closing is for good."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._identity: Identity | None = None
        self._identities = Identities()
        self._holdings = Holdings()
        self._meaning = PlainText("", wrap=True)
        self._well = Card(margin=12)
        set_look(self._well, look="well")
        self._balances = KeyValueGrid()
        self._none = PlainText("", "muted", wrap=True)
        self._well.add(self._balances)
        self._well.add(self._none)
        self.taker = Select(self.tr("Everything goes to"))
        self.taker.give_way()
        self.taker_field = FormField(self.tr("Everything goes to"), self.taker, "")
        self.signer = Select(self.tr("Signed by"))
        self.signer.give_way()
        self._signer_field = FormField(self.tr("Signed by"), self.signer)
        self._waits = Banner("", "caution", "warning")
        stack = column(self, spacing=16)
        for widget in (self._meaning, self._well, self._waits, self.taker_field, self._signer_field):
            stack.addWidget(widget)
        self.taker.currentIndexChanged.connect(lambda _index: self.taker_field.set_error(""))

    def set_identity(
        self,
        identity: Identity,
        identities: Identities,
        holdings: Holdings,
        signing: Sequence[IdentityId],
        numbers: NumberStyle,
    ) -> None:
        """Show whom it is about, what it has, who could take that and who could sign."""
        if (identity, identities, holdings) == (self._identity, self._identities, self._holdings):
            self._offer_signers(signing)
            return
        self._identity, self._identities, self._holdings = identity, identities, holdings
        words = self.tr(
            "{name} then takes part in no more payments, and that can't be undone. Its history stays readable. "
            "Whatever waits for approval is cancelled."
        )
        if identity.type is IdentityType.AID:
            words += " " + self.tr("The last payment ties it to who takes its balance, for those two to see.")
        self._meaning.set_text(words.format(name=plain(identity.name)))
        self._show_balances(holdings, numbers)
        options = [("", self.tr("Choose who takes it…"))]
        options += [(did, called(identities, did)) for did in takers(identity, identities)]
        if [key for key, _ in options] != [self.taker.itemData(at) or "" for at in range(self.taker.count())]:
            self.taker.set_options(options)
        self.taker_field.setVisible(bool(holdings.balances))
        self._offer_signers(signing)

    def is_ready(self) -> bool:
        """Tell whether it is known what would be swept."""
        return self._holdings.known

    def has_balances(self) -> bool:
        """Tell whether there is anything to sweep."""
        return bool(self._holdings.balances)

    def sweep_to(self) -> IdentityId | None:
        """Return who takes everything; None where there is nothing.

        Raises:
            Refused: CLOSE_NEEDS_SWEEP at "sweepTo", where nobody is chosen.
        """
        if not self._holdings.balances:
            return None
        if not self.taker.current():
            raise refuse(Code.CLOSE_NEEDS_SWEEP, at="sweepTo", reason="missing")
        return IdentityId(self.taker.current())

    def actor(self) -> IdentityId | None:
        """Return who is to sign; None if nobody here may."""
        return IdentityId(self.signer.current()) if self.signer.current() else None

    def _offer_signers(self, signing: Sequence[IdentityId]) -> None:
        options = [(did, called(self._identities, did)) for did in signing]
        if [key for key, _ in options] != [self.signer.itemData(at) for at in range(self.signer.count())]:
            self.signer.set_options(options)
        self._signer_field.setVisible(len(options) > 1)

    def _show_balances(self, holdings: Holdings, numbers: NumberStyle) -> None:
        self._balances.clear()
        waits = [each for each in holdings.balances if each.held.units]
        for each in holdings.balances:
            symbol = symbol_of(holdings.tokens, each.token_id)
            self._balances.add_row(symbol, with_symbol(each.settled, symbol, numbers, hidden=holdings.hidden))
        self._balances.setVisible(bool(holdings.balances))
        nothing = self.tr("It has nothing left to send on.")
        self._none.set_text(nothing if holdings.known else self.tr("What it has is being read…"))
        self._none.setVisible(not holdings.balances)
        self._waits.setVisible(bool(waits))
        self._waits.set_banner(
            self.tr("A part of it waits for approval. Within your own identities that is released and sent on too."),
            "caution",
            "warning",
        )
