"""The screen for lists of payments: what each line is said to be, what is emitted, and what a result offers."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from immutables import Map
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.batches import (
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentRefused,
    at_payment,
)
from qwallet_desktop.domain.did import group_did
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.matters import BatchMatter
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Closing, Executed, Expired, Item
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.batch import Listing, Order, Submitted
from qwallet_desktop.state.batches import (
    CheckRecipients,
    ListNotTaken,
    NewList,
    ReadListFile,
    SaveList,
    SubmitBatch,
    WriteList,
)
from qwallet_desktop.state.navigation import GoTo, Page, ShowItem, Tab
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
from qwallet_desktop.state.operations import CancelOperation, ConfirmOperation, HoldUp, RetryOperation
from qwallet_desktop.state.remote import Failed, Loading
from qwallet_desktop.state.root import Action
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.ui.dialogs.confirm_list import ConfirmListSheet
from qwallet_desktop.ui.models.list_model import Column
from qwallet_desktop.ui.payments_asking import Asking
from qwallet_desktop.ui.screens.pay_many import PayManyScreen, View, select
from qwallet_desktop.ui.screens.pay_many_file import result_lines
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.panels import Banner
from tests.helpers import items as told
from tests.ui.builders import NOW, QTK, REQUEST, bench, identities, identity, state, token
from tests.ui.payments import ME, OURS, THEIRS, balance, receipt, wallet

FROZEN = identity(3).id
GOOD = f"{OURS},25.00,QTK,rent\n{OURS},30,QTK,"
VIEW = View(
    identity=ME,
    wallet=wallet(balance(100_000)),
    identities=identities(identity(1), identity(2, "Acme Treasury"), identity(3, "Cold", status=IdentityStatus.FROZEN)),
    tokens=Map({QTK: token()}),
)
RENT, MORE = AskedPayment(OURS, QTK, "25.00", "rent"), AskedPayment(OURS, QTK, "30.00", "")
ORDER = Order((RENT, MORE), BatchMode.ALL_OR_NOTHING, GOOD)
SHORT = Problem(Code.INSUFFICIENT_FUNDS, {"available": "5.00", "symbol": "QTK"}, "amount")
PARTLY = Made(NOW, BatchReceipt((PaymentMade(receipt()), PaymentRefused(SHORT))))


def listing(text: str, mode: BatchMode = BatchMode.ALL_OR_NOTHING, **more: object) -> View:
    return replace(VIEW, batch=replace(Listing(text, mode, taken=1), **more))  # type: ignore[arg-type]


def sent(stage: Stage, saved: Path | Problem | None = None, **more: object) -> View:
    operation = Operation(REQUEST, ME, ORDER, NOW, stage)
    return replace(VIEW, batch=Submitted(ORDER, REQUEST, saved), operation=operation, **more)  # type: ignore[arg-type]


@dataclass
class Desk:
    """The screen in a window, and what it emitted."""

    screen: PayManyScreen
    window: QWidget
    actions: list[Action] = field(default_factory=list)

    def draw(self, view: View) -> None:
        self.screen.draw(view)
        # What is clicked next is to have its place.
        QApplication.processEvents()

    def verdicts(self) -> list[str]:
        return [row.verdict for row in self.screen.table.rows()]

    def results(self) -> list[str]:
        return [row.verdict for row in self.screen.result.table.rows()]

    def sheet(self) -> ConfirmListSheet:
        found = self.window.findChild(ConfirmListSheet)
        assert isinstance(found, ConfirmListSheet)
        return found

    def sheet_is_open(self) -> bool:
        found = self.window.findChild(ConfirmListSheet)
        return isinstance(found, ConfirmListSheet) and found.isVisible()

    def review(self) -> None:
        QTest.mouseClick(self.screen.summary.review, Qt.MouseButton.LeftButton)

    def confirm(self) -> None:
        QTest.mouseClick(self.sheet().focusable(), Qt.MouseButton.LeftButton)

    def emitted(self, kind: type[Action]) -> list[Action]:
        return [action for action in self.actions if isinstance(action, kind)]


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Desk:
    apply_theme(qapp, "light", reduced_motion=True)
    window = QWidget()
    qtbot.addWidget(window)
    actions: list[Action] = []
    screen = PayManyScreen(bench(actions.append), window)
    window.resize(1020, 730)
    screen.resize(1020, 730)
    screen.draw(VIEW)
    with qtbot.waitExposed(window):
        window.show()
    return Desk(screen, window, actions)


def test_one_begins_in_the_list(desk: Desk) -> None:
    assert desk.window.focusWidget() is desk.screen.editor.edit


# ------------------------------------------------------------------------------- the list


def test_the_screen_draws_the_active_identitys_list() -> None:
    known = state(identity(1), identity(2))
    written = replace(known, batches=Map({ME: Listing("mine"), OURS: Listing("theirs")}))

    assert select(written).batch == Listing("mine")


def test_nothing_is_selected_without_an_identity() -> None:
    assert select(state()) == View()


def test_what_is_typed_is_told_once_after_a_moment(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.screen.editor.edit, "did:a")

    qtbot.waitUntil(lambda: bool(desk.actions))
    assert desk.actions == [WriteList(ME, "did:a", BatchMode.ALL_OR_NOTHING)]


def test_good_lines_are_ready_and_their_sum_and_rest_are_said(desk: Desk) -> None:
    desk.draw(listing(GOOD))

    assert desk.verdicts() == ["Ready", "Ready"]
    assert [(row.who.name, row.amount) for row in desk.screen.table.rows() if row.who] == [
        ("Acme Treasury", "25.00"),
        ("Acme Treasury", "30.00"),
    ]
    assert desk.screen.summary.review.text() == "Review 2 payments…"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{ME},1,QTK", "This is the payer"),
        ("Leo,1,QTK", "Not a DID"),
        (f"{OURS},1", "No token named"),
        (f"{OURS},1,SILVER", "No such token"),
        (f"{OURS};1,50;QTK", "Write it like 1234.50"),
        (f"{OURS},1.001,QTK", "Too many decimals"),
        (f"{OURS},1,QTK,a,b", "Needs 2 to 4 columns"),
        (f"{OURS},5000,QTK", "More than is left"),
        (f"{FROZEN},1,QTK", "Can't receive now"),
        (f"{THEIRS},1,QTK", "Not one of yours"),
    ],
)
def test_each_line_says_in_words_what_is_to_be_said_of_it(desk: Desk, line: str, words: str) -> None:
    desk.draw(listing(line))

    assert desk.verdicts() == [words]


def test_the_full_sentence_is_the_tool_tip_of_the_words(desk: Desk) -> None:
    desk.draw(listing(f"{OURS},5000,QTK"))
    table = desk.screen.table

    tip = table.model().index(0, Column.VERDICT).data(Qt.ItemDataRole.ToolTipRole)
    assert "1,000.00 QTK" in tip


def test_a_payment_that_is_there_twice_is_marked_and_may_be_sent(desk: Desk) -> None:
    desk.draw(listing(f"{OURS},25,QTK,rent\n{OURS},25.00,QTK,again"))

    assert desk.verdicts() == ["Ready", "Same as line 1"]
    assert "twice" in desk.screen.summary.words()
    assert desk.screen.summary.review.isEnabled()


def test_a_strangers_id_that_looks_like_a_known_one_is_marked(desk: Desk) -> None:
    # A group's id has the same letters to choose from, and any of the right length is one.
    forged = group_did(bytes(range(32)))
    ours = IdentityId(forged[:30] + ("x" if forged[30] != "x" else "y") + forged[31:])
    held = identities(identity(1), replace(identity(2, "Acme Treasury"), id=ours))
    desk.draw(replace(listing(f"{forged},1,QTK"), identities=held))

    assert desk.verdicts() == ["Looks like Acme Treasury"]


def test_a_line_that_needs_mending_stops_the_list(desk: Desk) -> None:
    desk.draw(listing(f"{GOOD}\n{ME},1,QTK", BatchMode.EACH))

    assert desk.screen.summary.words().startswith("1 line needs mending. Line 3, recipient: That is the identity")
    assert not desk.screen.summary.review.isEnabled()


def test_a_line_that_would_be_refused_stops_all_or_nothing_only(desk: Desk) -> None:
    text = f"{GOOD}\n{OURS},5000,QTK"
    desk.draw(listing(text))
    assert not desk.screen.summary.review.isEnabled()

    desk.draw(listing(text, BatchMode.EACH))
    assert desk.screen.summary.review.isEnabled()


def test_a_mode_that_is_chosen_is_told_with_the_list(desk: Desk) -> None:
    desk.draw(listing(GOOD))

    desk.screen.summary.choose(BatchMode.EACH)

    assert desk.actions == [WriteList(ME, GOOD, BatchMode.EACH)]


def test_a_frozen_payer_is_told_so_and_can_not_go_on(desk: Desk) -> None:
    frozen = identities(identity(1, status=IdentityStatus.FROZEN), identity(2))
    desk.draw(replace(listing(GOOD), identities=frozen))

    assert not desk.screen.summary.review.isEnabled()


def test_hidden_amounts_are_hidden_in_table_and_sums(desk: Desk) -> None:
    desk.draw(replace(listing(f"{OURS},5000,QTK"), hide_amounts=True))
    index = desk.screen.table.model().index(0, Column.VERDICT)

    assert HIDDEN_AMOUNT in index.data(Qt.ItemDataRole.ToolTipRole)
    assert desk.screen.table.model().index(0, Column.AMOUNT).data(Qt.ItemDataRole.ToolTipRole) is None


def test_the_node_is_asked_once_about_each_stranger(desk: Desk) -> None:
    text = f"{THEIRS},1,QTK\n{THEIRS},2,QTK\n{OURS},3,QTK"
    desk.draw(listing(text))
    desk.draw(listing(text, BatchMode.EACH))

    assert desk.actions == [CheckRecipients(ME, (AskedPayment(THEIRS, QTK, "1.00", ""),))]


def test_what_the_node_said_of_a_stranger_stands_at_its_line(desk: Desk) -> None:
    unknown = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    desk.draw(listing(f"{THEIRS},1,QTK", recipients=Map({THEIRS: unknown})))

    assert (desk.verdicts(), desk.actions) == (["Not registered here"], [])


def test_another_identitys_list_comes_and_goes_with_it(desk: Desk) -> None:
    desk.draw(listing("mine"))
    desk.draw(replace(VIEW, identity=OURS))
    assert desk.screen.editor.edit.toPlainText() == ""

    desk.draw(listing("mine"))
    assert desk.screen.editor.edit.toPlainText() == "mine"


def test_what_was_typed_last_stays_with_its_identity_when_another_comes(desk: Desk) -> None:
    QTest.keyClicks(desk.screen.editor.edit, "did:a")

    desk.draw(replace(VIEW, identity=OURS))

    assert desk.actions == [WriteList(ME, "did:a", BatchMode.ALL_OR_NOTHING)]


def test_an_older_text_from_the_state_does_not_undo_what_is_being_typed(desk: Desk) -> None:
    desk.draw(listing("did:"))
    desk.screen.editor.edit.setPlainText("did:key")

    desk.draw(listing("did:"))

    assert desk.screen.editor.edit.toPlainText() == "did:key"


def test_a_text_from_a_file_takes_the_editors_place(desk: Desk) -> None:
    desk.draw(listing("typed"))

    desk.draw(listing("from a file", taken=2))

    assert desk.screen.editor.edit.toPlainText() == "from a file"


def test_a_loading_and_a_failed_wallet_are_drawn(desk: Desk) -> None:
    desk.draw(replace(VIEW, wallet=Wallet(context=Failed(Problem(Code.NODE_UNREACHABLE)))))
    assert not desk.screen.table.isVisible()

    desk.draw(replace(VIEW, wallet=Wallet(context=Loading())))
    assert not desk.screen.table.isVisible()


# ------------------------------------------------------------------------------- pasting and files


def paste(desk: Desk, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    desk.screen.editor.edit.paste()


def test_signs_that_turn_text_round_are_not_pasted(desk: Desk) -> None:
    paste(desk, f"{OURS},1,QTK,\u202etner")

    assert desk.screen.editor.edit.toPlainText().endswith("QTK,tner")


def test_a_paste_of_ten_thousand_lines_is_refused_in_a_sentence(desk: Desk) -> None:
    paste(desk, f"{OURS},1,QTK\n" * 10_000)

    problem = Problem(Code.TOO_MANY_PAYMENTS, {"most": "1000", "count": "10000"}, "payments")
    assert (desk.actions, desk.screen.editor.edit.toPlainText()) == ([ListNotTaken(ME, problem)], "")
    desk.draw(listing("", problem=problem))
    assert "10,000 payments" in desk.screen.editor.error()


def test_a_paste_of_megabytes_is_refused_without_being_read(desk: Desk) -> None:
    paste(desk, "x" * 1_000_001)

    assert desk.actions == [ListNotTaken(ME, Problem(Code.TOO_MANY_PAYMENTS, {"most": "1000"}, "payments"))]


def test_more_lines_than_may_be_sent_can_be_typed_but_not_sent(desk: Desk) -> None:
    desk.draw(listing("\n".join([f"{OURS},0.01,QTK"] * 1_001), BatchMode.EACH))

    assert "1,001 payments" in desk.screen.editor.error()
    assert not desk.screen.summary.review.isEnabled()


def test_a_file_that_is_dropped_is_read(desk: Desk, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "list.csv"))])
    edit = desk.screen.editor.edit

    assert edit.canInsertFromMimeData(mime)
    edit.insertFromMimeData(mime)
    assert desk.actions == [ReadListFile(ME, tmp_path / "list.csv")]


def test_a_file_is_chosen_in_a_dialog_that_blocks_nothing(desk: Desk, tmp_path: Path) -> None:
    QTest.mouseClick(desk.screen.editor.take, Qt.MouseButton.LeftButton)
    (dialog,) = desk.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "list.csv"))
    dialog.reject()

    assert desk.actions == [ReadListFile(ME, tmp_path / "list.csv")]


def test_clear_empties_the_list_at_once(desk: Desk) -> None:
    desk.draw(listing(GOOD))

    QTest.mouseClick(desk.screen.editor.clear, Qt.MouseButton.LeftButton)

    assert desk.actions == [WriteList(ME, "", BatchMode.ALL_OR_NOTHING)]


# ------------------------------------------------------------------------------- the last look


def test_the_last_look_says_how_much_to_how_many_and_what_a_refusal_means(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()

    assert desk.sheet_is_open()
    assert desk.sheet().focusable().text() == "Send 2 payments: 55.00 QTK"  # type: ignore[attr-defined]
    assert "All or nothing" in desk.sheet().words()
    assert desk.actions == []


def test_what_was_confirmed_is_sent_under_a_new_id(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()
    desk.confirm()

    assert desk.actions == [SubmitBatch(ME, REQUEST, ORDER, NOW)]
    assert not desk.sheet_is_open()


def test_a_second_click_sends_nothing(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()
    sheet = desk.sheet()
    desk.confirm()
    sheet.accepted.emit()
    desk.review()

    assert len(desk.emitted(SubmitBatch)) == 1
    assert not desk.sheet_is_open()


def test_the_last_look_closes_when_the_balance_falls_below_the_sum(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()
    assert desk.sheet_is_open()

    desk.draw(replace(listing(GOOD), wallet=wallet(balance(100))))

    assert not desk.sheet_is_open()


def test_the_last_look_closes_when_another_identity_comes(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()
    assert desk.sheet_is_open()

    desk.draw(replace(VIEW, identity=OURS))

    assert not desk.sheet_is_open()


def test_the_last_look_warns_of_twins_and_of_what_would_be_refused(desk: Desk) -> None:
    text = f"{OURS},25,QTK\n{OURS},25,QTK\n{THEIRS},1,QTK"
    unknown = Problem(Code.RECIPIENT_UNKNOWN, {}, "recipient")
    desk.draw(listing(text, BatchMode.EACH, recipients=Map({THEIRS: unknown})))
    desk.review()

    assert "1 payment is there twice. The node would refuse 1 of them now." in desk.sheet().words()


def test_what_was_just_typed_is_checked_before_the_last_look_opens(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.screen.editor.edit.appendPlainText(f"{THEIRS},900,QTK")

    desk.review()
    assert not desk.sheet_is_open()

    (written,) = desk.emitted(WriteList)
    assert isinstance(written, WriteList)
    desk.draw(listing(written.text))
    assert desk.sheet().view().order.payments[-1].amount == "900.00"  # type: ignore[union-attr]


def asking(text: str, mode: BatchMode) -> View:
    """Return a list of a guarded identity, whose guardian signs every payment."""
    guarded = Asking(identity(1, kind=IdentityType.CONSENTIDA), ME)
    return replace(listing(text, mode), asking=guarded)


def test_what_needs_approval_waits_as_one_where_it_is_all_or_nothing(desk: Desk) -> None:
    desk.draw(asking(GOOD, BatchMode.ALL_OR_NOTHING))

    assert desk.screen.summary.words() == (
        "2 payments as one request in the inbox, the sums held. Others must agree to it."
    )
    assert desk.screen.summary.review.isEnabled()


def by_a_company(text: str, above: int, mode: BatchMode = BatchMode.ALL_OR_NOTHING) -> View:
    """Return a list of a company of which two must sign above an amount, where the asker's own is enough below."""
    charter = Charter(
        (Member(ME, (Role.INITIATOR, Role.SIGNER, Role.ADMIN)), Member(OURS, (Role.SIGNER,))),
        1,
        initiator_counts=True,
        amount_thresholds=(AmountThreshold(Amount(above, 2, QTK), 2),),
    )
    return replace(listing(text, mode), asking=Asking(identity(1, kind=IdentityType.ENTERPRISE), ME, charter))


def test_payments_that_are_small_one_by_one_are_added_up(desk: Desk) -> None:
    text = f"{THEIRS},6,QTK\n{OURS},6,QTK"
    desk.draw(by_a_company(text, 1_000))
    assert "must sign it before it goes out, because together they are above 10.00 QTK." in desk.screen.summary.words()

    desk.draw(by_a_company(text, 1_200))
    assert "must sign" not in desk.screen.summary.words()


def test_the_last_look_says_that_one_request_over_all_is_opened(desk: Desk) -> None:
    desk.draw(by_a_company(GOOD, 1_000))
    desk.review()

    assert "One request over all of them is opened." in desk.sheet().words()
    assert desk.sheet().focusable().accessibleName() == "Ask for approval of 2 payments"


def test_a_list_that_waits_as_one_leads_to_its_request(desk: Desk) -> None:
    item = replace(told.MINE, proposal=replace(told.MINE.proposal, matter=BatchMatter(())))
    desk.draw(sent(Made(NOW, item)))

    assert desk.screen.result.words().startswith("2 payments: approval asked for")
    assert desk.results() == ["Waits for approval", "Waits for approval"]
    assert desk.screen.result.first_button() is desk.screen.result.look
    desk.screen.result.look.click()
    assert desk.emitted(ShowItem) == [ShowItem(item.proposal.item_id)]


@pytest.mark.parametrize(
    ("closing", "said"),
    [(Executed(NOW), "all of the payments were made"), (Expired(NOW), "Not enough signed in time")],
)
def test_what_became_of_a_list_that_waited_as_one_is_said(desk: Desk, closing: Closing, said: str) -> None:
    item = replace(told.MINE, proposal=replace(told.MINE.proposal, matter=BatchMatter(())), closing=closing)
    desk.draw(sent(Made(NOW, item)))

    assert said in desk.screen.result.words()
    assert "approval asked for" not in desk.screen.result.words()


def test_the_last_look_counts_what_needs_approval(desk: Desk) -> None:
    desk.draw(asking(GOOD, BatchMode.EACH))
    desk.review()

    assert "2 of 2 need approval: each waits in the inbox" in desk.sheet().words()
    assert desk.sheet().focusable().accessibleName() == "Ask for approval of 2 payments"


def test_a_bad_row_among_a_thousand_is_named_with_its_column(desk: Desk) -> None:
    rows = [f"{OURS},0.01,QTK,{number}" for number in range(1_000)]
    rows[730] = f"{OURS},0.015,QTK,bad"
    desk.draw(listing("\n".join(rows), BatchMode.EACH))

    assert desk.screen.summary.words().startswith("1 line needs mending. Line 731, amount: This token has 2 decimals.")
    assert not desk.screen.summary.review.isEnabled()


def test_a_groups_member_asks_about_the_recipients(desk: Desk) -> None:
    desk.draw(replace(listing(f"{THEIRS},1,QTK"), asking=Asking(identity(1), OURS)))

    (asked,) = desk.emitted(CheckRecipients)
    assert isinstance(asked, CheckRecipients)
    assert asked.actor == OURS


# ------------------------------------------------------------------------------- the result


@pytest.mark.parametrize("stage", [Keeping(), Sending(NOW, 1)], ids=lambda stage: type(stage).__name__)
def test_an_order_under_way_does_not_keep_from_the_next(desk: Desk, stage: Stage) -> None:
    desk.draw(sent(stage))

    assert desk.results() == ["Sending…", "Sending…"]
    assert desk.screen.result.first_button() is desk.screen.result.new


@pytest.mark.parametrize(
    ("hold", "words"), [(HoldUp.NODE, "as soon as the node answers"), (HoldUp.EARLIER, "asked for earlier goes first")]
)
def test_a_list_that_waits_says_for_what_and_can_be_cancelled(desk: Desk, hold: HoldUp, words: str) -> None:
    desk.draw(sent(Waiting(NOW), hold=hold))

    assert words in desk.screen.result.words()
    assert desk.results() == ["Waits", "Waits"]
    QTest.mouseClick(desk.screen.result.cancel, Qt.MouseButton.LeftButton)
    assert desk.actions == [CancelOperation(REQUEST)]


def test_a_list_that_waited_for_a_day_asks_whether_it_is_still_wanted(desk: Desk) -> None:
    desk.draw(sent(Waiting(NOW, is_old=True), hold=HoldUp.CONFIRM))

    QTest.mouseClick(desk.screen.result.want, Qt.MouseButton.LeftButton)
    assert desk.actions == [ConfirmOperation(REQUEST, NOW)]


@pytest.mark.parametrize(
    "stage", [NotKept(Problem(Code.STORAGE_FULL)), Cancelling(), Cancelled(NOW)], ids=lambda stage: type(stage).__name__
)
def test_a_list_that_was_never_sent_says_so_and_comes_back(desk: Desk, stage: Stage) -> None:
    desk.draw(sent(stage))

    assert desk.screen.result.words().startswith("Nothing was sent")
    QTest.mouseClick(desk.screen.result.mend, Qt.MouseButton.LeftButton)
    assert desk.actions == [NewList(ME, GOOD)]


def test_a_list_that_was_paid_says_so_and_begins_anew(desk: Desk) -> None:
    both = BatchReceipt((PaymentMade(receipt()), PaymentMade(receipt())))
    desk.draw(sent(Made(NOW, both)))

    assert (desk.screen.result.words(), desk.results()) == ("2 payments sent", ["Sent", "Sent"])
    QTest.mouseClick(desk.screen.result.new, Qt.MouseButton.LeftButton)
    assert desk.actions == [NewList(ME, "")]


def test_each_refused_line_says_why(desk: Desk) -> None:
    desk.draw(sent(PARTLY))

    assert (desk.screen.result.words(), desk.results()) == ("1 of 2 payments sent", ["Sent", "More than is left"])


def test_refused_lines_become_a_list_to_mend(desk: Desk) -> None:
    desk.draw(sent(PARTLY))

    QTest.mouseClick(desk.screen.result.mend, Qt.MouseButton.LeftButton)

    (action,) = desk.actions
    assert isinstance(action, NewList)
    heading, line, *_ = action.text.splitlines()
    assert heading == "recipient,amount,token,memo,problem"
    assert line.startswith(f"{OURS},30.00,QTK,,")
    desk.draw(listing(action.text, taken=1))
    assert desk.verdicts() == ["Ready"]


def test_refused_lines_are_copied(desk: Desk) -> None:
    desk.draw(sent(PARTLY))

    QTest.mouseClick(desk.screen.result.copy, Qt.MouseButton.LeftButton)

    assert f"{OURS},30.00,QTK" in QGuiApplication.clipboard().text()


def test_refused_lines_name_a_token_by_id_where_two_share_a_name(desk: Desk) -> None:
    other = replace(token(), id=f"qtk1{'c' * 64}")  # type: ignore[arg-type]
    twins: Map[str, Token] = Map({QTK: token(), other.id: other})
    desk.draw(sent(PARTLY, tokens=twins))

    QTest.mouseClick(desk.screen.result.copy, Qt.MouseButton.LeftButton)

    assert f"{OURS},30.00,{QTK}" in QGuiApplication.clipboard().text()


def test_refused_lines_are_saved_where_one_chooses(desk: Desk, tmp_path: Path) -> None:
    desk.draw(sent(PARTLY))
    QTest.mouseClick(desk.screen.result.save, Qt.MouseButton.LeftButton)
    (dialog,) = desk.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "refused.csv"))
    dialog.reject()

    (action,) = desk.actions
    assert isinstance(action, SaveList)
    assert (action.path, "30.00" in action.text) == (tmp_path / "refused.csv", True)


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (Path("refused.csv"), "Written to refused.csv"),
        (Problem(Code.FILE_NOT_WRITTEN, {"file": "refused.csv", "reason": "read-only"}), "could not be written"),
    ],
)
def test_how_the_saving_ended_is_said(desk: Desk, saved: Path | Problem, words: str) -> None:
    desk.draw(sent(PARTLY, saved))

    assert words in desk.screen.result.words()


def test_a_payment_that_was_made_opens_in_the_activity(desk: Desk) -> None:
    desk.draw(sent(PARTLY))
    table = desk.screen.result.table
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)

    assert [type(action) for action in desk.actions][1:] == [SelectEntry, GoTo]
    assert desk.actions[-1] == GoTo(Page.WALLET, Tab.ACTIVITY)


def test_a_payment_that_was_refused_opens_nothing(desk: Desk) -> None:
    desk.draw(sent(PARTLY))
    table = desk.screen.result.table
    table.setCurrentIndex(table.model().index(1, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)

    assert desk.actions == []


def test_where_all_fell_with_one_that_line_is_named_and_the_list_comes_back(desk: Desk) -> None:
    desk.draw(sent(Refused(NOW, at_payment(SHORT, 1))))

    assert "refused line 2, so nothing was moved" in desk.screen.result.words()
    assert desk.results() == ["Not made", "More than is left"]
    QTest.mouseClick(desk.screen.result.mend, Qt.MouseButton.LeftButton)
    assert desk.actions == [NewList(ME, GOOD)]


def test_a_problem_of_no_line_is_said_of_the_whole_list(desk: Desk) -> None:
    problem = Problem(Code.BODY_TOO_LARGE)
    desk.draw(sent(Refused(NOW, problem)))

    assert "refused this list; nothing was moved" in desk.screen.result.words()
    assert desk.results() == ["Not made", "Not made"]


def test_an_unanswered_list_says_that_it_is_sent_again_by_itself(desk: Desk) -> None:
    desk.draw(sent(Unanswered(NOW, Problem(Code.NODE_TIMEOUT), 1)))
    assert "no answer is known" in desk.screen.result.words()
    assert desk.results() == ["Not known yet", "Not known yet"]

    QTest.mouseClick(desk.screen.result.retry, Qt.MouseButton.LeftButton)

    assert desk.actions == [RetryOperation(REQUEST, REQUEST, NOW)]
    assert desk.screen.result.mend.isHidden()


def test_the_way_back_to_a_single_payment(desk: Desk) -> None:
    desk.screen.back.click()

    assert desk.actions == [GoTo(Page.WALLET, Tab.SEND)]


def test_with_little_room_the_summary_stands_under_the_list_and_memos_beside_names(desk: Desk) -> None:
    desk.window.resize(740, 530)
    desk.screen.resize(740, 530)
    desk.draw(listing(GOOD))
    table = desk.screen.table

    assert table.isColumnHidden(Column.MEMO)
    assert desk.screen.summary.y() > table.y()


def test_while_the_node_is_away_the_last_look_says_that_the_list_goes_out_later(desk: Desk) -> None:
    desk.draw(replace(listing(GOOD), away=True))
    desk.review()
    assert desk.sheet().focusable().accessibleName() == "Send 2 payments later"
    assert any("saved on this computer" in banner.accessibleName() for banner in shown_banners(desk.sheet()))


def test_while_the_node_is_there_the_last_look_says_nothing_of_later(desk: Desk) -> None:
    desk.draw(listing(GOOD))
    desk.review()
    assert not any("saved on this computer" in banner.accessibleName() for banner in shown_banners(desk.sheet()))


def shown_banners(sheet: ConfirmListSheet) -> list[Banner]:
    return [banner for banner in sheet.findChildren(Banner) if banner.isVisible()]


# ------------------------------------------------------------------------------- the whole result


def kept(desk: Desk, path: Path) -> list[str]:
    """Have the result saved, and return its lines."""
    QTest.mouseClick(desk.screen.result.keep, Qt.MouseButton.LeftButton)
    (dialog,) = desk.window.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    (action,) = desk.emitted(SaveList)
    assert isinstance(action, SaveList)
    assert action.path == path
    return action.text.splitlines()


def test_the_result_is_saved_whole_with_every_line_and_why_one_was_refused(desk: Desk, tmp_path: Path) -> None:
    desk.draw(sent(PARTLY))
    heading, first, second = kept(desk, tmp_path / "result.csv")

    assert heading == "line,recipient,amount,token,memo,outcome,id,reason"
    assert first == f"1,{OURS},25.00,QTK,rent,made,{receipt().transfer.id},"
    assert second.startswith(f"2,{OURS},30.00,QTK,,refused,,")
    assert "5.00 QTK" in second


@pytest.mark.parametrize(
    ("item", "ends"),
    [
        (told.MINE, "waits for approval,{id},"),
        (told.MADE, "made,{id},"),
        (told.NO, "Rejected,{id},Who is that?"),
        (told.LATE, "Expired,{id},"),
    ],
    ids=["waits", "made", "rejected", "expired"],
)
def test_what_others_were_asked_for_is_saved_as_it_stands(desk: Desk, tmp_path: Path, item: Item, ends: str) -> None:
    desk.draw(sent(Made(NOW, BatchReceipt((PaymentMade(receipt()), PaymentOpened(item))))))
    made = item.closing.transfer_id if isinstance(item.closing, Executed) else None

    assert kept(desk, tmp_path / "result.csv")[2].endswith(ends.format(id=made or item.proposal.item_id))


def test_what_fell_with_another_payment_is_saved_as_not_made(desk: Desk) -> None:
    refused = Refused(NOW, at_payment(SHORT, 1))
    text = result_lines(ORDER, sent(refused).operation, VIEW.tokens, str, NOW)

    assert [line.split(",")[5] for line in text.splitlines()[1:]] == ["not made", "refused"]


def test_a_list_of_which_others_were_asked_says_so(desk: Desk) -> None:
    desk.draw(sent(Made(NOW, BatchReceipt((PaymentMade(receipt()), PaymentOpened(told.MINE))))))

    assert desk.screen.result.words() == "1 of 2 payments sent, approval asked for 1"
