"""The list of notifications: what it lists, what a line leads to, and that all of it works by keyboard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from immutables import Map
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.events import StatusSet, TransferPosted
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.notifications import Notable, Notification
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryEntry, Transfer, TransferKind
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.audit import SelectEntry
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.inbox import Inbox
from qwallet_desktop.state.inboxes import Inboxes, LoadNotifications, LoadOlder, MarkRead
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.notice import (
    FileWritten,
    NoCopy,
    Noted,
    Notice,
    Own,
    PaymentReceived,
    StatusTold,
    SupplyChanged,
    told,
)
from qwallet_desktop.state.notifications import MarkAllRead, MarkSeen, Notifications
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.sheets import IdentitySheet
from qwallet_desktop.ui import notice_faces, notification_centre
from qwallet_desktop.ui.icons import icon_names
from qwallet_desktop.ui.models.notices_model import Line, NoticeRole
from qwallet_desktop.ui.notification_centre import STEP, NotificationCentre
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from qwallet_desktop.ui.widgets.time_label import time_of_day
from tests.ui.builders import NOW, QTK, bench, did, identity, state, token
from tests.ui.screens import empty_page

FULL = Problem(Code.STORAGE_FULL)
FROZEN = StatusSet(did(1), IdentityStatus.FROZEN, "lost", NOW)


def paid(whose: int, units: int = 2_500, sender: int = 77, sequence: int = 9) -> TransferPosted:
    amount = Amount(units, 2, QTK)
    moved = Transfer(
        TransferId("tr_1"), Sequence(sequence), TransferKind.TRANSFER, did(sender), did(whose), amount, "", NOW
    )
    entry = HistoryEntry(did(whose), moved, Direction.IN, amount)
    return TransferPosted(entry, Balance(amount, amount, Sequence(9)), token())


MINTED = replace(paid(2).entry, transfer=replace(paid(2).entry.transfer, kind=TransferKind.MINT))


def box(whose: int, *facts: Notable, read_up_to: int = 0, older: str = "") -> Inbox:
    """Return an inbox; the first fact is the newest, each an hour older than the one before."""
    entries = tuple(
        Notification(Sequence(len(facts) - at), did(whose), NOW - timedelta(hours=at + 1), fact, read=False)
        for at, fact in enumerate(facts)
    )
    unread = sum(entry.sequence > read_up_to for entry in entries)
    return Inbox(entries, unread, Sequence(read_up_to), older)


def showing(*boxes: tuple[int, Inbox], noted: tuple[Noted, ...] = (), hidden: bool = False) -> State:
    base = state(identity(1, "Mara"), identity(2, "Savings"), tokens=[token()])
    inboxes = Inboxes(Map((did(number), each) for number, each in boxes), sum(each.unread for _, each in boxes))
    told = Notifications(noted=noted, inboxes=inboxes)
    return replace(base, notifications=told, preferences=Preferences(hide_amounts=hidden))


def noted(notice: Own, *, seen: bool = True, days: int = 0, number: int = 1) -> Noted:
    return Noted(number, notice, NOW - timedelta(days=days), seen)


class Stand:
    """The list hanging from a button, and what it emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.page = empty_page(qtbot)
        self.bell = QPushButton("bell", self.page)
        self.bell.move(900, 4)
        self.centre = NotificationCentre(bench(self.actions.append), self.page)
        with qtbot.waitActive(self.page):
            self.page.show()
            self.page.activateWindow()

    def open(self, shown: State) -> None:
        self.centre.draw(notification_centre.select(shown))
        self.centre.toggle(self.bell)

    def rows(self) -> list[str]:
        """Return each row: a day, or title and sentence."""
        model = self.centre.list.model()
        found = [model.index(row, 0) for row in range(model.rowCount())]
        return [str(at.data(NoticeRole.DAY) or at.data(NoticeRole.FACE).title) for at in found]

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.page, key)


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.centre.close_overlay()
    made.page.close()


def test_what_came_in_and_what_i_did_are_one_list_by_day(stand: Stand) -> None:
    own = (noted(FileWritten("old.csv", 1), days=9, number=1), noted(SupplyChanged(token()), days=1, number=2))
    stand.open(showing((2, box(2, paid(2))), noted=own))
    assert stand.rows() == [
        "Today",
        "Received 25.00 QTK",
        "Yesterday",
        "The supply of QTK changed",
        "11 Nov 2026",
        "Written: old.csv",
    ]


def test_under_an_earlier_day_a_line_has_its_time_of_day(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2))), noted=(noted(SupplyChanged(token()), days=1),)))
    model = stand.centre.list.model()
    times = [model.index(row, 0).data(NoticeRole.FACE).time for row in (1, 3)]
    assert times == ["1 h ago", time_of_day(NOW - timedelta(days=1))]


def test_in_a_low_window_the_list_is_shortened_and_stays_under_the_bell(stand: Stand) -> None:
    stand.page.resize(1000, 400)
    stand.open(showing((2, box(2, *(paid(2, sequence=number) for number in range(1, 12))))))
    frame = stand.centre.frame_rect()
    assert frame.top() > stand.bell.geometry().bottom()
    assert frame.bottom() <= stand.page.rect().bottom()


def test_a_few_lines_under_their_days_leave_no_room_empty(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2))), noted=(noted(SupplyChanged(token()), days=1),)))
    rows = stand.centre.list
    assert rows.sizeHint().height() == rows.visualRect(rows.model().index(3, 0)).bottom() + 1


def test_what_was_noted_this_moment_comes_first(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2))), noted=(Noted(1, FileWritten("new.csv", 1)),)))
    assert stand.rows()[:2] == ["Today", "Written: new.csv"]


def test_hidden_amounts_stay_hidden_in_the_list(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2))), hidden=True))
    assert stand.rows()[1] == f"Received {HIDDEN_AMOUNT} QTK"


def test_a_line_tells_a_screen_reader_everything(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2, sender=1)))))
    spoken = stand.centre.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Unread. Received 25.00 QTK. From Mara to Savings. ")


def test_enter_opens_the_entry_under_its_identity_and_marks_it_read(stand: Stand) -> None:
    fact = paid(2)
    stand.open(showing((2, box(2, fact))))
    stand.centre.list.setFocus()
    stand.key(Qt.Key.Key_Return)
    assert stand.actions == [
        MarkRead(did(2), Sequence(1)),
        SwitchIdentity(did(2)),
        SelectEntry(fact.entry),
        GoTo(Page.WALLET, Tab.ACTIVITY),
    ]
    assert not stand.centre.isVisible()


def test_arrows_pass_over_the_days(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2))), noted=(noted(SupplyChanged(token()), days=1),)))
    stand.centre.list.setFocus()
    stand.key(Qt.Key.Key_Down)
    stand.key(Qt.Key.Key_Return)
    assert stand.actions == [SwitchIdentity(did(1)), GoTo(Page.WALLET, Tab.OVERVIEW)]


def test_a_click_on_a_freeze_opens_the_identity(stand: Stand) -> None:
    stand.open(showing((2, box(2, FROZEN, read_up_to=1))))
    rows = stand.centre.list
    middle = rows.visualRect(rows.model().index(1, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle))
    assert stand.actions == [SwitchIdentity(did(2)), OpenSheet(IdentitySheet(did(2)))]


def test_a_line_that_leads_nowhere_is_only_marked_as_seen(stand: Stand) -> None:
    stand.open(showing(noted=(noted(FileWritten("a", 1), seen=False, number=7),)))
    stand.centre.list.setFocus()
    stand.key(Qt.Key.Key_Space)
    assert stand.actions == [MarkSeen(7)]
    assert stand.centre.isVisible()


def test_escape_closes_the_list_and_gives_the_focus_back(stand: Stand) -> None:
    stand.bell.setFocus()
    stand.open(showing((2, box(2, paid(2)))))
    stand.centre.list.setFocus()
    stand.key(Qt.Key.Key_Escape)
    assert not stand.centre.isVisible()
    assert stand.bell.hasFocus()


def test_the_bell_closes_the_list_that_it_opened(stand: Stand) -> None:
    stand.open(showing())
    stand.centre.toggle(stand.bell)
    assert not stand.centre.isVisible()


def test_all_is_marked_as_read_at_once(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2)))))
    stand.centre.read.click()
    assert stand.actions == [MarkAllRead(None)]


def test_there_is_nothing_to_mark_where_all_is_read(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2), read_up_to=1)), noted=(noted(NoCopy(FULL)),)))
    assert not stand.centre.read.isEnabled()


def choose(stand: Stand, number: int) -> None:
    stand.centre.choice.set_current(did(number))
    stand.centre.choice.chosen.emit(stand.centre.choice.current())


def test_one_identity_is_listed_by_itself(stand: Stand) -> None:
    own = (noted(FileWritten("a", 1)), noted(SupplyChanged(token()), number=2))
    stand.open(showing((2, box(2, paid(2))), noted=own))
    choose(stand, 2)
    assert stand.rows() == ["Today", "Received 25.00 QTK"]
    stand.centre.read.click()
    assert stand.actions == [MarkAllRead(did(2))]


def test_only_identities_with_something_to_tell_are_offered(stand: Stand) -> None:
    stand.open(showing((1, box(1)), (2, box(2, paid(2)))))
    assert not stand.centre.choice.isVisible()


def test_nothing_yet_says_what_will_be_here(stand: Stand) -> None:
    stand.open(showing())
    assert stand.centre.panel.state() == "message"
    assert not stand.centre.problem.isVisible()


def test_an_awaited_answer_is_not_nothing(stand: Stand) -> None:
    stand.open(showing((1, Inbox(asked=True))))
    assert stand.centre.panel.state() in {"blank", "loading"}


def test_what_could_not_be_read_can_be_tried_again(stand: Stand) -> None:
    stand.open(showing((1, Inbox(problem=FULL)), (2, box(2, paid(2)))))
    assert stand.centre.problem.isVisible()
    stand.centre.problem.way_on.click()
    assert stand.actions == [LoadNotifications(did(1))]


def test_nothing_read_at_all_says_why(stand: Stand) -> None:
    stand.open(showing((1, Inbox(problem=FULL))))
    retry = next(each for each in stand.centre.panel.findChildren(QPushButton) if each.text() == "Retry")
    retry.click()
    assert stand.actions == [LoadNotifications(did(1))]


def scroll_to_end(stand: Stand) -> None:
    bar = stand.centre.list.verticalScrollBar()
    bar.setValue(bar.maximum())


def test_the_end_of_one_identitys_list_asks_the_node_for_older_ones(stand: Stand) -> None:
    many = box(2, *(paid(2, units) for units in range(1, 60)), older="cursor")
    stand.open(showing((2, many), noted=(noted(SupplyChanged(token())),)))
    choose(stand, 2)
    scroll_to_end(stand)
    assert stand.actions == [LoadOlder(did(2))]


def test_a_long_list_comes_in_parts(stand: Stand, qtbot: QtBot) -> None:
    many = box(2, *(paid(2, units) for units in range(1, STEP + 50)))
    stand.open(showing((2, many)))
    lines = [row for row in stand.rows() if row.startswith("Received")]
    assert len(lines) == STEP
    scroll_to_end(stand)
    qtbot.waitUntil(lambda: sum(row.startswith("Received") for row in stand.rows()) == STEP + 49)


def test_who_reads_further_down_stays_there_while_more_comes_in(stand: Stand, qtbot: QtBot) -> None:
    facts = [paid(2, units) for units in range(1, 60)]
    stand.open(showing((2, box(2, *facts))))
    stand.centre.list.verticalScrollBar().setValue(300)
    stand.centre.draw(notification_centre.select(showing((2, box(2, paid(2, 999_900), *facts)))))
    qtbot.waitUntil(lambda: "Received 9,999.00 QTK" in stand.rows())
    assert stand.centre.list.verticalScrollBar().value() == 300


def test_every_notice_has_an_icon() -> None:
    assert {*notice_faces._ICONS, StatusTold} == set(get_args(Notice))
    assert set(notice_faces._ICONS.values()) <= set(icon_names())


@pytest.mark.parametrize(
    ("notice", "icon"),
    [
        (told(Notification(Sequence(1), did(2), NOW, FROZEN, read=False)), "snowflake"),
        (StatusTold(did(2), replace(FROZEN, status=IdentityStatus.ACTIVE)), "unlock"),
        (PaymentReceived(paid(2).entry), "receive"),
        (
            PaymentReceived(replace(paid(2).entry, transfer=replace(paid(2).entry.transfer, kind=TransferKind.MINT))),
            "mint",
        ),
    ],
)
def test_a_freeze_looks_unlike_its_end_and_new_units_unlike_a_payment(notice: Notice, icon: str) -> None:
    assert notice_faces.icon_of(notice) == icon


def test_a_line_is_found_again_by_its_key(stand: Stand) -> None:
    stand.open(showing((2, box(2, paid(2), FROZEN))))
    model = stand.centre.list._lines
    line = model.line(model.index(2))
    assert isinstance(line, Line)
    assert (model.row_of(line.key), model.row_of("another")) == (2, -1)


def test_what_was_noted_before_the_clock_was_put_back_stays_in_order(stand: Stand) -> None:
    own = (noted(FileWritten("now.csv", 1), number=1), noted(FileWritten("old.csv", 1), days=1, number=2))
    stand.open(showing((2, box(2, paid(2))), noted=own))
    assert stand.rows() == ["Today", "Written: now.csv", "Received 25.00 QTK", "Yesterday", "Written: old.csv"]
