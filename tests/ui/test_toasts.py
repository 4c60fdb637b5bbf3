"""Toasts: what each notice says, and that they follow the state."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import IdentityId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.notifications import (
    BackupRestored,
    DismissToast,
    FileWritten,
    IdentityMade,
    NoCopy,
    Notice,
    Notifications,
    NotKept,
    PaymentReceived,
    PaymentSent,
    ProgramFault,
    SupplyChanged,
    Toast,
)
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.ui import toasts
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.toast import Toast as ToastWidget
from tests.ui.builders import NOW, QTK, bench, did, identity, state, token

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
RECEIVED = PaymentReceived(HistoryEntry(did(2), PAID, Direction.IN, PAID.amount))


def showing(*notices: Notice, hidden: bool = False) -> State:
    base = state(identity(1, "Mara"), identity(2, "Savings"), tokens=[token()])
    numbered = tuple(Toast(number, notice) for number, notice in enumerate(notices, 1))
    return replace(
        base,
        notifications=Notifications(numbered, len(notices)),
        preferences=Preferences(hide_amounts=hidden),
    )


@pytest.mark.parametrize(
    ("notice", "title", "sentence", "tone"),
    [
        (SENT, "Sent 1,234.50 QTK", "From Mara to Savings", "positive"),
        (RECEIVED, "Received 1,234.50 QTK", "From Mara to Savings", "positive"),
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
    (item,) = toasts.select(showing(notice))
    assert toasts.words(item, bench(lambda _action: None)) == (title, sentence, tone)


def test_a_stranger_is_called_by_a_part_of_the_did() -> None:
    foreign = replace(PAID, recipient=did(77))
    (item,) = toasts.select(showing(PaymentSent(did(1), foreign)))
    assert did(77)[-4:] in toasts.words(item, bench(lambda _action: None)).sentence


def test_hidden_amounts_stay_hidden_in_toasts() -> None:
    (item,) = toasts.select(showing(SENT, hidden=True))
    assert toasts.words(item, bench(lambda _action: None)).title == f"Sent {HIDDEN_AMOUNT} QTK"


def test_nothing_is_told_while_the_window_is_locked() -> None:
    locked = replace(showing(SENT), lock=Lock(Phase.LOCKED, Slot.PASSPHRASE))
    assert toasts.select(locked) == ()


class Stand:
    """Toasts over a page, and what they emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.page = QWidget()
        qtbot.addWidget(self.page)
        self.page.resize(1000, 700)
        self.toasts = toasts.Toasts(bench(self.actions.append), self.page)
        with qtbot.waitExposed(self.page):
            self.page.show()

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


@pytest.mark.parametrize(("notice", "whose"), [(SENT, did(1)), (RECEIVED, did(2))])
def test_a_payment_is_shown_in_the_activity_of_its_identity(stand: Stand, notice: Notice, whose: IdentityId) -> None:
    stand.draw(showing(notice))
    show = next(each for each in stand.page.findChildren(QPushButton) if each.text() == "Show")
    show.click()
    assert stand.actions == [
        SwitchIdentity(whose),
        GoTo(Page.WALLET, Tab.ACTIVITY),
        DismissToast(1),
    ]
