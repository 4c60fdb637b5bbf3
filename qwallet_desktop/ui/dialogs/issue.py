"""The form for a new token: what it is called, how finely it divides, and how much of it to begin with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from immutables import Map
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import MOST_DECIMALS, Amount, format_amount, parse_amount
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.tokens import SYMBOL, Token, TokenDeclaration, declare_token
from qwallet_desktop.state.asks import IssueToken
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.root import State
from qwallet_desktop.ui.amounts import with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.dialogs.kept_panel import Asked, asked_on_sheet
from qwallet_desktop.ui.dialogs.operation_sheet import OperationSheet
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.widgets.fields import FormField, TextField
from qwallet_desktop.ui.widgets.id_label import IdLabel
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.party import Party
from qwallet_desktop.ui.widgets.styling import row

DEFAULT_DECIMALS: Final = 2
_LONGEST_VERB: Final = 40


@dataclass(frozen=True, slots=True)
class View:
    """Who issues, and which tokens there are already."""

    issuer: IdentityId | None = None
    identities: Identities = Identities()
    tokens: Mapping[TokenId, Token] = Map()
    asked: Asked = Asked()


def select(state: State) -> View:
    """Return what the form needs; the active identity issues."""
    return View(state.identities.active, state.identities, state.tokens.known, asked_on_sheet(state))


def parse_decimals(text: str) -> int:
    """Read how many digits a token has after the point.

    Raises:
        Refused: TOKEN_INVALID at "decimals".
    """
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit()) or int(typed) > MOST_DECIMALS:
        raise refuse(Code.TOKEN_INVALID, at="decimals", most=str(MOST_DECIMALS))
    return int(typed)


class IssueDialog(OperationSheet):
    """Symbol, name, decimals and first amount; the verb says what will be issued."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(bench, parent, width=520)
        self._view = View()
        # One salt as long as the sheet is open: sending the same form twice can't make two tokens.
        self._salt = bench.new_salt()
        self.set_title(self.tr("Issue a token"))
        self.symbol = TextField("QTK")
        self.name = TextField(self.tr("For example Quick token"))
        self.decimals = TextField()
        self.decimals.setMaxLength(3)
        self.decimals.set_text(str(DEFAULT_DECIMALS))
        self.amount = TextField(self.tr("None for now"))
        self._party = Party(self.tr("Issuer"), size=32, show_id=False)
        self._id = IdLabel("", head=18, tail=8)
        self._no_id = PlainText(self.tr("Known once there is a symbol"), "faint")
        self._lay_out()
        for field in (self.symbol, self.name, self.decimals, self.amount):
            field.textChanged.connect(lambda _text: self._edited())
        self.symbol.textEdited.connect(self._raise_case)
        self._edited()

    def _lay_out(self) -> None:
        self.add(self._party)
        words = self.tr(
            "Only the issuer can ever mint more of it or burn it. Symbol and decimals can't be changed later."
        )
        self.add(PlainText(words, "muted", wrap=True))
        first, second = row(spacing=12), row(spacing=12)
        symbol = FormField(self.tr("Symbol"), self.symbol)
        decimals = FormField(self.tr("Decimals"), self.decimals)
        first.addWidget(symbol, 2, Qt.AlignmentFlag.AlignTop)
        first.addWidget(decimals, 1, Qt.AlignmentFlag.AlignTop)
        self.form_stack.addLayout(first)
        name = self.add_field(
            "name", FormField(self.tr("Name"), self.name, self.tr("May be empty: then it is the symbol."))
        )
        amount = FormField(
            self.tr("First amount"), self.amount, self.tr("Minted for the issuer at once. May be empty.")
        )
        for at, field in (("symbol", symbol), ("decimals", decimals), ("name", name), ("amount", amount)):
            self.know_field(at, field)
        self.add(amount)
        second.addWidget(PlainText(self.tr("Token id"), "muted"))
        second.addWidget(self._id, 1)
        second.addWidget(self._no_id, 1)
        self.form_stack.addLayout(second)
        words = self.tr(
            "The id is the hash of issuer, symbol, decimals and a random number, so nobody can issue another token "
            "under it. A symbol is only a name: others may use the same one."
        )
        self.add(PlainText(words, "caption", wrap=True))
        self.add(self.fault)

    def draw(self, view: View) -> None:
        """Draw who issues and what became of what was asked for."""
        before, self._view = self._view, view
        if view.issuer is not None and view.identities is not before.identities:
            show_party(self._party, view.identities, view.issuer)
        if view.issuer != before.issuer or view.tokens is not before.tokens:
            self._edited()
        self.show_asked(view.asked)

    def submit(self) -> None:
        """Check the form and ask for the token."""
        self.clear_problems()
        declared, amount = self._declaration(), self._first_amount()
        issuer = self._view.issuer
        if declared is None or issuer is None or amount is None:
            return
        text = format_amount(amount) if amount.units else ""
        self.ask(issuer, IssueToken(declared.symbol, declared.name, declared.decimals, declared.salt, text))

    def _declaration(self) -> TokenDeclaration | None:
        """Return what is declared, after each wrong field has got its sentence."""
        decimals = self.checked("decimals", lambda: parse_decimals(self.decimals.text()))
        symbol = self.checked("symbol", lambda: self._declared("", DEFAULT_DECIMALS))
        # A symbol that is right in any case, so that only the name can be wrong.
        name = self.checked("name", lambda: declare_token(self._issuer(), "OK", self.name.text(), 0, self._salt))
        if decimals is None or symbol is None or name is None:
            return None
        return self._declared(self.name.text(), decimals)

    def _issuer(self) -> IdentityId:
        return self._view.issuer or IdentityId("")

    def _declared(self, name: str, decimals: int) -> TokenDeclaration:
        return declare_token(self._issuer(), self.symbol.text(), name, decimals, self._salt)

    def _first_amount(self) -> Amount | None:
        """Return the first amount, of zero units if there is none; None if it is wrong."""
        try:
            decimals = parse_decimals(self.decimals.text())
        except Refused:
            return None
        return self.checked("amount", lambda: self._parsed_amount(decimals))

    def _parsed_amount(self, decimals: int) -> Amount:
        if not self.amount.text().strip():
            return Amount(0, decimals, TokenId(""))
        return parse_amount(self.amount.text(), TokenId(""), decimals, self.bench.numbers)

    def _edited(self) -> None:
        """Let the verb and the id follow what is typed."""
        self.clear_problems()
        self._warn_of_twins(clean_text(self.symbol.text()).upper())
        try:
            decimals = parse_decimals(self.decimals.text())
            declared = self._declared(self.name.text(), decimals)
        except Refused:
            self._show_result("", self.tr("Issue token"))
            return
        try:
            amount = self._parsed_amount(decimals)
        except Refused:
            self._show_result(declared.id, self.tr("Issue token"))
            return
        verb = self.tr("Issue {what}")
        what = with_symbol(amount, declared.symbol, self.bench.numbers) if amount.units else declared.symbol
        self._show_result(declared.id, verb.format(what=what if len(what) <= _LONGEST_VERB else declared.symbol))

    def _show_result(self, token_id: str, verb: str) -> None:
        self._id.set_value(token_id)
        self._id.setVisible(bool(token_id))
        self._no_id.setVisible(not token_id)
        self.set_verb(verb)

    def _warn_of_twins(self, symbol: str) -> None:
        twins = any(token.symbol == symbol for token in self._view.tokens.values())
        words = self.tr("There is another {symbol} already; people will have to look at the issuer.")
        self._fields["symbol"].set_help(words.format(symbol=symbol) if twins else "")

    def _raise_case(self, text: str) -> None:
        """Show the symbol in capitals, as it will be, with the cursor where it was."""
        if text != text.upper() and SYMBOL.fullmatch(text.upper()[:2] + "0"):
            at = self.symbol.cursorPosition()
            self.symbol.setText(text.upper())
            self.symbol.setCursorPosition(at)
