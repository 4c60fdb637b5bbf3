"""The first run: each step, and what goes wrong in it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from scene import scene

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.health import Down, Health, Starting, Up
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.lock import Lock, Phase, Slot
from qwallet_desktop.state.onboarding import Onboarding, Step
from qwallet_desktop.state.remote import Failed, Loading
from qwallet_desktop.state.root import State
from qwallet_desktop.state.submission import Pending, Refused
from qwallet_desktop.state.vault_commands import Hidden
from qwallet_desktop.ui.screens.first_run import FirstRunScreen, select
from qwallet_desktop.ui.screens.first_run_name import NameStep
from qwallet_desktop.ui.screens.first_run_restore import RestoreStep
from qwallet_desktop.ui.screens.first_run_steps import ProtectStep
from qwallet_desktop.ui.screens.first_run_words import CheckStep, WordsStep
from qwallet_desktop.ui.shell import Shell
from qwallet_desktop.ui.theme import dress
from tests.ui.builders import NODE, NOW, REQUEST, bench, did

WORDS = (
    "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful "
    "legal winner thank year wave sausage worth title"
)
MISSING = Lock(Phase.MISSING)
PASSPHRASE = Lock(Phase.OPEN, Slot.PASSPHRASE)
KEYRING = Lock(Phase.OPEN, Slot.KEYRING, positions=(4, 11, 19))
UP = Health(Up(NODE), live=True)
Touch = Callable[[FirstRunScreen], None]


def first_run(step: Step, lock: Lock = MISSING, then: Touch | None = None, *, shown: State | None = None) -> QWidget:
    """Return the window at this step; `then` touches it once it is shown."""
    base = shown or State(health=UP)
    creating = step in {Step.PROTECT, Step.WORDS, Step.CHECK, Step.NAME}
    view = select(replace(base, onboarding=Onboarding(step, creating), lock=lock))
    shell = Shell()
    screen = FirstRunScreen(bench(lambda _action: None))
    screen.draw(view)
    dress(screen)
    shell.install(screen)
    QTimer.singleShot(0, lambda: None if then is None else then(screen))
    return shell


def answer(screen: FirstRunScreen, lock: Lock) -> None:
    """Let the vault have answered."""
    view = screen._view  # noqa: SLF001 - a picture of what the state would say
    if view is not None:
        screen.draw(replace(view, lock=replace(lock, answers=view.lock.answers + 1)))


@scene("first-run-welcome")
def welcome() -> QWidget:
    """The three ways in."""
    return first_run(Step.WELCOME)


@scene("first-run-welcome-small", 960, 600)
def welcome_small() -> QWidget:
    """The same in a small window."""
    return first_run(Step.WELCOME)


@scene("first-run-protect")
def protect() -> QWidget:
    """Keyring or passphrase."""
    return first_run(Step.PROTECT)


def choose_passphrase(screen: FirstRunScreen) -> None:
    """Choose a passphrase and type a weak one."""
    page = screen.pages[Step.PROTECT]
    assert isinstance(page, ProtectStep)  # noqa: S101 - for the types
    page.form.phrase.setChecked(True)
    page.form.form.first.edit.setText("harbour lamp")
    page.form.form.first.edit.textEdited.emit("harbour lamp")
    page.form.form.second.edit.setText("harbour lamb")
    page.submit()


@scene("first-run-protect-passphrase")
def protect_passphrase() -> QWidget:
    """Two passphrases that differ."""
    return first_run(Step.PROTECT, then=choose_passphrase)


@scene("first-run-protect-small", 960, 600)
def protect_small() -> QWidget:
    """The same in a small window."""
    return first_run(Step.PROTECT, then=choose_passphrase)


@scene("first-run-protect-no-keyring")
def protect_no_keyring() -> QWidget:
    """No keyring: a passphrase alone."""
    return first_run(Step.PROTECT, replace(MISSING, keyring_usable=False))


@scene("first-run-protect-busy", 960, 600)
def protect_busy() -> QWidget:
    """The vault is being made."""
    return first_run(Step.PROTECT, replace(MISSING, busy=True))


@scene("first-run-protect-exists", 960, 600)
def protect_exists() -> QWidget:
    """There is a wallet already."""
    refused = replace(MISSING, problem=Problem(Code.VAULT_EXISTS))
    return first_run(Step.PROTECT, then=lambda screen: answer(screen, refused))


@scene("first-run-protect-read-only")
def protect_read_only() -> QWidget:
    """The folder can't be written."""
    facts = {"folder": "/home/mara/.local/share/qwallet"}
    refused = replace(MISSING, problem=Problem(Code.STORAGE_READ_ONLY, facts))
    return first_run(Step.PROTECT, then=lambda screen: answer(screen, refused))


def uncover(screen: FirstRunScreen) -> None:
    """Show the words."""
    page = screen.pages[Step.WORDS]
    assert isinstance(page, WordsStep)  # noqa: S101 - for the types
    page.submit()


@scene("first-run-words-covered")
def words_covered() -> QWidget:
    """The words before they are asked for."""
    return first_run(Step.WORDS, replace(KEYRING, words=Hidden(WORDS)))


@scene("first-run-words")
def words() -> QWidget:
    """The words."""
    return first_run(Step.WORDS, replace(KEYRING, words=Hidden(WORDS)), uncover)


@scene("first-run-words-small", 960, 600)
def words_small() -> QWidget:
    """The words in a small window."""
    return first_run(Step.WORDS, replace(KEYRING, words=Hidden(WORDS)), uncover)


@scene("first-run-words-passphrase")
def words_passphrase() -> QWidget:
    """The words again, behind the passphrase, which was wrong."""
    refused = replace(PASSPHRASE, problem=Problem(Code.PASSPHRASE_WRONG))
    return first_run(Step.WORDS, PASSPHRASE, lambda screen: answer(screen, refused))


@scene("first-run-check")
def check() -> QWidget:
    """Three words asked back, one of them wrong."""

    def type_answers(screen: FirstRunScreen) -> None:
        page = screen.pages[Step.CHECK]
        assert isinstance(page, CheckStep)  # noqa: S101 - for the types
        for edit, word in zip(page.form.edits, ("year", "thing", "wave"), strict=True):
            edit.setText(word)
        answer(screen, replace(KEYRING, problem=Problem(Code.WORDS_DIFFER, {"position": "11"}, "words")))

    return first_run(Step.CHECK, KEYRING, type_answers)


def restore_with(text: str, *, on: bool = False) -> Touch:
    """Return what types words, and goes on to the protection."""

    def touch(screen: FirstRunScreen) -> None:
        page = screen.pages[Step.RESTORE]
        assert isinstance(page, RestoreStep)  # noqa: S101 - for the types
        page.words.area.setPlainText(text)
        if on:
            page.submit()

    return touch


@scene("first-run-restore")
def restore() -> QWidget:
    """Nothing typed yet."""
    return first_run(Step.RESTORE)


@scene("first-run-restore-typing")
def restore_typing() -> QWidget:
    """A word that is not on the list, and one that is being typed."""
    return first_run(Step.RESTORE, then=restore_with("legal winer thank year wave sausage worth use"))


@scene("first-run-restore-small", 960, 600)
def restore_small() -> QWidget:
    """The same in a small window."""
    return first_run(Step.RESTORE, then=restore_with("legal winer thank year wave sausage worth use"))


@scene("first-run-restore-checksum")
def restore_checksum() -> QWidget:
    """Two words changed places."""
    swapped = WORDS.replace("legal winner", "winner legal", 1)
    return first_run(Step.RESTORE, then=restore_with(swapped))


@scene("first-run-restore-busy")
def restore_busy() -> QWidget:
    """The node is being asked."""

    def touch(screen: FirstRunScreen) -> None:
        restore_with(WORDS, on=True)(screen)
        view = screen._view  # noqa: SLF001 - as above
        if view is not None:
            screen.draw(replace(view, lock=replace(MISSING, busy=True)))

    return first_run(Step.RESTORE, then=touch)


@scene("first-run-name")
def name() -> QWidget:
    """The first identity's name."""
    return first_run(Step.NAME, KEYRING)


@scene("first-run-name-bad", 960, 600)
def name_bad() -> QWidget:
    """No name at all."""

    def touch(screen: FirstRunScreen) -> None:
        page = screen.pages[Step.NAME]
        assert isinstance(page, NameStep)  # noqa: S101 - for the types
        page.submit()

    return first_run(Step.NAME, KEYRING, touch)


@scene("first-run-name-pending", 960, 600)
def name_pending() -> QWidget:
    """The identity is being made while the node still starts."""
    shown = State(health=Health(Starting()), identities=Identities(submission=Pending(REQUEST)))
    return first_run(Step.NAME, KEYRING, shown=shown)


@scene("first-run-name-refused", 960, 600)
def name_refused() -> QWidget:
    """The node is down and the disk full."""
    problem = Problem(Code.STORAGE_FULL)
    shown = State(health=Health(Down(NOW, problem)), identities=Identities(submission=Refused(REQUEST, problem)))
    return first_run(Step.NAME, KEYRING, shown=shown)


@scene("first-run-name-searching", 960, 600)
def name_searching() -> QWidget:
    """Restored; the node is asked which identities there are."""
    shown = State(health=UP, identities=Identities(loading=Loading()))
    return first_run(Step.NAME, replace(KEYRING, held=(did(1),), words_checked=True), shown=shown)


@scene("first-run-name-lost", 960, 600)
def name_lost() -> QWidget:
    """Restored; the node could not be asked."""
    shown = State(health=UP, identities=Identities(loading=Failed(Problem(Code.NODE_TIMEOUT))))
    return first_run(Step.NAME, replace(KEYRING, held=(did(1),), words_checked=True), shown=shown)
