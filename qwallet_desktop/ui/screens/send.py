"""The Send screen: a form, what the node would decide about it, the last look, and what became of it."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.money import format_amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.groups import ActFor
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowItem, Tab
from qwallet_desktop.state.sheets import ScanPaymentSheet
from qwallet_desktop.state.transfers import (
    Drafting,
    NewPayment,
    PaymentDraft,
    PreviewTransfer,
    SubmitTransfer,
)
from qwallet_desktop.state.wallets import LoadWallet
from qwallet_desktop.ui.amounts import discreet, symbol_of, with_symbol
from qwallet_desktop.ui.bench import Bench
from qwallet_desktop.ui.operation_hand import OperationHand
from qwallet_desktop.ui.parties import show_party
from qwallet_desktop.ui.people import everyone, person
from qwallet_desktop.ui.screens import send_view
from qwallet_desktop.ui.screens.last_look import LastLook, look_alike_warning
from qwallet_desktop.ui.screens.recipient_picker import RecipientPicker
from qwallet_desktop.ui.screens.send_check import Checked, FormText, check, form_of
from qwallet_desktop.ui.screens.send_form import SendForm
from qwallet_desktop.ui.screens.send_pages import SendPages
from qwallet_desktop.ui.screens.send_preview import PreviewView, SendPreview
from qwallet_desktop.ui.screens.send_result import ResultView, SendResult
from qwallet_desktop.ui.screens.send_signer import SignerField
from qwallet_desktop.ui.screens.send_verb import against, verb_of
from qwallet_desktop.ui.screens.send_view import View, select
from qwallet_desktop.ui.screens.send_wallet import SendPanel
from qwallet_desktop.ui.theme import current_theme
from qwallet_desktop.ui.widgets.host import overlay_host
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.widgets.plain import cut_middle
from qwallet_desktop.ui.widgets.scrolled import scrolled
from qwallet_desktop.ui.widgets.styling import column, row, set_look
from qwallet_desktop.ui.wording import sentence

__all__ = ["SendScreen", "View", "select"]

_SIDE_BY_SIDE: Final = 640
_WIDEST: Final = 1200
_NO_SIGNER: Final = frozenset({Code.KEY_UNKNOWN, Code.NOT_PERMITTED})
_FIELDS: Final = frozenset({"recipient", "amount", "memo", "tokenId"})


class SendScreen(QWidget):
    """Keeps each identity's own form, asks for previews of complete drafts, and sends what was confirmed."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._view = View()
        self._forms: dict[IdentityId, FormText] = {}
        self._checked = Checked()
        self._asked: tuple[object, ...] = ()
        self._picker: RecipientPicker | None = None
        self._last_look = LastLook(self, bench.numbers, self._send)
        self._form = SendForm()
        self._preview = SendPreview(bench.numbers, bench.now, self._ask_again, lambda: self._begin(FormText()))
        self._result = SendResult(bench.numbers, bench.now)
        self._frozen = Banner("", "caution", "snowflake")
        self._signer = SignerField(self._sign_as)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._frozen.hide()
        self._pages = SendPages((self._frozen, self._signer, self._form), self._preview, self._result)
        receive = GoTo(Page.WALLET, Tab.RECEIVE)
        self._panel = SendPanel(self._pages, self._load, lambda: self._bench.dispatch(receive))
        holder = QWidget()
        set_look(holder, look="bare")
        line = row(holder, margin=24)
        line.addWidget(self._panel, 1)
        line.addStretch(0)
        self._panel.setMaximumWidth(_WIDEST)
        column(self).addWidget(scrolled(holder))

    def _connect(self) -> None:
        self._form.edited.connect(self._refresh)
        self._form.left.connect(self._touch)
        self._form.submitted.connect(self.confirm)
        self._form.picking.connect(self.pick)
        self._form.scanning.connect(lambda: self._bench.dispatch(OpenSheet(ScanPaymentSheet())))
        self._form.max_asked.connect(self._fill_max)
        self._form.list_asked.connect(lambda: self._bench.dispatch(GoTo(Page.WALLET, Tab.PAY_MANY)))
        self._result.again.connect(lambda: self._begin(FormText()))
        self._result.edited.connect(lambda: self._begin(self._form.form()))
        self._hand = OperationHand(self._bench, lambda: self._view.operation)
        self._hand.take(self._result)
        self._result.looked.connect(self._look)

    def draw(self, view: View) -> None:
        """Draw the active identity's payment; another identity's form comes back as it was left."""
        before, self._view = self._view, view
        if view.identity != before.identity:
            self._switch(before.identity)
        self._panel.set_view(view)
        self._frozen.setVisible((problem := send_view.sender_problem(view)) is not None)
        if problem is not None:
            key = problem.code in _NO_SIGNER
            self._frozen.set_banner(self._say(problem), "caution", "key" if key else "snowflake")
        self._signer.set_signers(view.identity, view.signers or (), view.identities)
        self._form.set_tokens(send_view.offered_tokens(view))
        self._form.set_sending(sending=send_view.is_sending(view), allowed=not problem and view.identity is not None)
        if isinstance(view.payment, Drafting) and view.payment.wanted is not None and view.payment != before.payment:
            self.fill(form_of(view.payment.wanted, view.tokens, self._bench.numbers))
        if not isinstance(view.payment, Drafting):
            self._last_look.close()
        elif view.payment.draft != self._checked.draft:
            self._asked = ()
        self._refresh()
        result = send_view.result_of(view)
        if result is not None:
            self._result.set_result(ResultView(result, view.hold, view.identities, view.tokens, view.hide_amounts))
            if send_view.result_of(before) is None and self.isVisible():
                self._result.first_button().setFocus(Qt.FocusReason.OtherFocusReason)
        self._pages.show_result(ended=result is not None)

    def _switch(self, left: IdentityId | None) -> None:
        """Put one identity's form away and take out the other's."""
        if left is not None:
            self._forms[left] = self._form.form()
        self._last_look.close()
        if self._picker is not None:
            self._picker.close_overlay()
        self._asked = ()
        kept = self._forms.get(self._view.identity) if self._view.identity is not None else None
        self._form.set_form(kept or FormText())

    def _refresh(self) -> None:
        """Check the form against what is known now, and show all that follows from it."""
        view = self._view
        if view.identity is None:
            return
        form = self._form.form()
        self._checked = check(form, send_view.facts_of(view, view.identity, self._bench.numbers))
        spendable = send_view.available(view, form)
        self._form.set_available("")
        if spendable is not None:
            amount, token = spendable
            words = with_symbol(amount, token.symbol, self._bench.numbers, hidden=view.hide_amounts)
            self._form.set_available(self.tr("{amount} available").format(amount=cut_middle(words, 16, 12)))
        self._show_recipient()
        self._consider()
        self._show_decision()

    def _show_recipient(self) -> None:
        view, recipient = self._view, self._checked.recipient
        party = self._form.party()
        has_name = recipient is not None and bool(person(view.identities, recipient).name)
        party.setVisible(has_name)
        if has_name:
            show_party(party, view.identities, recipient)
        self._form.set_warning(look_alike_warning(self._view, self._checked.recipient))

    def _show_decision(self) -> None:
        view, checked = self._view, self._checked
        if view.identity is None:
            return
        decision = send_view.decision_about(view.payment, checked.draft)
        errors = {name: problem for name, problem in checked.problems.items() if name in self._form.form().touched}
        said = send_view.node_problem(decision)
        if said is not None and said.field in _FIELDS:
            errors[said.field] = said
        self._form.set_errors({name: self._say(problem) for name, problem in errors.items()})
        symbol = symbol_of(view.tokens, checked.draft.token_id) if checked.draft is not None else ""
        left, waits = send_view.left_after(view, checked), send_view.may_wait(view, decision)
        self._preview.set_preview(
            PreviewView(
                *(view.identity, checked.recipient, symbol, decision, send_view.theirs_after(view, checked)),
                *(view.identities, view.hide_amounts, send_view.is_sending(view), view.away, left),
                may_wait=waits,
                limits=view.limits,
                aside=view.aside,
                why=send_view.why_more_sign(view, checked.amount, decision, self._bench.numbers),
            )
        )
        self._form.set_verb(
            verb_of(decision, checked.amount, symbol, self._bench.numbers, waits=waits),
            against(decision, self._say, _FIELDS, waits=waits),
        )
        self._last_look.follow(view, checked, look_alike_warning(self._view, self._checked.recipient))

    def _consider(self) -> None:
        """Ask the node about a complete draft, once for each draft and balance."""
        view, draft = self._view, self._checked.draft
        if view.identity is None or not isinstance(view.payment, Drafting) or not self.isVisible():
            return
        if draft is None or view.away:
            self._asked = ()
            return
        balance = view.wallet.balances.get(draft.token_id) if view.wallet is not None else None
        question = (view.identity, draft, balance, view.actor)
        if question != self._asked:
            self._asked = question
            self._bench.dispatch(PreviewTransfer(view.identity, draft, view.actor))

    def _ask_again(self) -> None:
        self._asked = ()
        self._consider()

    def _touch(self, name: str) -> None:
        form = self._form.form()
        self._form.touch((name,))
        if form.touched != self._form.form().touched:
            self._show_decision()

    def confirm(self) -> None:
        """Show what is wrong, or open the last look; nothing is sent from here."""
        if not isinstance(self._view.payment, Drafting) or send_view.sender_problem(self._view) is not None:
            return
        self._form.touch(tuple(_FIELDS))
        self._refresh()
        decision = send_view.decision_about(self._view.payment, self._checked.draft)
        said = None if send_view.may_wait(self._view, decision) else send_view.node_problem(decision)
        wrong = [*self._checked.problems, *([said.field] if said is not None else [])]
        if wrong:
            self._form.focus_first(wrong)
            return
        self._last_look.open(self._view, self._checked, look_alike_warning(self._view, self._checked.recipient))

    def fill(self, form: FormText) -> None:
        """Fill in the active identity's form, as a payment request does."""
        self._form.set_form(form)
        self._form.set_tokens(send_view.offered_tokens(self._view))
        self._refresh()

    def _send(self, sender: IdentityId, draft: PaymentDraft, actor: IdentityId | None) -> None:
        if sender != self._view.identity:
            return
        # Greyed at once: the state follows within a frame, and a second click must find nothing to press.
        self._form.set_sending(sending=True, allowed=True)
        self._bench.dispatch(SubmitTransfer(sender, self._bench.new_request_id(), draft, self._bench.now(), actor))

    def _begin(self, form: FormText) -> None:
        identity = self._view.identity
        if identity is None:
            return
        self._asked = ()
        self._form.set_form(replace(form, token_id=self._form.form().token_id, touched=frozenset()))
        self._bench.dispatch(NewPayment(identity))
        self._form.recipient.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign_as(self, member: IdentityId) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(ActFor(self._view.identity, member))

    def _look(self) -> None:
        item = send_view.item_of(self._view.operation)
        if item is not None:
            self._bench.dispatch(ShowItem(item.proposal.item_id))
        elif self._view.identity is not None:
            for action in send_view.shown_in_activity(self._view.identity, self._view.operation):
                self._bench.dispatch(action)

    def pick(self) -> None:
        """Let one of the own identities be chosen as recipient."""
        if self._picker is None:
            self._picker = RecipientPicker(overlay_host(self))
            self._picker.chosen.connect(self._form.set_recipient)
        others = [who for who in everyone(self._view.identities) if who.did != self._view.identity]
        self._picker.set_people(others)
        self._picker.open_at(self._form.recipient)

    def _fill_max(self) -> None:
        spendable = send_view.available(self._view, self._form.form())
        if spendable is not None:
            self._form.set_amount(format_amount(spendable[0], self._bench.numbers))

    def _load(self) -> None:
        if self._view.identity is not None:
            self._bench.dispatch(LoadWallet(self._view.identity))

    def _say(self, problem: Problem) -> str:
        return sentence(discreet(problem, hidden=self._view.hide_amounts), self._bench.numbers)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask about a draft that was complete before the screen was seen."""
        super().showEvent(event)
        self._consider()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the card under the form where there is no room beside it."""
        super().resizeEvent(event)
        self._pages.place(beside=self.width() >= current_theme().scaled(_SIDE_BY_SIDE))
