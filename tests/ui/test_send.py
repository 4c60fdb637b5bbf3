"""The Send screen: what each input leads to, what is emitted, and that identities never mix."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest
from immutables import Map
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import LONGEST_MEMO
from qwallet_desktop.domain.wallets import WalletPermissions
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.history import ShowHistory
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import (
    Cancelled,
    Cancelling,
    Keeping,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Stage,
    Unanswered,
    Waiting,
)
from qwallet_desktop.state.operations import CancelOperation, ConfirmOperation, HoldUp, Operations, RetryOperation
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.transfers import (
    Drafting,
    NewPayment,
    PaymentDraft,
    PreviewTransfer,
    Submitted,
    SubmitTransfer,
)
from qwallet_desktop.ui.dialogs.confirm_payment import ConfirmPaymentSheet
from qwallet_desktop.ui.screens.recipient_picker import RecipientPicker
from qwallet_desktop.ui.screens.send import SendScreen, View, select
from qwallet_desktop.ui.screens.send_check import FormText
from qwallet_desktop.ui.screens.send_form import SendForm
from qwallet_desktop.ui.screens.send_preview import SendPreview
from qwallet_desktop.ui.screens.send_result import SendResult
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.panels import Banner
from qwallet_desktop.ui.wording import sentence
from tests.ui.builders import NOW, QTK, REQUEST, bench, identities, identity, state, token
from tests.ui.payments import ME, OURS, THEIRS, balance, entry, receipt, units, wallet

DRAFT = PaymentDraft(OURS, QTK, "25.00", "rent")
VIEW = View(
    identity=ME,
    wallet=wallet(balance(100_000)),
    wallets=Map({OURS: wallet(balance(500))}),
    identities=identities(identity(1), identity(2, "Acme Treasury"), identity(3, "Cold", status=IdentityStatus.FROZEN)),
    tokens=Map({QTK: token()}),
)
ALLOWED = Loaded(Decision(Outcome.ALLOW, Rule.OWN_IDENTITIES, units(97_500)), NOW)


@dataclass
class Desk:
    """The screen in a window, and what it emitted."""

    screen: SendScreen
    window: QWidget
    actions: list[Action] = field(default_factory=list)

    @property
    def form(self) -> SendForm:
        return part(self.window, SendForm)

    @property
    def preview(self) -> SendPreview:
        return part(self.window, SendPreview)

    @property
    def result(self) -> SendResult:
        return part(self.window, SendResult)

    @property
    def sheet(self) -> ConfirmPaymentSheet:
        return part(self.window, ConfirmPaymentSheet)

    def sheet_is_open(self) -> bool:
        found = self.window.findChild(ConfirmPaymentSheet)
        return isinstance(found, ConfirmPaymentSheet) and found.isVisible()

    def type(self, recipient: str = "", amount: str = "", memo: str = "") -> None:
        """Type the recipient last, so that nothing is complete before."""
        QTest.keyClicks(self.form.memo, memo)
        QTest.keyClicks(self.form.amount.edit, amount)
        QTest.keyClicks(self.form.recipient, recipient)

    def leave(self, editor: QWidget) -> None:
        QApplication.sendEvent(editor, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))

    def press_send(self) -> None:
        QTest.mouseClick(self.form.send, Qt.MouseButton.LeftButton)

    def confirm(self) -> None:
        QTest.mouseClick(self.sheet.focusable(), Qt.MouseButton.LeftButton)


W = TypeVar("W", bound=QWidget)


def part(root: QWidget, kind: type[W]) -> W:
    found = root.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Desk:
    apply_theme(qapp, "light", reduced_motion=True)
    window = QWidget()
    qtbot.addWidget(window)
    actions: list[Action] = []
    screen = SendScreen(bench(actions.append), window)
    window.resize(1000, 700)
    screen.resize(1000, 700)
    screen.draw(VIEW)
    with qtbot.waitExposed(window):
        window.show()
    return Desk(screen, window, actions)


def previewed(draft: PaymentDraft = DRAFT) -> View:
    return replace(VIEW, payment=Drafting(draft, ALLOWED))


def submitted(stage: Stage, hold: HoldUp | None = None) -> View:
    """The screen after a payment was submitted, and what became of it."""
    operation = Operation(REQUEST, ME, DRAFT, NOW, stage)
    return replace(VIEW, payment=Submitted(DRAFT, REQUEST), operation=operation, hold=hold)


def complete(desk: Desk) -> None:
    desk.type(OURS, "25.00", "rent")
    desk.screen.draw(previewed())
    desk.actions.clear()


@pytest.mark.parametrize(
    ("amount", "code", "facts"),
    [
        ("", Code.AMOUNT_EMPTY, {}),
        ("abc", Code.AMOUNT_NOT_A_NUMBER, {}),
        ("0", Code.AMOUNT_ZERO, {}),
        ("-5", Code.AMOUNT_NEGATIVE, {}),
        ("1.005", Code.AMOUNT_TOO_PRECISE, {"decimals": "2"}),
        ("1000.01", Code.INSUFFICIENT_FUNDS, {"available": "1000.00", "symbol": "QTK"}),
        ("1" + "0" * 80, Code.AMOUNT_TOO_LARGE, {"digits": "78"}),
    ],
)
def test_a_bad_amount_has_its_sentence_and_emits_nothing(
    desk: Desk, amount: str, code: Code, facts: dict[str, str]
) -> None:
    desk.type(OURS, amount)
    desk.press_send()
    assert desk.form.error("amount") == sentence(Problem(code, facts, "amount"), NumberStyle())
    assert desk.actions == []
    assert not desk.sheet_is_open()


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("", Code.RECIPIENT_EMPTY),
        ("did:web:example", Code.NOT_A_DID),
        (ME, Code.SELF_TRANSFER),
        (identity(3).id, Code.RECIPIENT_FROZEN),
    ],
)
def test_a_bad_recipient_has_its_sentence_and_emits_nothing(desk: Desk, recipient: str, code: Code) -> None:
    desk.type(recipient, "25.00")
    desk.press_send()
    assert desk.form.error("recipient") == sentence(Problem(code, {}, "recipient"))
    assert desk.actions == []


def test_a_memo_that_is_too_long_has_its_sentence_and_emits_nothing(desk: Desk) -> None:
    desk.type(OURS, "25.00")
    desk.actions.clear()
    desk.form.memo.setPlainText("x" * (LONGEST_MEMO + 1))
    desk.press_send()
    assert desk.form.error("memo") == sentence(Problem(Code.MEMO_INVALID, {"longest": str(LONGEST_MEMO)}, "memo"))
    assert desk.actions == []


def test_a_token_that_is_not_known_has_its_sentence(desk: Desk) -> None:
    desk.type(OURS, "25.00")
    desk.screen.draw(replace(VIEW, tokens=Map(), payment=Submitted(DRAFT, REQUEST)))
    desk.screen.draw(replace(VIEW, tokens=Map()))
    desk.actions.clear()
    desk.screen.confirm()
    assert desk.form.error("amount") == sentence(Problem(Code.TOKEN_UNKNOWN, {}, "tokenId"))
    assert desk.actions == []


def test_no_sentence_is_shown_while_one_types(desk: Desk) -> None:
    desk.type("did:ke", "ab")
    assert (desk.form.error("recipient"), desk.form.error("amount")) == ("", "")


def test_the_sentence_comes_when_the_field_is_left(desk: Desk) -> None:
    desk.type("did:ke")
    desk.leave(desk.form.recipient)
    assert desk.form.error("recipient") == sentence(Problem(Code.NOT_A_DID, {}, "recipient"))


def test_a_field_that_was_never_touched_has_no_sentence_when_it_is_left(desk: Desk) -> None:
    desk.leave(desk.form.amount.edit)
    assert desk.form.error("amount") == ""


def test_the_sentence_goes_when_the_input_is_right(desk: Desk) -> None:
    desk.type("did:ke")
    desk.leave(desk.form.recipient)
    desk.form.recipient.clear()
    QTest.keyClicks(desk.form.recipient, OURS)
    assert desk.form.error("recipient") == ""


def test_a_complete_draft_is_previewed_in_the_wire_form(desk: Desk) -> None:
    desk.type(OURS, "1,000", "  rent ")
    assert desk.actions[-1] == PreviewTransfer(ME, PaymentDraft(OURS, QTK, "1000.00", "rent"))


@pytest.mark.parametrize("anonymous", [ME, OURS])
def test_a_payment_between_an_anonymous_identity_and_another_of_ours_says_that_it_ties_them(
    desk: Desk, anonymous: IdentityId
) -> None:
    complete(desk)
    view = previewed()
    known = view.identities.known
    hidden = replace(known[anonymous], type=IdentityType.AID)
    desk.screen.draw(replace(view, identities=replace(view.identities, known=known.set(anonymous, hidden))))
    other = known[OURS if anonymous == ME else ME].name
    assert f"ties the anonymous identity to {other}" in desk.preview.words()


def test_a_payment_between_named_identities_ties_nobody(desk: Desk) -> None:
    complete(desk)
    assert "Goes at once" in desk.preview.words()
    assert "This payment ties" not in desk.preview.words()


def test_the_same_draft_is_previewed_once(desk: Desk) -> None:
    desk.type(OURS, "25.00", "rent")
    asked = len(desk.actions)
    desk.screen.draw(previewed())
    desk.screen.draw(replace(previewed(), hide_amounts=True))
    assert len(desk.actions) == asked


def test_a_new_balance_has_the_draft_previewed_again(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(replace(previewed(), wallet=wallet(balance(90_000))))
    assert desk.actions == [PreviewTransfer(ME, DRAFT)]


def test_the_decision_is_said_with_what_is_left_on_both_sides(desk: Desk) -> None:
    complete(desk)
    assert "Goes at once" in desk.preview.words()
    shown = [label for label in names(desk.preview) if label.endswith("QTK")]
    assert shown == ["975.00 QTK", "30.00 QTK"]


def names(root: QWidget) -> list[str]:
    return [child.accessibleName() for child in root.findChildren(QWidget) if type(child).__name__ == "AmountLabel"]


def test_a_denial_stands_at_its_field_and_keeps_the_last_look_shut(desk: Desk) -> None:
    complete(desk)
    problem = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    denied = Loaded(Decision(Outcome.DENY, Rule.RECIPIENT_STATE, units(100_000), problem), NOW)
    desk.screen.draw(replace(VIEW, payment=Drafting(DRAFT, denied)))
    desk.press_send()
    assert desk.form.error("recipient") == sentence(problem)
    assert not desk.sheet_is_open()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code.NODE_STARTING, ""),
        (Code.NODE_TIMEOUT, "Balances may be out of date. The node took too long to answer."),
    ],
)
def test_of_old_balances_it_is_said_why_unless_the_program_only_begins(desk: Desk, code: Code, said: str) -> None:
    may = WalletPermissions(can_send=True, can_receive=True, can_issue=False)
    old = replace(wallet(balance(100_000)), context=Stale(may, NOW, Problem(code)))
    desk.screen.draw(replace(VIEW, wallet=old))
    shown = [one.accessibleName() for one in desk.window.findChildren(Banner) if one.isVisible()]
    assert [one.partition(" Qwallet")[0] for one in shown] == ([said] if said else [])


def test_a_failed_preview_can_be_asked_for_again(desk: Desk, qtbot: QtBot) -> None:
    complete(desk)
    desk.screen.draw(replace(VIEW, payment=Drafting(DRAFT, Failed(Problem(Code.NODE_UNREACHABLE)))))
    click_button(desk.preview, "Retry")
    assert desk.actions == [PreviewTransfer(ME, DRAFT)]


def click_button(root: QWidget, text: str) -> None:
    found = [child for child in root.findChildren(QWidget) if child.accessibleName() == text and child.isVisible()]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def test_sending_asks_first_and_names_the_amount_on_the_button(desk: Desk) -> None:
    complete(desk)
    desk.press_send()
    assert desk.sheet.focusable().accessibleName() == "Send 25.00 QTK"
    assert desk.actions == []


def test_the_confirmed_payment_is_submitted_once_and_greyed_at_once(desk: Desk) -> None:
    complete(desk)
    desk.press_send()
    desk.confirm()
    desk.confirm()
    assert desk.actions == [SubmitTransfer(ME, REQUEST, replace(DRAFT, expected="ALLOW"), NOW)]
    assert not desk.form.send.isEnabled()


def test_the_last_look_waits_for_the_decision(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(replace(VIEW, payment=Drafting(DRAFT, Loading())))
    desk.press_send()
    desk.confirm()
    assert desk.actions == []
    desk.screen.draw(previewed())
    desk.confirm()
    assert desk.actions == [SubmitTransfer(ME, REQUEST, replace(DRAFT, expected="ALLOW"), NOW)]


def test_a_held_enter_does_not_confirm(desk: Desk) -> None:
    complete(desk)
    QTest.keyClick(desk.form.amount.edit, Qt.Key.Key_Return)
    assert desk.sheet_is_open()
    no_key = Qt.KeyboardModifier.NoModifier
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, no_key, "", autorep=True)
    QApplication.sendEvent(desk.sheet, held)
    assert desk.actions == []


def test_the_last_look_closes_when_the_balance_falls_below_the_amount(desk: Desk) -> None:
    complete(desk)
    desk.press_send()
    desk.screen.draw(replace(previewed(), wallet=wallet(balance(100))))
    assert not desk.sheet_is_open()


def test_cancelling_the_last_look_emits_nothing(desk: Desk) -> None:
    complete(desk)
    desk.press_send()
    QTest.keyClick(desk.sheet, Qt.Key.Key_Escape)
    assert desk.actions == []
    assert not desk.sheet_is_open()


def test_max_fills_in_all_that_is_available(desk: Desk) -> None:
    desk.form.amount.max_clicked.emit()
    assert desk.form.amount.text() == "1,000.00"


def test_a_did_can_be_pasted(desk: Desk) -> None:
    QGuiApplication.clipboard().setText(f"  {THEIRS}\n")
    QTest.mouseClick(desk.form.paste, Qt.MouseButton.LeftButton)
    assert desk.form.recipient.text() == THEIRS


def test_an_identity_of_ours_is_chosen_by_name(desk: Desk) -> None:
    QTest.mouseClick(desk.form.pick, Qt.MouseButton.LeftButton)
    picker = part(desk.window, RecipientPicker)
    QTest.keyClicks(picker.focusWidget(), "acme")
    QTest.keyClick(picker.focusWidget(), Qt.Key.Key_Return)
    assert desk.form.recipient.text() == OURS
    assert desk.form.party().name() == "Acme Treasury"
    assert desk.window.focusWidget() is desk.form.amount.edit


def test_the_sender_is_not_offered_as_recipient(desk: Desk) -> None:
    desk.screen.pick()
    picker = part(desk.window, RecipientPicker)
    QTest.keyClicks(picker.focusWidget(), "Mara")
    QTest.keyClick(picker.focusWidget(), Qt.Key.Key_Return)
    assert desk.form.recipient.text() == ""


def forged(did: IdentityId) -> IdentityId:
    """Return another DID with the same head and tail."""
    return IdentityId(did[:-12] + ("x" if did[-12] != "x" else "y") + did[-11:])


def test_an_id_that_looks_like_a_known_one_is_warned_of(desk: Desk) -> None:
    desk.type(forged(OURS))
    assert "Acme Treasury" in desk.form.warning()


def test_the_last_look_warns_of_a_look_alike_too(desk: Desk) -> None:
    draft = replace(DRAFT, recipient=forged(OURS))
    desk.type(draft.recipient, "25.00", "rent")
    desk.screen.draw(previewed(draft))
    desk.press_send()
    assert any("Acme Treasury" in banner.accessibleName() for banner in desk.sheet.findChildren(Banner))


def test_an_id_that_was_paid_before_is_not_warned_of(desk: Desk) -> None:
    met = replace(wallet(balance(100_000)), latest=Loaded((entry(1, forged(OURS)),), NOW))
    desk.screen.draw(replace(VIEW, wallet=met))
    desk.type(forged(OURS))
    assert desk.form.warning() == ""


def test_a_strangers_id_of_another_look_is_not_warned_of(desk: Desk) -> None:
    desk.type(THEIRS)
    assert desk.form.warning() == ""


def test_each_identity_keeps_its_own_form(desk: Desk) -> None:
    desk.type(OURS, "25.00", "rent")
    other = replace(VIEW, identity=OURS, wallet=wallet(balance(7_000)))
    desk.screen.draw(other)
    assert desk.form.form() == FormText(token_id=QTK)
    desk.type(ME, "3")
    desk.screen.draw(VIEW)
    assert (desk.form.recipient.text(), desk.form.amount.text(), desk.form.memo.toPlainText()) == (
        OURS,
        "25.00",
        "rent",
    )


def test_another_identity_closes_the_last_look(desk: Desk) -> None:
    complete(desk)
    desk.press_send()
    desk.screen.draw(replace(VIEW, identity=OURS, wallet=wallet(balance(7_000))))
    assert not desk.sheet_is_open()


def test_a_decision_about_another_draft_is_not_shown(desk: Desk) -> None:
    desk.type(OURS, "26.00", "rent")
    desk.screen.draw(previewed())
    assert desk.preview.words() == ""


@pytest.mark.parametrize("stage", [Keeping(), Sending(NOW, 1)], ids=lambda stage: type(stage).__name__)
def test_nothing_can_be_sent_while_a_payment_is_on_its_way(desk: Desk, stage: Stage) -> None:
    complete(desk)
    desk.screen.draw(submitted(stage))
    assert desk.form.send.text() == "Sending\u2026"
    desk.screen.confirm()
    assert not desk.sheet_is_open()


def test_a_frozen_identity_can_not_send(desk: Desk) -> None:
    frozen = identities(replace(identity(1, status=IdentityStatus.FROZEN), reason="lost"), identity(2))
    desk.type(OURS, "25.00")
    desk.screen.draw(replace(VIEW, identities=frozen))
    assert not desk.form.send.isEnabled()


def test_the_receipt_offers_the_next_payment_with_an_empty_form(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(submitted(Made(NOW, receipt())))
    assert desk.result.words() == "Sent"
    click_button(desk.result, "New payment")
    assert desk.actions == [NewPayment(ME)]
    assert desk.form.recipient.text() == ""


def test_the_receipt_is_found_in_the_activity(desk: Desk) -> None:
    desk.screen.draw(submitted(Made(NOW, receipt())))
    click_button(desk.result, "Show in activity")
    assert [type(action) for action in desk.actions] == [ShowHistory, SelectEntry, GoTo]
    assert desk.actions[-1] == GoTo(Page.WALLET, Tab.ACTIVITY)


def test_a_refused_payment_can_be_edited(desk: Desk) -> None:
    complete(desk)
    problem = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    desk.screen.draw(submitted(Refused(NOW, problem)))
    assert sentence(problem) in desk.result.words()
    click_button(desk.result, "Edit")
    assert desk.actions == [NewPayment(ME)]
    assert desk.form.recipient.text() == OURS


def test_a_payment_whose_answer_takes_long_does_not_keep_from_the_next(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(submitted(Sending(NOW, 1)))
    QApplication.processEvents()
    click_button(desk.preview, "New payment")
    assert desk.actions == [NewPayment(ME)]
    assert desk.form.recipient.text() == ""


def test_an_unanswered_payment_says_that_it_is_sent_again_by_itself(desk: Desk) -> None:
    desk.screen.draw(submitted(Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 1)))
    assert "no answer is known" in desk.result.words()
    click_button(desk.result, "Try now")
    assert desk.actions == [RetryOperation(REQUEST, REQUEST, NOW)]


def test_a_payment_that_the_node_could_not_write_is_not_called_unknown(desk: Desk) -> None:
    desk.screen.draw(submitted(Unanswered(NOW, Problem(Code.STORAGE_FULL), 1)))
    assert "no answer is known" not in desk.result.words()
    assert sentence(Problem(Code.STORAGE_FULL)) in desk.result.words()


@pytest.mark.parametrize(
    ("hold", "words"),
    [
        (HoldUp.NODE, "as soon as the node answers"),
        (HoldUp.UNLOCK, "as soon as you unlock"),
        (HoldUp.EARLIER, "asked for earlier goes first"),
        (None, "in a moment"),
    ],
)
def test_a_payment_that_waits_says_for_what(desk: Desk, hold: HoldUp | None, words: str) -> None:
    desk.screen.draw(submitted(Waiting(NOW), hold))
    assert words in desk.result.words()


def test_a_payment_that_waits_can_be_cancelled(desk: Desk) -> None:
    desk.screen.draw(submitted(Waiting(NOW), HoldUp.NODE))
    click_button(desk.result, "Cancel payment")
    assert desk.actions == [CancelOperation(REQUEST)]


def test_the_next_payment_need_not_wait(desk: Desk) -> None:
    desk.screen.draw(submitted(Waiting(NOW), HoldUp.NODE))
    click_button(desk.result, "New payment")
    assert desk.actions == [NewPayment(ME)]


def test_a_payment_that_could_not_leave_can_be_tried_at_once(desk: Desk) -> None:
    desk.screen.draw(submitted(Waiting(NOW, Problem(Code.STORAGE_FULL))))
    assert sentence(Problem(Code.STORAGE_FULL)) in desk.result.words()
    click_button(desk.result, "Try now")
    assert desk.actions == [RetryOperation(REQUEST, REQUEST, NOW)]


def test_a_payment_that_waited_for_a_day_asks_whether_it_is_still_wanted(desk: Desk) -> None:
    desk.screen.draw(submitted(Waiting(NOW, is_old=True), HoldUp.CONFIRM))
    click_button(desk.result, "Send it")
    assert desk.actions == [ConfirmOperation(REQUEST, NOW)]


def test_a_payment_that_is_sent_again_stays_on_its_card(desk: Desk) -> None:
    desk.screen.draw(submitted(Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 1)))
    desk.screen.draw(submitted(Sending(NOW.replace(hour=23), 2)))
    assert desk.result.words().startswith("Sending")


def test_a_payment_that_could_not_be_kept_says_that_nothing_was_sent(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(submitted(NotKept(Problem(Code.STORAGE_FULL))))
    assert "nothing was sent" in desk.result.words()
    click_button(desk.result, "Edit")
    assert desk.form.recipient.text() == OURS


@pytest.mark.parametrize(("stage", "chip"), [(Cancelling(), "Cancelling"), (Cancelled(NOW), "Cancelled")])
def test_a_cancelled_payment_says_so(desk: Desk, stage: Stage, chip: str) -> None:
    desk.screen.draw(submitted(stage))
    assert desk.result.words().startswith(chip)


def away() -> View:
    return replace(VIEW, away=True)


def test_while_the_node_is_away_the_form_asks_nothing_and_says_what_will_happen(desk: Desk) -> None:
    desk.screen.draw(away())
    desk.type(OURS, "25.00", "rent")
    assert desk.actions == []
    assert "Goes out later" in desk.preview.words()
    assert [label for label in names(desk.preview) if label.endswith("QTK")] == ["975.00 QTK", "30.00 QTK"]


def test_while_the_node_is_away_a_payment_is_confirmed_and_submitted_all_the_same(desk: Desk) -> None:
    desk.screen.draw(away())
    desk.type(OURS, "25.00", "rent")
    desk.press_send()
    assert desk.sheet.focusable().accessibleName() == "Send 25.00 QTK later"
    assert "saved on this computer" in desk.sheet.words()
    desk.confirm()
    assert desk.actions == [SubmitTransfer(ME, REQUEST, DRAFT, NOW)]


def test_while_the_node_is_away_bad_input_is_still_answered_at_once(desk: Desk) -> None:
    desk.screen.draw(away())
    desk.type("did:web:example", "0")
    desk.press_send()
    assert desk.form.error("recipient") == sentence(Problem(Code.NOT_A_DID, {}, "recipient"))
    assert desk.form.error("amount") == sentence(Problem(Code.AMOUNT_ZERO, {}, "amount"))
    assert not desk.sheet_is_open()


def test_a_draft_is_previewed_once_the_node_is_back(desk: Desk) -> None:
    desk.screen.draw(away())
    desk.type(OURS, "25.00", "rent")
    desk.screen.draw(VIEW)
    assert desk.actions == [PreviewTransfer(ME, DRAFT)]


def test_a_preview_that_the_node_could_not_give_does_not_keep_from_sending(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(replace(VIEW, payment=Drafting(DRAFT, Failed(Problem(Code.NODE_TIMEOUT)))))
    desk.press_send()
    desk.confirm()
    assert desk.actions == [SubmitTransfer(ME, REQUEST, DRAFT, NOW)]


def test_hidden_amounts_tell_no_balance(desk: Desk) -> None:
    complete(desk)
    desk.screen.draw(replace(previewed(), hide_amounts=True))
    assert names(desk.preview) == ["hidden amount", "hidden amount"]


def test_a_sentence_tells_no_balance_while_amounts_are_hidden(desk: Desk) -> None:
    desk.screen.draw(replace(VIEW, hide_amounts=True))
    desk.type(OURS, "2000")
    desk.leave(desk.form.amount.edit)
    assert HIDDEN_AMOUNT in desk.form.error("amount")
    assert "1,000" not in desk.form.error("amount")


def test_the_memo_counts_its_characters(desk: Desk) -> None:
    desk.type(memo="four")
    assert any(
        child.text() == f"4 / {LONGEST_MEMO}" for child in desk.form.findChildren(QWidget) if hasattr(child, "text")
    )


def test_select_takes_the_active_identitys_payment() -> None:
    base = state(identity(1), identity(2), active=1, tokens=[token()])
    operation = Operation(REQUEST, ME, DRAFT, NOW, Waiting(NOW))
    whole = replace(
        base,
        transfers=Map({ME: Submitted(DRAFT, REQUEST)}),
        operations=Operations(Map({REQUEST: operation}), (REQUEST,), Map({ME: (REQUEST,)})),
    )
    assert select(whole).identity == OURS
    assert select(whole).payment == Drafting()
    mine = select(replace(whole, identities=replace(whole.identities, active=ME)))
    assert (mine.operation, mine.hold, mine.away) == (operation, HoldUp.NODE, False)


def test_an_unknown_token_is_no_other_token(desk: Desk) -> None:
    desk.screen.fill(FormText(OURS, TokenId("qtk1" + "f" * 64), "1", ""))
    assert desk.form.form().token_id == QTK


def test_tab_goes_through_the_whole_form_in_the_order_in_which_it_is_filled(desk: Desk) -> None:
    form = desk.form
    form.recipient.setFocus()
    met = list[QWidget]()
    while (focused := desk.window.focusWidget()) not in met:
        met.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = [form.recipient, form.paste, form.pick, form.amount.edit, form.token, form.memo, form.send, form.many]
    assert [each for each in met if each in wanted] == wanted


def test_a_node_that_gives_no_opinion_does_not_hinder_a_payment(desk: Desk) -> None:
    desk.type(OURS, "25.00", "rent")
    desk.screen.draw(replace(VIEW, payment=Drafting(DRAFT, Failed(Problem(Code.NODE_TIMEOUT)))))
    assert any("You can send all the same" in label.text() for label in desk.preview.findChildren(QLabel))
    desk.press_send()
    assert desk.sheet.focusable().accessibleName() == "Send 25.00 QTK later"


def test_when_a_payment_was_cancelled_the_focus_goes_to_what_can_be_done_next(desk: Desk) -> None:
    desk.screen.draw(submitted(Waiting(NOW)))
    cancel = next(one for one in desk.result.findChildren(QPushButton) if one.text() == "Cancel payment")
    cancel.setFocus()
    assert desk.window.focusWidget() is cancel
    desk.screen.draw(submitted(Cancelled(NOW)))
    assert desk.window.focusWidget() is desk.result.first_button()
