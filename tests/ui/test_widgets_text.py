"""Text of other people, ids, times and amounts."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.ui.widgets.amount import AmountLabel
from qwallet_desktop.ui.widgets.id_label import CopyButton, IdLabel
from qwallet_desktop.ui.widgets.identicon import identicon
from qwallet_desktop.ui.widgets.labels import ElidedText, PlainText
from qwallet_desktop.ui.widgets.plain import cut_middle, plain
from qwallet_desktop.ui.widgets.time_label import RelativeTimeLabel, relative_time, short_date

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
DID = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"


W = TypeVar("W", bound=QWidget)


def child(root: QWidget, kind: type[W]) -> W:
    found = root.findChild(kind)
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("abc\u202edef", "abcdef"),
        ("\u2066hidden\u2069", "hidden"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("two\r\nlines", "two lines"),
        ("tab\tand   spaces ", "tab and spaces"),
        ("tag\U000e0041", "tag"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("e\u0301", "\u00e9"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("", ""),
    ],
)
def test_plain_text_keeps_words_and_drops_tricks(raw: str, shown: str) -> None:
    assert plain(raw) == shown


def test_plain_text_keeps_line_breaks_where_asked() -> None:
    assert plain("one\ntwo\u2028three", multiline=True) == "one\ntwo\nthree"


def test_a_tower_of_marks_is_cut_to_four() -> None:
    assert len(plain("x" + "\u0336" * 50)) == 5


@given(st.text())
def test_plain_text_never_holds_control_or_direction_characters(text: str) -> None:
    left = {unicodedata.category(character) for character in plain(text) if character not in "\u200c\u200d"}
    assert not left & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text())
def test_making_plain_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_long_id_is_cut_in_the_middle() -> None:
    assert cut_middle(DID, 14, 6) == "did:key:z6MkpT…sdvktH"


def test_a_short_id_is_not_cut() -> None:
    assert cut_middle("qtk", 14, 6) == "qtk"


def test_a_label_never_renders_html(qtbot: QtBot) -> None:
    label = PlainText("<a href='x'>y</a>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<a href='x'>y</a>"


def test_a_cut_label_keeps_the_whole_text_for_hover_and_screen_readers(qtbot: QtBot) -> None:
    label = ElidedText("A name that is much longer than its place")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.accessibleName() == label.full_text()


def test_a_path_can_be_cut_in_the_middle_since_its_end_names_the_file(qtbot: QtBot) -> None:
    label = ElidedText("/media/mara/a stick/wallet.qbackup", cut=Qt.TextElideMode.ElideMiddle)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert "…" in label.text()
    assert label.text().endswith("backup")


def test_an_id_shows_its_full_value_on_hover(qtbot: QtBot) -> None:
    label = IdLabel(DID)
    qtbot.addWidget(label)
    assert label.shown_text() != DID
    assert child(label, PlainText).toolTip() == DID


def test_copying_an_id_copies_all_of_it(qtbot: QtBot, qapp: QApplication) -> None:
    label = IdLabel(DID)
    qtbot.addWidget(label)
    with qtbot.waitSignal(label.copied, check_params_cb=lambda value: value == DID):
        child(label, CopyButton).click()
    assert QGuiApplication.clipboard().text() == DID


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(days=6), "6 d ago"),
        (timedelta(hours=-2), "in 2 h"),
    ],
)
def test_times_are_told_relative_to_now(ago: timedelta, words: str) -> None:
    assert relative_time(NOW - ago, NOW) == words


def test_a_time_of_long_ago_is_a_date() -> None:
    assert "ago" not in relative_time(NOW - timedelta(days=30), NOW)


def test_without_a_locale_a_date_names_its_month() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        assert short_date(QDate(2026, 11, 6)) == "6 Nov 2026"
    finally:
        QLocale.setDefault(before)


def test_a_time_label_moves_with_the_clock(qtbot: QtBot) -> None:
    label = RelativeTimeLabel()
    qtbot.addWidget(label)
    label.set_time(NOW, NOW)
    label.set_now(NOW + timedelta(minutes=3))
    assert label.text() == "3 min ago"


def test_a_time_label_tells_the_absolute_time_on_hover(qtbot: QtBot) -> None:
    label = RelativeTimeLabel()
    qtbot.addWidget(label)
    label.set_time(NOW, NOW)
    assert "2026" in label.toolTip()


def test_a_hidden_amount_is_nowhere_in_the_widget(qtbot: QtBot) -> None:
    label = AmountLabel()
    qtbot.addWidget(label)
    label.set_amount("1,000.00", "QTK")
    label.set_hidden_amount(True)
    assert "1,000" not in label.accessibleName() + label.toolTip()


def test_an_amount_is_read_with_its_symbol(qtbot: QtBot) -> None:
    label = AmountLabel()
    qtbot.addWidget(label)
    label.set_amount("1,000.00", "QTK", fraction_at=5)
    assert label.accessibleName() == "1,000.00 QTK"


def test_amounts_of_equal_length_are_equally_wide(qtbot: QtBot) -> None:
    label = AmountLabel()
    qtbot.addWidget(label)
    widths = set()
    for text in ("1,111.11", "8,888.88"):
        label.set_amount(text, "QTK")
        widths.add(label.sizeHint().width())
    assert len(widths) == 1


def test_an_identicon_is_mirrored() -> None:
    assert all(line == line[::-1] for line in identicon(DID))


@given(st.text(), st.text())
def test_the_same_did_has_the_same_picture_and_another_rarely(first: str, second: str) -> None:
    assert identicon(first) == identicon(first)
    assert first == second or identicon(first) != identicon(second)
