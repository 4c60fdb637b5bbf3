"""Toasts: what each notice says, and that they follow the state."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.events import StatusSet
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.money import Amount, NumberStyle
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, ShowOperation, Tab
from qwallet_desktop.state.notice import (
    BackupRestored,
    FileWritten,
    IdentityMade,
    ListPaid,
    MuchReceived,
    NoCopy,
    Notice,
    NotKept,
    OperationAged,
    OperationCancelled,
    OperationRefused,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    StatusTold,
    SupplyChanged,
)
from qwallet_desktop.state.notifications import DismissToast, Notifications
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.state.toast import Burst, Toast
from qwallet_desktop.ui import toasts
from qwallet_desktop.ui.notice_words import Words, words
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.toast import Toast as ToastWidget
from tests.ui.builders import NOW, QTK, REQUEST, bench, did, identity, state, token
from tests.ui.screens import empty_page

PAID = Transfer(
    TransferId("tr_" + "1" * 32),
    Sequence(9),
    TransferKind.TRANSFER,
    did(1),
    did(2),
    Amount(123_450, 2, QTK),
    "",
    NOW,
)
SENT = PaymentSent(did(1), PAID)
ENTRY = HistoryEntry(did(2), PAID, Direction.IN, PAID.amount)
RECEIVED = PaymentReceived(ENTRY)
MINTED = PaymentReceived(replace(ENTRY, transfer=replace(PAID, kind=TransferKind.MINT, sender=None)))
FROZEN = StatusSet(did(1), IdentityStatus.FROZEN, "lost \u202ephone", NOW)


def showing(*notices: Notice, hidden: bool = False) -> State:
    base = state(identity(1, "Mara"), identity(2, "Savings"), tokens=[token()])
    numbered = tuple(Toast(number, notice) for number, notice in enumerate(notices, 1))
    return replace(
        base,
        notifications=Notifications(numbered, len(notices)),
        preferences=Preferences(hide_amounts=hidden),
    )


def said(shown: State) -> Words:
    """Return the words of the one toast that is shown."""
    ((_, item),) = toasts.select(shown)
    return words(item, NumberStyle())


ASKED = "What waits is held until others agree; you find it in the inbox."


@pytest.mark.parametrize(
    ("notice", "title", "sentence", "tone"),
    [
        (SENT, "Sent 1,234.50 QTK", "From Mara to Savings", "positive"),
        (RECEIVED, "Received 1,234.50 QTK", "From Mara to Savings", "positive"),
        (MINTED, "Received 1,234.50 QTK", "Newly issued to Savings", "positive"),
        (MuchReceived(1_700, did(2)), "1,700 payments received", "To Savings", "positive"),
        (MuchReceived(17, None), "17 payments received", "To several of your identities", "positive"),
        (StatusTold(did(2), FROZEN), "Savings was frozen", "By Mara: “lost phone”", "caution"),
        (
            StatusTold(did(2), replace(FROZEN, status=IdentityStatus.ACTIVE, reason="")),
            "Savings was unfrozen",
            "By Mara",
            "neutral",
        ),
        (ListPaid(did(1), REQUEST, 1, 0), "1 payment sent", "Every line of the list was paid.", "positive"),
        (ListPaid(did(1), REQUEST, 12, 0), "12 payments sent", "Every line of the list was paid.", "positive"),
        (ListPaid(did(1), REQUEST, 9, 3), "9 sent, 3 refused", "The list says why each was refused.", "caution"),
        (ListPaid(did(1), REQUEST, 9, 0, 2), "9 sent, approval asked for 2", ASKED, "neutral"),
        (ListPaid(did(1), REQUEST, 1, 3, 2), "1 sent, approval asked for 2, 3 refused", ASKED, "caution"),
        (
            OperationRefused(did(1), REQUEST, Problem(Code.STORAGE_FULL)),
            "What you asked for was refused",
            "The disk is full, so nothing was written. Free some space and try again.",
            "caution",
        ),
        (OperationCancelled(did(1), REQUEST), "Cancelled before it was sent", "Nothing has changed.", "neutral"),
        (
            OperationAged(did(1), REQUEST),
            "Do you still want this?",
            "It has waited for more than a day and goes out once you confirm it.",
            "caution",
        ),
        (
            IdentityMade(identity(3, "Stu\u202edio")),
            "New identity: Studio",
            "You act under this identity now.",
            "positive",
        ),
        (SupplyChanged(token()), "The supply of QTK changed", "QTK token", "positive"),
        (FileWritten("a.csv", 20_000), "Written: a.csv", "20,000 rows", "positive"),
        (
            NotKept(Problem(Code.STORAGE_FULL)),
            "Not saved",
            "The disk is full, so nothing was written. Free some space and try again.",
            "caution",
        ),
        (
            NoCopy(Problem(Code.STORAGE_FULL)),
            "The automatic copy failed",
            "The disk is full, so nothing was written. Free some space and try again.",
            "caution",
        ),
        (
            BackupRestored("/data/replaced-2026-11-23"),
            "The backup was restored",
            "What was here before is kept in the data folder, under replaced-2026-11-23.",
            "positive",
        ),
        (
            ProgramFault("FetchProof"),
            "Something failed that should not",
            "The ledger is not affected. Restart Qwallet if it happens again (FetchProof).",
            "danger",
        ),
    ],
)
def test_each_notice_is_said(notice: Notice, title: str, sentence: str, tone: str) -> None:
    assert said(showing(notice)) == (title, sentence, tone)


def test_a_stranger_is_called_by_a_part_of_the_did() -> None:
    foreign = replace(PAID, recipient=did(77))
    assert did(77)[-4:] in said(showing(PaymentSent(did(1), foreign))).sentence


def test_hidden_amounts_stay_hidden_in_toasts() -> None:
    assert said(showing(SENT, hidden=True)).title == f"Sent {HIDDEN_AMOUNT} QTK"


def test_nothing_is_told_while_the_window_is_locked() -> None:
    locked = replace(showing(SENT), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE))
    assert toasts.select(locked) == ()


class Stand:
    """Toasts over a page, and what they emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.page = empty_page(qtbot)
        self.lists_opened = 0
        self.toasts = toasts.Toasts(bench(self.actions.append), self.page, self.open_list)
        with qtbot.waitExposed(self.page):
            self.page.show()

    def open_list(self) -> None:
        self.lists_opened += 1

    def click_show(self) -> None:
        next(each for each in self.page.findChildren(QPushButton) if each.text() == "Show").click()

    def draw(self, shown: State) -> None:
        self.toasts.draw(toasts.select(shown))

    def shown(self) -> list[str]:
        return [each.accessibleName().split(".")[0] for each in self.page.findChildren(ToastWidget) if each.isVisible()]


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.draw(State())
    made.page.close()


def test_a_toast_is_shown_once(stand: Stand) -> None:
    stand.draw(showing(FileWritten("a", 1)))
    stand.draw(showing(FileWritten("a", 1)))
    assert stand.toasts.count() == 1


def test_a_toast_that_is_gone_from_the_state_goes_without_a_word(stand: Stand) -> None:
    stand.draw(showing(FileWritten("a", 1)))
    stand.draw(showing())
    assert stand.toasts.count() == 0
    assert stand.actions == []


def test_dismissing_a_toast_is_told(stand: Stand) -> None:
    stand.draw(showing(FileWritten("a", 1)))
    shown = stand.page.findChild(ToastWidget)
    assert isinstance(shown, ToastWidget)
    shown.dismiss()
    assert stand.actions == [DismissToast(1)]


def test_hiding_amounts_says_a_toast_anew(stand: Stand) -> None:
    stand.draw(showing(SENT))
    stand.draw(showing(SENT, hidden=True))
    assert stand.shown() == [f"Sent {HIDDEN_AMOUNT} QTK"]
    assert stand.actions == []


@pytest.mark.parametrize(
    ("notice", "steps"),
    [
        (SENT, [SwitchIdentity(did(1)), GoTo(Page.WALLET, Tab.ACTIVITY)]),
        (RECEIVED, [SwitchIdentity(did(2)), SelectEntry(ENTRY), GoTo(Page.WALLET, Tab.ACTIVITY)]),
        (StatusTold(did(2), FROZEN), [SwitchIdentity(did(2)), OpenSheet(IdentitySheet(did(2)))]),
        (
            OperationRefused(did(1), REQUEST, Problem(Code.STORAGE_FULL)),
            [SwitchIdentity(did(1)), ShowOperation(REQUEST)],
        ),
        (MuchReceived(9, did(2)), [SwitchIdentity(did(2)), GoTo(Page.WALLET, Tab.ACTIVITY)]),
    ],
)
def test_a_toast_shows_what_it_is_about(stand: Stand, notice: Notice, steps: list[Action]) -> None:
    stand.draw(showing(notice))
    stand.click_show()
    assert stand.actions == [*steps, DismissToast(1)]


def test_a_burst_to_several_identities_opens_the_list(stand: Stand) -> None:
    stand.draw(showing(MuchReceived(9, None)))
    stand.click_show()
    assert stand.lists_opened == 1


def test_more_payments_are_said_in_the_toast_that_is_there(stand: Stand) -> None:
    stand.draw(showing(RECEIVED))
    before = stand.page.findChild(ToastWidget)
    stand.draw(showing(MuchReceived(17, did(2))))
    assert stand.shown() == ["17 payments received"]
    assert stand.page.findChild(ToastWidget) is before


def test_a_toast_that_grew_shows_what_it_tells_now(stand: Stand) -> None:
    stand.draw(showing(RECEIVED))
    stand.draw(showing(MuchReceived(2, did(2))))
    stand.click_show()
    assert stand.actions == [SwitchIdentity(did(2)), GoTo(Page.WALLET, Tab.ACTIVITY), DismissToast(1)]


def test_in_a_burst_a_toast_changes_a_few_times_a_second_and_ends_with_all(stand: Stand, qtbot: QtBot) -> None:
    stand.draw(showing(RECEIVED))
    for count in range(2, 500):
        stand.draw(showing(MuchReceived(count, did(2))))
    assert stand.shown() == ["2 payments received"]
    qtbot.waitUntil(lambda: stand.shown() == ["499 payments received"])


def test_a_burst_is_counted_by_what_has_arrived() -> None:
    shown = showing()
    inboxes = shown.notifications.inboxes._replace(arrived=1_720)
    told = shown.notifications._replace(toasts=(Toast(1, Burst(20, did(2))),), inboxes=inboxes)
    assert said(replace(shown, notifications=told)).title == "1,700 payments received"
