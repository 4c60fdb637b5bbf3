"""The first run: each step draws the state, emits what is chosen, and keeps nothing secret."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import Down, Health, NodeReady, Up
from qwallet_desktop.state.identities import CreateIdentity, Identities, IdentityAccepted, LoadIdentities
from qwallet_desktop.state.lock import (
    KEYRING_SILENT,
    ForgetVaultProblem,
    HideWords,
    InspectVault,
    KeyringSilent,
    Lock,
    Phase,
    Slot,
    VaultInspected,
    VaultRefused,
    WordsShown,
)
from qwallet_desktop.state.onboarding import GoToStep, LookAround, Onboarding, Step
from qwallet_desktop.state.remote import Failed, Loaded
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.submission import Idle, Pending, Refused
from qwallet_desktop.state.vault_commands import CheckWords, CreateVault, Hidden, RestoreVault, ShowWords
from qwallet_desktop.ui.screens.first_run import FirstRunScreen, select
from qwallet_desktop.ui.screens.first_run_name import NameStep
from qwallet_desktop.ui.screens.first_run_restore import RestoreStep
from qwallet_desktop.ui.screens.first_run_steps import ProtectStep, WelcomeStep
from qwallet_desktop.ui.screens.first_run_words import CheckStep, WordsStep
from qwallet_desktop.ui.theme import apply_theme
from qwallet_desktop.ui.wording import sentence
from tests.ui.builders import NODE, NOW, REQUEST, bench, did, identity

GOOD = "lantern under the old bridge"
WORDS = ("legal winner thank year wave sausage worth useful " * 3).split()
WORDS[-1] = "title"
MISSING = Lock(Phase.MISSING)
OPENED = VaultInspected(Phase.OPEN, Slot.KEYRING, words_checked=False, has_previous=False, keyring_usable=True, held=())


class Program:
    """The screen with the real reducer behind it; a test answers for vault and node."""

    def __init__(self, screen_parent: QWidget | None = None) -> None:
        self.actions: list[Action] = []
        self.state = State()
        self.screen = FirstRunScreen(bench(self.do), screen_parent)

    def do(self, action: Action) -> None:
        self.actions.append(action)
        self.state, _ = reduce(self.state, action)
        self.screen.draw(select(self.state))

    def step(self) -> Step:
        return self.state.onboarding.step

    def last(self) -> Action:
        return self.actions[-1]

    def begin(self, step: Step, lock: Lock = MISSING, *, creating: bool = True) -> None:
        self.state = replace(self.state, onboarding=Onboarding(step, creating), lock=lock)
        self.screen.draw(select(self.state))
        self.actions.clear()

    def refuse(self, code: Code, **facts: str) -> str:
        """Let the vault refuse; return the sentence that must be read."""
        problem = Problem(code, facts)
        self.do(VaultRefused(problem))
        return sentence(problem)

    @property
    def protect(self) -> ProtectStep:
        page = self.screen.pages[Step.PROTECT]
        assert isinstance(page, ProtectStep)
        return page

    @property
    def words(self) -> WordsStep:
        page = self.screen.pages[Step.WORDS]
        assert isinstance(page, WordsStep)
        return page

    @property
    def check(self) -> CheckStep:
        page = self.screen.pages[Step.CHECK]
        assert isinstance(page, CheckStep)
        return page

    @property
    def restore(self) -> RestoreStep:
        page = self.screen.pages[Step.RESTORE]
        assert isinstance(page, RestoreStep)
        return page

    @property
    def name(self) -> NameStep:
        page = self.screen.pages[Step.NAME]
        assert isinstance(page, NameStep)
        return page


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    apply_theme(qapp, "light", reduced_motion=True)
    made = Program()
    qtbot.addWidget(made.screen)
    made.screen.resize(960, 600)
    with qtbot.waitActive(made.screen):
        made.screen.show()
        made.screen.activateWindow()
    yield made
    made.screen.close()


def press(key: Qt.Key = Qt.Key.Key_Return, times: int = 1) -> None:
    for _ in range(times):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


def write(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def texts(root: QWidget) -> str:
    """Return all that could be read on the screen or in its fields, hidden ones too."""
    labels = [label.text() for label in root.findChildren(QLabel)]
    return " ".join([*labels, *(edit.text() for edit in root.findChildren(QLineEdit))])


def test_the_whole_first_run_goes_by_keyboard(program: Program) -> None:
    program.do(NodeReady(NODE))
    program.do(replace(OPENED, phase=Phase.MISSING, slot=None))
    press()  # Create a new wallet
    press(Qt.Key.Key_Down)  # from the keyring to the passphrase
    press(Qt.Key.Key_Tab)
    write(GOOD)
    press()
    write(GOOD)
    press()
    assert program.last() == CreateVault(Hidden(GOOD))
    program.do(replace(OPENED, slot=Slot.PASSPHRASE))
    program.do(WordsShown(Hidden(" ".join(WORDS)), (3, 9, 24)))
    press()  # Show the words
    press()  # I have written them down
    assert program.step() is Step.CHECK
    assert program.state.lock.words is None
    for word in (WORDS[2], WORDS[8], WORDS[23]):
        write(word)
        press()
    assert program.last() == CheckWords((Hidden(WORDS[2]), Hidden(WORDS[8]), Hidden(WORDS[23])))
    program.do(replace(OPENED, slot=Slot.PASSPHRASE, words_checked=True))
    write("Mara Lindqvist")
    press()
    assert program.last() == CreateIdentity(REQUEST, "Mara Lindqvist", None)
    program.do(IdentityAccepted(REQUEST, identity(), created=True))
    assert program.step() is Step.DONE
    assert program.state.identities.submission == Idle()


def test_restoring_goes_by_keyboard(program: Program) -> None:
    program.begin(Step.WELCOME)
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Tab)
    press()  # Restore from words
    write(" ".join(WORDS))
    press()
    press()  # the keyring, as recommended
    assert program.last() == RestoreVault(Hidden(" ".join(WORDS)), None)


def test_the_welcome_offers_three_ways(program: Program) -> None:
    program.begin(Step.WELCOME)
    page = program.screen.pages[Step.WELCOME]
    assert isinstance(page, WelcomeStep)
    page.look.click()
    page.look.click()
    assert program.actions == [LookAround()]
    page.restore.click()
    program.begin(Step.WELCOME)
    page.begin.click()
    assert program.actions == [GoToStep(Step.PROTECT)]


def test_escape_goes_back(program: Program) -> None:
    program.begin(Step.PROTECT)
    press(Qt.Key.Key_Escape)
    assert program.actions == [GoToStep(Step.WELCOME)]


def test_the_keyring_is_chosen_where_there_is_one(program: Program) -> None:
    program.begin(Step.PROTECT)
    press()
    assert program.actions == [CreateVault(None)]


def test_without_a_keyring_only_a_passphrase_is_offered_and_it_is_said(program: Program) -> None:
    program.begin(Step.PROTECT, replace(MISSING, keyring_usable=False))
    form = program.protect.form
    assert form.keyring.isHidden()
    assert "no keyring" in texts(form)
    write(GOOD)
    press()
    write(GOOD)
    press()
    assert program.actions == [CreateVault(Hidden(GOOD))]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [("too short", "too short", Code.PASSPHRASE_TOO_SHORT), (GOOD, GOOD + "s", Code.PASSPHRASES_DIFFER)],
)
def test_a_bad_passphrase_is_said_and_emits_nothing(program: Program, first: str, second: str, code: Code) -> None:
    program.begin(Step.PROTECT)
    form = program.protect.form
    form.phrase.setChecked(True)
    form.form.first.edit.setText(first)
    form.form.second.edit.setText(second)
    program.protect.submit()
    assert sentence(Problem(code)) in (form.form.first.error(), form.form.second.error())
    assert program.actions == []


def test_the_buttons_follow_the_form_where_there_is_room(program: Program, qtbot: QtBot) -> None:
    program.screen.resize(1240, 800)
    program.begin(Step.PROTECT)
    page = program.protect
    qtbot.waitUntil(lambda: 0 < page.verb.mapTo(page, QPoint()).y() < 600)
    page.form.phrase.setChecked(True)
    higher = page.verb.mapTo(page, QPoint()).y()
    qtbot.waitUntil(lambda: page.verb.mapTo(page, QPoint()).y() > higher)


def test_the_buttons_stay_at_the_foot_where_there_is_no_room(program: Program, qtbot: QtBot) -> None:
    program.begin(Step.PROTECT)
    page = program.protect
    page.form.phrase.setChecked(True)
    program.screen.resize(960, 400)
    qtbot.waitUntil(lambda: page.height() == 400 and 340 <= page.verb.mapTo(page, QPoint()).y() <= 360)


def test_what_is_wrong_is_in_sight_in_a_small_window(program: Program, qtbot: QtBot) -> None:
    program.begin(Step.PROTECT)
    form = program.protect.form
    form.phrase.setChecked(True)
    form.form.first.edit.setText(GOOD)
    program.protect.submit()
    said = sentence(Problem(Code.PASSPHRASES_DIFFER))
    label = next(each for each in form.form.second.findChildren(QLabel) if each.text() == said)
    whole = label.heightForWidth(label.width())
    qtbot.waitUntil(lambda: label.visibleRegion().boundingRect().height() >= whole > 0)


@pytest.mark.parametrize("code", [Code.STORAGE_FULL, Code.STORAGE_READ_ONLY, Code.KEYRING_UNAVAILABLE])
def test_a_refusal_of_the_vault_is_read_and_the_form_can_be_sent_again(program: Program, code: Code) -> None:
    program.begin(Step.PROTECT)
    press()
    assert not program.protect.verb.isEnabled()
    words = program.refuse(code)
    assert program.protect.problem.accessibleName() == words
    assert program.protect.problem.way_on.isHidden()
    press()
    assert program.last() == CreateVault(None)


def test_a_wallet_that_is_there_already_can_be_opened(program: Program) -> None:
    program.begin(Step.PROTECT)
    press()
    program.refuse(Code.VAULT_EXISTS)
    program.protect.problem.way_on.click()
    assert program.actions[-3:] == [ForgetVaultProblem(), GoToStep(Step.NAME), InspectVault()]


def test_the_words_are_covered_until_they_are_asked_for(program: Program) -> None:
    program.begin(Step.WORDS, replace(MISSING, phase=Phase.OPEN, slot=Slot.KEYRING, words=Hidden(" ".join(WORDS))))
    assert "sausage" not in texts(program.screen)
    press()
    assert "sausage" in texts(program.screen)
    assert program.actions == []


def test_words_put_off_leave_screen_and_state(program: Program, qtbot: QtBot) -> None:
    program.begin(Step.WORDS, replace(MISSING, phase=Phase.OPEN, slot=Slot.KEYRING, words=Hidden(" ".join(WORDS))))
    press()
    program.words.extra.click()
    assert program.actions == [HideWords(), GoToStep(Step.NAME)]
    qtbot.waitUntil(lambda: "sausage" not in texts(program.screen))


def test_words_that_are_gone_are_shown_again_after_the_passphrase(program: Program) -> None:
    program.begin(Step.WORDS, Lock(Phase.OPEN, Slot.PASSPHRASE))
    press()
    assert program.words.panel.passphrase.error()
    write("wrong one here")
    press()
    assert program.actions == [ShowWords(Hidden("wrong one here"))]
    words = program.refuse(Code.PASSPHRASE_WRONG)
    assert program.words.panel.passphrase.error() == words
    write(GOOD)
    press()
    assert program.last() == ShowWords(Hidden(GOOD))
    program.do(WordsShown(Hidden(" ".join(WORDS)), (1, 2, 3)))
    assert program.words.panel.uncovered
    assert GOOD not in texts(program.screen)


def test_a_wrong_word_is_said_at_its_place(program: Program) -> None:
    program.begin(Step.CHECK, Lock(Phase.OPEN, Slot.KEYRING, positions=(3, 9, 24)))
    for word in ("thank", "wrong", "title"):
        write(word)
        press()
    words = program.refuse(Code.WORDS_DIFFER, position="9")
    assert program.check.form.errors() == ("", words, "")
    assert QApplication.focusWidget() is program.check.form.edits[1]


def test_a_missing_answer_is_asked_for(program: Program) -> None:
    program.begin(Step.CHECK, Lock(Phase.OPEN, Slot.KEYRING, positions=(3, 9, 24)))
    program.check.submit()
    assert "3" in program.check.form.errors()[0]
    assert program.actions == []


def test_the_words_can_be_looked_at_again_from_the_check(program: Program) -> None:
    program.begin(Step.CHECK, Lock(Phase.OPEN, Slot.KEYRING, positions=(3, 9, 24)))
    press(Qt.Key.Key_Escape)
    press()
    assert program.actions == [GoToStep(Step.WORDS), ShowWords(None)]


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        ("", Code.WORDS_COUNT, {"count": "0", "expected": "24"}),
        (" ".join(WORDS[:23]), Code.WORDS_COUNT, {"count": "23", "expected": "24"}),
        (" ".join([*WORDS[:4], "wavy", *WORDS[5:]]), Code.WORD_UNKNOWN, {"position": "5"}),
        (" ".join([WORDS[1], WORDS[0], *WORDS[2:]]), Code.WORDS_CHECKSUM, {}),
    ],
)
def test_words_that_are_no_wallets_are_said_and_emit_nothing(
    program: Program, typed: str, code: Code, facts: dict[str, str]
) -> None:
    program.begin(Step.RESTORE)
    program.restore.words.area.setPlainText(typed)
    press()
    assert program.restore.words.field.error() == sentence(Problem(code, facts, "words"))
    assert program.actions == []


def test_words_that_only_the_vault_finds_wrong_bring_one_back_to_them(program: Program) -> None:
    program.begin(Step.RESTORE)
    program.restore.words.area.setPlainText(" ".join(WORDS))
    press()
    press()
    words = program.refuse(Code.WORDS_CHECKSUM)
    assert program.restore.words.field.error() == words
    assert program.restore.words.isVisible()


def test_restoring_says_what_it_waits_for(program: Program) -> None:
    program.state = replace(program.state, health=Health(Down(NOW, Problem(Code.DATABASE_LOCKED))))
    program.begin(Step.RESTORE)
    program.restore.words.area.setPlainText(" ".join(WORDS))
    press()
    press()
    assert sentence(Problem(Code.DATABASE_LOCKED)) in texts(program.restore)


def test_restoring_over_a_damaged_vault_goes_back_to_the_lock_screen(program: Program) -> None:
    program.begin(Step.RESTORE, Lock(Phase.DAMAGED))
    press(Qt.Key.Key_Escape)
    assert program.actions == [GoToStep(Step.DONE)]


def test_nothing_secret_stays_after_a_step_or_when_hidden(program: Program) -> None:
    program.begin(Step.RESTORE)
    program.restore.words.area.setPlainText(" ".join(WORDS))
    press()
    program.restore.protection.phrase.setChecked(True)
    program.restore.protection.form.first.edit.setText(GOOD)
    program.screen.hide()
    assert program.restore.words.area.toPlainText() == ""
    assert not program.restore.words.area.document().isUndoAvailable()
    assert GOOD not in texts(program.screen)
    program.screen.show()
    program.begin(Step.PROTECT)
    program.protect.form.phrase.setChecked(True)
    program.protect.form.form.first.edit.setText(GOOD)
    program.do(GoToStep(Step.WELCOME))
    assert GOOD not in texts(program.screen)
    assert not program.protect.form.form.first.edit.isUndoAvailable()


@pytest.mark.parametrize("typed", ["", "   ", "x" * 61, "\u202e"])
def test_a_bad_name_is_said_and_emits_nothing(program: Program, typed: str) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))
    program.name.edit.setText(typed)
    press()
    assert program.name.field.error() == sentence(Problem(Code.NAME_INVALID))
    assert program.actions == []


def test_a_refused_identity_is_said_and_the_name_stays(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))
    write("Mara")
    press()
    assert not program.name.verb.isEnabled()
    problem = Problem(Code.STORAGE_FULL)
    program.state = replace(program.state, identities=Identities(submission=Refused(REQUEST, problem)))
    program.screen.draw(select(program.state))
    assert program.name.problem.accessibleName() == sentence(problem)
    assert program.name.edit.text() == "Mara"
    assert QApplication.focusWidget() is program.name.edit


INVITATION = "77CK-5NLJ-ZYDZ-ZXYL-W6AD-5KNV-GYRV-M3MY"


def at_served_node(program: Program) -> None:
    program.state = replace(program.state, health=Health(Up(NODE), served="https://node.example"))
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))


def test_a_node_of_ones_own_asks_for_no_invitation(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))
    assert program.name.invitation.isHidden()
    write("Mara")
    press()
    assert program.last() == CreateIdentity(REQUEST, "Mara", None)


def test_a_node_that_others_run_asks_for_their_invitation(program: Program) -> None:
    at_served_node(program)
    assert "node.example" in texts(program.screen)
    write("Mara")
    program.name.invitation.edit.setText(INVITATION.lower())
    press()
    assert program.last() == CreateIdentity(REQUEST, "Mara", None, invitation=Hidden(INVITATION))
    assert INVITATION not in repr(program.last())


@pytest.mark.parametrize("typed", ["", "Ada", INVITATION[:-1] + "A"])
def test_what_is_no_invitation_is_said_at_its_field_and_emits_nothing(program: Program, typed: str) -> None:
    at_served_node(program)
    write("Mara")
    program.name.invitation.edit.setText(typed)
    press()
    assert program.name.invitation.error() == sentence(Problem(Code.INVITATION_INVALID))
    assert program.actions == []
    assert QApplication.focusWidget() is program.name.invitation.edit


@pytest.mark.parametrize("code", [Code.INVITATION_INVALID, Code.INVITATION_USED, Code.INVITATION_EXPIRED])
def test_what_the_node_says_of_an_invitation_is_said_at_its_field(program: Program, code: Code) -> None:
    at_served_node(program)
    refused = Identities(submission=Refused(REQUEST, Problem(code, {}, "invitation")))
    program.state = replace(program.state, identities=refused)
    program.screen.draw(select(program.state))
    assert program.name.invitation.error() == sentence(Problem(code))
    assert program.name.problem.isHidden()


def test_another_invitation_takes_the_sentence_away_and_leaving_empties_the_field(program: Program) -> None:
    at_served_node(program)
    write("Mara")
    press()
    QTest.keyClicks(program.name.invitation.edit, "77CK")
    assert program.name.invitation.error() == ""
    program.do(GoToStep(Step.BACKUP))
    assert program.name.invitation.edit.text() == ""


def test_the_welcome_says_where_the_ledger_is(program: Program) -> None:
    program.begin(Step.WELCOME)
    assert "Keys and ledger stay on this computer." in texts(program.screen)
    program.state = replace(program.state, health=Health(served="https://node.example"))
    program.screen.draw(select(program.state))
    assert "Keys stay on this computer; the ledger is kept by the node at node.example." in texts(program.screen)


def test_a_silent_keyring_is_said_while_the_wallet_is_being_created(program: Program) -> None:
    program.begin(Step.PROTECT)
    program.protect.submit()
    program.do(KeyringSilent())
    assert program.protect.problem.accessibleName() == sentence(KEYRING_SILENT)
    assert not program.protect.verb.isEnabled()


def test_a_second_enter_creates_no_second_identity(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))
    write("Mara")
    press()
    program.name.submit()
    assert [type(action) for action in program.actions] == [CreateIdentity]
    assert isinstance(program.state.identities.submission, Pending)


def test_restored_identities_are_looked_for_before_a_name_is_asked(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING, words_checked=True, held=(did(1),)), creating=False)
    assert program.name.edit.isHidden() or not program.name.edit.isVisible()
    program.name.submit()
    assert program.actions == []
    program.state = replace(program.state, identities=Identities(loading=Failed(Problem(Code.NODE_TIMEOUT))))
    program.screen.draw(select(program.state))
    assert program.name.problem.accessibleName() == sentence(Problem(Code.NODE_TIMEOUT))
    press()
    assert program.actions == [LoadIdentities()]


def test_a_ledger_that_knows_none_of_the_keys_is_said_before_a_name_is_asked(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.PASSPHRASE, held=(did(1),)), creating=False)
    program.state = replace(program.state, identities=Identities(loading=Loaded(0, NOW)))
    program.screen.draw(select(program.state))
    assert program.name.sentence.text().startswith("This ledger knows no identity of your keys.")


def test_the_way_back_from_the_name_is_open_until_the_words_were_checked(program: Program) -> None:
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING, words_checked=True))
    press(Qt.Key.Key_Escape)
    assert program.actions == []
    program.begin(Step.NAME, Lock(Phase.OPEN, Slot.KEYRING))
    press(Qt.Key.Key_Escape)
    assert program.actions == [GoToStep(Step.WORDS)]
