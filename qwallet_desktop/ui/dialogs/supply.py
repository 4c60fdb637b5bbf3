"""The form that mints more of a token, or burns some of the issuer's own."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.money import Amount, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Problem, Refused, refuse
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.asks import BurnToken, MintToken
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import SupplySheet
from qwallet_desktop.ui.amounts import discreet, with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.fields import AmountField, FormField, TextField
from qwallet_desktop.ui.widgets.fitted_amount import amount_lines
from qwallet_desktop.ui.widgets.key_value import KeyValueGrid
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.plain import plain
from qwallet_desktop.ui.widgets.styling import set_look

_LONGEST_VERB: Final = 40
_LINE: Final = 34


@dataclass(frozen=True, slots=True)
class View:
    """The token, what its issuer has of it, and which way the supply shall change."""

    token: Token | None = None
    burn: bool = False
    balance: Balance | None = None
    identities: Identities = Identities()
    asked: Asked = Asked()
    hidden: bool = False


def select(state: State) -> View:
    """Return what the form needs; without this sheet open, nothing."""
    sheet = state.navigation.sheet
    token = state.tokens.known.get(sheet.token_id) if isinstance(sheet, SupplySheet) else None
    if not isinstance(sheet, SupplySheet) or token is None:
        return View()
    wallet = state.wallets.get(token.issuer)
    return View(
        token,
        sheet.burn,
        wallet.balances.get(token.id) if wallet is not None else None,
        state.identities,
        asked_on_sheet(state),
        state.preferences.hide_amounts,
    )


class SupplyDialog(OperationSheet):
    """Amount and memo, with the balance before and after; burning is final and looks like it."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent)
        self._view = View()
        self._party = Party(self.tr("Issuer"), size=32, show_id=False)
        self._words = PlainText("", "muted", wrap=True)
        self._symbol = PlainText("", "label")
        self.amount = AmountField(self._symbol, placeholder="0", on_max=self._take_all)
        self.memo = TextField(self.tr("What is it for?"))
        self._facts = KeyValueGrid()
        self._after = PlainText("", wrap=True)
        self._before = PlainText("", wrap=True)
        self._lay_out()
        self.amount.edit.textChanged.connect(lambda _text: self._edited())
        self.memo.textChanged.connect(lambda _text: self._fields["memo"].set_error(""))

    def _lay_out(self) -> None:
        self.add(self._party)
        self.add(self._words)
        self.add_field("amount", FormField(self.tr("Amount"), self.amount))
        self.add_field("memo", FormField(self.tr("Memo"), self.memo, self.tr("Kept in the history. May be empty.")))
        card = Card(margin=12)
        set_look(card, look="well")
        self._facts.add_widget(self.tr("Balance now"), self._before)
        self._facts.add_widget(self.tr("Balance after"), self._after)
        card.add(self._facts)
        self.add(card)
        self.add(self.fault)

    def draw(self, view: View) -> None:
        """Draw the token, the balance, and what became of what was asked for."""
        self._view = view
        token = view.token
        if token is None:
            return
        self.set_dangerous(view.burn)
        title = self.tr("Burn {symbol}") if view.burn else self.tr("Mint {symbol}")
        self.set_title(title.format(symbol=token.symbol))
        self._words.set_text(self._meaning(token))
        self._symbol.set_text(token.symbol)
        self.amount.set_max_visible(view.burn)
        show_party(self._party, view.identities, token.issuer)
        self._show_result()
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Check the form and ask for the change."""
        self.clear_problems()
        amount = self.checked("amount", self._parsed)
        memo = self.checked("memo", lambda: parse_memo(self.memo.text()))
        token = self._view.token
        if amount is None or memo is None or token is None:
            return
        kind = BurnToken if self._view.burn else MintToken
        self.ask(token.issuer, kind(token.id, format_amount(amount), memo))

    def show_problem(self, problem: Problem) -> None:
        """Say a problem without telling a balance that is hidden."""
        super().show_problem(discreet(problem, hidden=self._view.hidden))

    def _meaning(self, token: Token) -> str:
        name = plain(token.name)
        if self._view.burn:
            words = self.tr("Takes some of the issuer's own {symbol} ({name}) out of existence. This can't be undone.")
        else:
            words = self.tr("Makes new {symbol} ({name}) for the issuer. Everyone who holds some shares it with more.")
        return words.format(symbol=token.symbol, name=name)

    def _parsed(self) -> Amount:
        """Read the amount; only what is available can be burned.

        Raises:
            Refused: An AMOUNT_… problem or INSUFFICIENT_FUNDS, at "amount".
        """
        token = self._view.token
        if token is None:
            raise refuse(Code.TOKEN_UNKNOWN, at="amount")
        amount = parse_amount(self.amount.text(), token.id, token.decimals, self.bench.numbers)
        available = self._available(token)
        if self._view.burn and available < amount:
            facts = {"available": format_amount(available), "symbol": token.symbol}
            raise refuse(Code.INSUFFICIENT_FUNDS, at="amount", **facts)
        return amount

    def _available(self, token: Token) -> Amount:
        balance = self._view.balance
        return balance.available if balance is not None else Amount(0, token.decimals, token.id)

    def _take_all(self) -> None:
        if self._view.token is not None:
            available = self._available(self._view.token)
            self.amount.set_text(format_amount(available, self.bench.numbers) if available.units else "")

    def _edited(self) -> None:
        self._fields["amount"].set_error("")
        self._show_result()

    def _show_result(self) -> None:
        """Let the verb and the balances follow what is typed."""
        token = self._view.token
        if token is None:
            return
        try:
            amount: Amount | None = self._parsed()
        except Refused:
            amount = None
        now = self._available(token)
        self._before.set_text(self._said_amount(now, token))
        after = None if amount is None else (now - amount if self._view.burn else now + amount)
        self._after.set_text("\u2013" if after is None else self._said_amount(after, token))
        verb = self.tr("Burn {what}") if self._view.burn else self.tr("Mint {what}")
        what = token.symbol if amount is None else with_symbol(amount, token.symbol, self.bench.numbers)
        self.set_verb(verb.format(what=what if len(what) <= _LONGEST_VERB else token.symbol))

    def _said_amount(self, amount: Amount, token: Token) -> str:
        text = with_symbol(amount, token.symbol, self.bench.numbers, hidden=self._view.hidden)
        return text if self._view.hidden else amount_lines(text, _LINE)
