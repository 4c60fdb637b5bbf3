"""The lock screen: what it says and emits in each mode."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.lock import InspectVault, Lock, Phase, Slot
from qwallet_desktop.state.onboarding import GoToStep, Step
from qwallet_desktop.state.operation import Operation, Waiting
from qwallet_desktop.state.operation_line import Operations, add
from qwallet_desktop.state.root import Action, State
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.state.vault_commands import Hidden, RestorePreviousVault, Unlock
from qwallet_desktop.ui.screens.locked import LockedScreen, Mode, View, select
from qwallet_desktop.ui.widgets.labels import PlainText
from tests.ui.builders import NOW, bench

WRONG = Problem(Code.PASSPHRASE_WRONG, {}, "passphrase")


class Stand:
    """The lock screen and what it emitted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions: list[Action] = []
        self.screen = LockedScreen(bench(self.actions.append))
        qtbot.addWidget(self.screen)
        with qtbot.waitActive(self.screen):
            self.screen.show()
            self.screen.activateWindow()

    def said(self) -> str:
        return " ".join(label.text() for label in self.screen.findChildren(PlainText) if label.isVisible())

    def buttons(self) -> list[QPushButton]:
        return [button for button in self.screen.findChildren(QPushButton) if button.isVisible() and button.text()]

    def field(self) -> QLineEdit:
        found = self.screen.findChild(QLineEdit)
        assert isinstance(found, QLineEdit)
        return found


@pytest.fixture
def stand(qtbot: QtBot, qapp: QApplication) -> Iterator[Stand]:
    made = Stand(qtbot)
    yield made
    made.screen.close()


@pytest.mark.parametrize(
    ("lock", "mode"),
    [
        (Lock(Phase.LOCKED, Slot.PASSPHRASE), Mode.PASSPHRASE),
        (Lock(Phase.LOCKED, Slot.KEYRING), Mode.KEYRING),
        (Lock(Phase.OPEN, Slot.KEYRING, screen_hidden=True), Mode.HIDDEN),
        (Lock(Phase.DAMAGED, problem=Problem(Code.VAULT_DAMAGED)), Mode.DAMAGED),
        (Lock(Phase.DAMAGED, problem=Problem(Code.VAULT_NEWER)), Mode.NEWER),
    ],
)
def test_the_mode_follows_from_the_vault(lock: Lock, mode: Mode) -> None:
    assert select(State(lock=lock)).mode is mode


def test_the_passphrase_is_given_by_enter(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE))
    QTest.keyClicks(stand.field(), "correct horse")
    QTest.keyClick(stand.field(), Qt.Key.Key_Return)
    assert stand.actions == [Unlock(Hidden("correct horse"))]


def test_nothing_is_tried_without_a_passphrase(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE))
    QTest.keyClick(stand.field(), Qt.Key.Key_Return)
    assert stand.actions == []
    assert not stand.buttons()[0].isEnabled()


def test_a_wrong_passphrase_is_said_at_the_field(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE, busy=True))
    stand.screen.draw(View(Mode.PASSPHRASE, problem=WRONG))
    assert "That is not the passphrase." in stand.said()


def test_after_a_wrong_passphrase_one_types_over_it(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE))
    QTest.keyClicks(stand.field(), "wrong")
    stand.screen.draw(View(Mode.PASSPHRASE, busy=True))
    stand.screen.draw(View(Mode.PASSPHRASE, problem=WRONG))
    QTest.keyClicks(stand.field(), "right")
    assert stand.field().text() == "right"


def test_while_it_is_tried_nothing_can_be_given(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE))
    QTest.keyClicks(stand.field(), "correct horse")
    stand.screen.draw(View(Mode.PASSPHRASE, busy=True))
    stand.buttons()[0].click()
    assert stand.actions == []
    assert stand.buttons()[0].text() == "Unlocking…"


def test_the_passphrase_is_not_readable(stand: Stand) -> None:
    assert stand.field().echoMode() is QLineEdit.EchoMode.Password


def test_what_was_typed_is_forgotten_when_the_screen_goes(stand: Stand) -> None:
    stand.screen.draw(View(Mode.PASSPHRASE))
    QTest.keyClicks(stand.field(), "correct horse")
    stand.screen.hide()
    assert stand.field().text() == ""


def test_the_field_is_ready_for_typing(stand: Stand) -> None:
    stand.screen.hide()
    stand.screen.draw(View(Mode.PASSPHRASE))
    stand.screen.show()
    assert stand.screen.focusWidget() is stand.field()


def test_a_hidden_screen_says_that_it_locks_nothing(stand: Stand) -> None:
    stand.screen.draw(View(Mode.HIDDEN))
    assert "hides what is on the screen and nothing more" in stand.said()
    stand.buttons()[0].click()
    assert stand.actions == [Unlock(None)]


def test_a_keyring_without_the_key_is_said_and_tried_again(stand: Stand) -> None:
    stand.screen.draw(View(Mode.KEYRING, problem=Problem(Code.KEYRING_UNAVAILABLE, {"reason": "timeout"})))
    assert "keyring did not answer" in stand.said()
    again, words = stand.buttons()
    again.click()
    words.click()
    assert stand.actions == [Unlock(None), GoToStep(Step.RESTORE)]


def test_of_a_damaged_vault_the_previous_copy_is_offered(stand: Stand) -> None:
    stand.screen.draw(View(Mode.DAMAGED, has_previous=True))
    previous, words = stand.buttons()
    previous.click()
    words.click()
    assert stand.actions == [RestorePreviousVault(), GoToStep(Step.RESTORE)]


def test_of_a_vault_that_is_gone_the_previous_copy_is_offered(stand: Stand) -> None:
    stand.screen.draw(View(Mode.DAMAGED, has_previous=True, problem=Problem(Code.VAULT_MISSING)))
    assert "The file with your keys is gone" in stand.said()
    assert "left as it is" not in stand.said()
    stand.buttons()[0].click()
    assert stand.actions == [RestorePreviousVault()]


def test_without_a_previous_copy_the_words_are_asked_for(stand: Stand) -> None:
    stand.screen.draw(View(Mode.DAMAGED))
    (words,) = stand.buttons()
    words.click()
    assert stand.actions == [GoToStep(Step.RESTORE)]


def test_a_newer_vault_is_never_replaced(stand: Stand) -> None:
    stand.screen.draw(View(Mode.NEWER, has_previous=True))
    (again,) = stand.buttons()
    again.click()
    assert "newer Qwallet" in stand.said()
    assert stand.actions == [InspectVault()]


def test_a_previous_copy_that_is_damaged_too_is_said(stand: Stand) -> None:
    stand.screen.draw(View(Mode.DAMAGED, has_previous=True, problem=Problem(Code.STORAGE_FULL)))
    assert "The disk is full" in stand.said()


def operations(count: int) -> Operations:
    """Return operations of which that many are open."""
    draft = PaymentDraft("did:key:zother", TokenId("qtk1"), "1.00", "")
    made = Operations()
    for number in range(count):
        request = RequestId(f"01a20766-0000-7000-8000-{number:012}")
        made = add(made, Operation(request, IdentityId("did:key:zme"), draft, NOW, Waiting(NOW)))
    return made


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, ""), (1, "1 operation waits for you to unlock."), (3, "3 operations wait for you to unlock.")],
)
def test_what_waits_for_the_keys_is_said(stand: Stand, count: int, words: str) -> None:
    lock = Lock(Phase.LOCKED, Slot.PASSPHRASE)
    stand.screen.draw(select(State(lock=lock, operations=operations(count))))
    assert words in stand.said()
    assert ("wait" in stand.said()) == bool(count)


def test_a_screen_that_is_merely_hidden_says_nothing_of_what_goes_on(stand: Stand) -> None:
    lock = Lock(Phase.OPEN, Slot.KEYRING, screen_hidden=True)
    stand.screen.draw(select(State(lock=lock, operations=operations(3))))
    assert "operations" not in stand.said()
