"""The right of Receive: what is asked for (token, amount, memo), and the link that says so."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import Amount, NumberStyle, parse_amount
from qwallet_desktop.domain.payment_request import PaymentRequest, build_payment_link, request_payment
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import parse_memo
from qwallet_desktop.ui.amounts import with_symbol
from qwallet_desktop.ui.widgets.buttons import GhostButton, PrimaryButton, SecondaryButton
from qwallet_desktop.ui.widgets.fields import AmountField, FormField, TextField
from qwallet_desktop.ui.widgets.flow import FlowRow
from qwallet_desktop.ui.widgets.id_label import copy_text
from qwallet_desktop.ui.widgets.labels import PlainText
from qwallet_desktop.ui.widgets.panels import Card
from qwallet_desktop.ui.widgets.toggles import Select
from qwallet_desktop.ui.widgets.wrapped_text import WrappedText
from qwallet_desktop.ui.wording import sentence

T = TypeVar("T")


class RequestPanel(Card):
    """A small form. `changed` is emitted with every edit, `save_asked` by *Save QR code…*."""

    changed = Signal()
    save_asked = Signal()

    def __init__(self, numbers: NumberStyle, *, parent: QWidget | None = None) -> None:
        super().__init__("", margin=16, parent=parent)
        self.header.set_title(self.tr("Ask for a payment"))
        self.header.set_sentence(self.tr("The payer's form comes filled in. Everything here may be left empty."))
        self.header.show()
        self._numbers = numbers
        self._recipient = IdentityId("")
        self._tokens: Mapping[TokenId, Token] = {}
        self._request: PaymentRequest | None = None
        self._summary = ""
        self.token = Select(self.tr("Token"), (("", self.tr("Any token")),))
        self.token.give_way()
        self._symbol = PlainText("", "label")
        self._symbol.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.amount = AmountField(self._symbol, placeholder="0")
        self.amount.set_max_visible(False)
        self.memo = TextField(self.tr("What is it for?"))
        self.link = WrappedText(self.tr("Link"), most_lines=8)
        self.copy = PrimaryButton("", self._copy, icon="copy")
        self.save = SecondaryButton(self.tr("Save QR code…"), self.save_asked.emit, icon="qr")
        self.clear_all = GhostButton(self.tr("Clear"), self._clear)
        self._amount_field = FormField(self.tr("Amount"), self.amount)
        self._memo_field = FormField(self.tr("Memo"), self.memo, self.tr("The payer sees it and can change it."))
        token, link = FormField(self.tr("Token"), self.token), FormField(self.tr("Link"), self.link)
        for field in (token, self._amount_field, self._memo_field, link):
            self.add(field)
        buttons = FlowRow(spacing=8)
        for button in (self.copy, self.save, self.clear_all):
            buttons.add(button)
        self.add(buttons)
        self.body.addStretch(1)
        self.token.currentIndexChanged.connect(lambda _index: self._edited())
        self.amount.edit.textChanged.connect(lambda _text: self._edited())
        self.memo.textChanged.connect(lambda _text: self._edited())

    def begin(self, recipient: IdentityId) -> None:
        """Ask for nothing yet, in the name of another identity."""
        self._recipient = recipient
        self._clear()
        self._edited()

    def offer(self, tokens: Mapping[TokenId, Token], choices: tuple[tuple[str, str], ...]) -> None:
        """Offer tokens, each an (id, text)."""
        self._tokens = tokens
        self.token.set_options([("", self.tr("Any token")), *choices])
        self._edited()

    def request(self) -> PaymentRequest | None:
        """Return what is asked for; None while the form is wrong."""
        return self._request

    def summary(self) -> str:
        """Return what is asked for in a few words: `25.00 QTK`, or `a payment`."""
        return self._summary

    def allow_saving(self, *, allowed: bool) -> None:
        """Let the code be saved or not."""
        self.save.setEnabled(allowed)

    def errors(self) -> list[str]:
        """Return the sentences shown under amount and memo."""
        return [field.error() for field in (self._amount_field, self._memo_field) if field.error()]

    def _edited(self) -> None:
        token = self._tokens.get(TokenId(self.token.current()))
        self.amount.edit.setEnabled(token is not None)
        self._symbol.set_text(token.symbol if token is not None else "")
        text = self.amount.text() if token is not None else ""
        amount = self._checked(self._amount_field, lambda: self._parsed(text, token))
        memo = self._checked(self._memo_field, lambda: parse_memo(self.memo.text()))
        wrong = bool(self.errors()) or not self._recipient
        token_id = token.id if token is not None else None
        self._request = None if wrong else request_payment(self._recipient, token_id, amount, memo or "")
        self._summary = self._said(amount, token)
        self._show_link()
        self.changed.emit()

    def _parsed(self, text: str, token: Token | None) -> Amount | None:
        if token is None or not text.strip():
            return None
        return parse_amount(text, token.id, token.decimals, self._numbers)

    def _checked(self, field: FormField, parse: Callable[[], T]) -> T | None:
        try:
            parsed = parse()
        except Refused as refused:
            field.set_error(sentence(refused.problem, self._numbers))
            return None
        field.set_error("")
        return parsed

    def _said(self, amount: Amount | None, token: Token | None) -> str:
        if token is None:
            return self.tr("a payment")
        if amount is None:
            return token.symbol
        return with_symbol(amount, token.symbol, self._numbers)

    def _show_link(self) -> None:
        link = build_payment_link(self._request) if self._request is not None else ""
        self.link.set_text(link)
        self.copy.setEnabled(bool(link))
        self.copy.set_text(self.tr("Copy link"))
        self.copy.set_icon("copy")
        self.clear_all.setVisible(self._request != PaymentRequest(self._recipient))

    def _copy(self) -> None:
        copy_text(self.link.text())
        self.copy.set_text(self.tr("Link copied"))
        self.copy.set_icon("check")

    def _clear(self) -> None:
        self.amount.set_text("")
        self.memo.set_text("")
        self.token.set_current("")
        self._edited()
