"""The vault's performers: each command, then what the vault is like; a refusal leaves it as it was."""

import asyncio
import hashlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects import lock as lock_effects
from qwallet_desktop.keys.vault_format import MAGIC
from qwallet_desktop.state.lock import (
    KeyringSilent,
    PerformInspect,
    PerformLock,
    PerformVault,
    Phase,
    Slot,
    VaultInspected,
    VaultRefused,
    WordsShown,
)
from qwallet_desktop.state.vault_commands import (
    CheckWords,
    CreateVault,
    Hidden,
    RemovePassphrase,
    RestorePreviousVault,
    RestoreVault,
    SetPassphrase,
    ShowWords,
    Unlock,
)
from tests.effects.desks import Place, make_desk
from tests.keys.builders import OTHER_PHRASE, PHRASE, WORDS
from tests.keys.fakes import MemoryKeyStore

pytestmark = pytest.mark.asyncio


class Vault(Place):
    """A desk whose vault alone is looked at."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryKeyStore()
        self.folder = folder
        super().__init__(make_desk(folder, self.store), None)  # type: ignore[arg-type]  # no node is asked

    @property
    def file(self) -> Path:
        return self.folder / "vault" / "vault"

    async def inspected(self, effect: PerformInspect | PerformVault) -> VaultInspected:
        return await self.one(effect, VaultInspected)

    async def refused(self, effect: PerformInspect | PerformVault) -> Problem:
        return (await self.one(effect, VaultRefused)).problem

    async def create(self, passphrase: str | None = None) -> WordsShown:
        _, shown = await self.answer(PerformVault(CreateVault(hidden(passphrase))))
        assert isinstance(shown, WordsShown)
        return shown

    def restart(self) -> None:
        """Begin anew on the same folder and keyring."""
        self.close()
        self.desk = make_desk(self.folder, self.store)

    def close(self) -> None:
        self.desk.qlock.close()
        self.desk.qlock._worker.shutdown()


def hidden(text: str | None) -> Hidden | None:
    return None if text is None else Hidden(text)


@pytest_asyncio.fixture
async def vault(tmp_path: Path) -> AsyncIterator[Vault]:
    vault = Vault(tmp_path)
    yield vault
    vault.close()


# ------------------------------------------------------------------------------ looking


async def test_without_a_vault_the_keyring_is_tried(vault: Vault) -> None:
    told = await vault.inspected(PerformInspect())
    assert told == VaultInspected(
        Phase.MISSING, None, words_checked=False, has_previous=False, keyring_usable=True, held=()
    )


async def test_words_replace_a_vault_whose_key_the_keyring_lost(vault: Vault) -> None:
    await vault.create()
    vault.restart()
    vault.store.values.clear()
    told = await vault.inspected(PerformVault(RestoreVault(Hidden(WORDS), Hidden(PHRASE))))
    assert (told.phase, told.slot) == (Phase.OPEN, Slot.PASSPHRASE)
    assert vault.file.with_name("vault.aside-1").exists()


async def test_of_a_vault_that_is_gone_the_previous_copy_opens(vault: Vault) -> None:
    await vault.create(PHRASE)
    vault.restart()
    vault.file.unlink()
    assert (await vault.inspected(PerformVault(RestorePreviousVault()))).phase is Phase.LOCKED
    assert (await vault.inspected(PerformVault(Unlock(Hidden(PHRASE))))).phase is Phase.OPEN


async def test_words_restored_where_the_vault_is_gone_leave_its_previous_copy_aside(vault: Vault) -> None:
    await vault.create(PHRASE)
    vault.restart()
    vault.file.unlink()
    previous = vault.file.with_name("vault.previous").read_bytes()
    await vault.inspected(PerformVault(RestoreVault(Hidden(WORDS), Hidden(PHRASE))))
    assert vault.file.with_name("vault.previous.aside-1").read_bytes() == previous


async def test_a_keyring_that_does_not_work_is_told(vault: Vault) -> None:
    vault.store.is_available = False
    assert not (await vault.inspected(PerformInspect())).keyring_usable


async def test_a_keyring_is_tried_once(vault: Vault) -> None:
    await vault.inspected(PerformInspect())
    vault.store.is_available = False
    assert (await vault.inspected(PerformInspect())).keyring_usable


async def test_a_vault_without_passphrase_opens_by_itself(vault: Vault) -> None:
    await vault.create()
    held = await vault.desk.qlock.create_identity_key()
    vault.restart()
    told = await vault.inspected(PerformInspect())
    assert (told.phase, told.slot, told.held) == (Phase.OPEN, Slot.KEYRING, (held,))


async def test_a_vault_behind_a_passphrase_stays_locked(vault: Vault) -> None:
    await vault.create(PHRASE)
    vault.restart()
    told = await vault.inspected(PerformInspect())
    assert (told.phase, told.slot, told.held) == (Phase.LOCKED, Slot.PASSPHRASE, ())


async def test_a_keyring_that_lost_the_key_is_told_beside_the_vault(vault: Vault) -> None:
    await vault.create()
    vault.restart()
    vault.store.is_available = False
    inspected, refused = await vault.answer(PerformInspect())
    assert isinstance(inspected, VaultInspected)
    assert isinstance(refused, VaultRefused)
    assert (inspected.phase, refused.problem.code) == (Phase.LOCKED, Code.KEYRING_UNAVAILABLE)


async def test_a_damaged_vault_is_told_as_damaged(vault: Vault) -> None:
    await vault.create()
    vault.restart()
    vault.file.write_bytes(b"rubbish")
    assert (await vault.inspected(PerformInspect())).phase is Phase.DAMAGED


async def test_a_vault_of_a_later_version_is_not_touched(vault: Vault) -> None:
    await vault.create()
    vault.restart()
    covered = MAGIC + b"\xff\xff" + b"whatever it will hold"
    content = covered + hashlib.sha256(covered).digest()
    vault.file.write_bytes(content)
    inspected, refused = await vault.answer(PerformInspect())
    assert isinstance(inspected, VaultInspected)
    assert refused == VaultRefused(Problem(Code.VAULT_NEWER))
    assert (inspected.phase, vault.file.read_bytes()) == (Phase.DAMAGED, content)


async def test_a_vault_that_can_not_be_read_is_a_refusal(vault: Vault) -> None:
    vault.file.mkdir(parents=True)
    assert (await vault.refused(PerformInspect())).facts["error"] == "EISDIR"


# ------------------------------------------------------------------------------ making


async def test_a_new_vault_is_open_and_its_words_are_shown(vault: Vault) -> None:
    inspected, shown = await vault.answer(PerformVault(CreateVault(None)))
    assert isinstance(inspected, VaultInspected)
    assert isinstance(shown, WordsShown)
    assert (inspected.phase, inspected.words_checked) == (Phase.OPEN, False)
    assert len(shown.words.text.split()) == 24
    assert len(set(shown.positions)) == 3


async def test_a_new_vault_behind_a_passphrase_shows_its_words_too(vault: Vault) -> None:
    assert len((await vault.create(PHRASE)).words.text.split()) == 24


async def test_a_passphrase_that_is_too_short_makes_no_vault(vault: Vault) -> None:
    told = await vault.refused(PerformVault(CreateVault(Hidden("short"))))
    assert told.code is Code.PASSPHRASE_TOO_SHORT
    assert not vault.file.exists()


async def test_words_make_the_vault_again(vault: Vault) -> None:
    told = await vault.inspected(PerformVault(RestoreVault(Hidden(WORDS), hidden(PHRASE))))
    assert (told.phase, told.slot, told.words_checked) == (Phase.OPEN, Slot.PASSPHRASE, True)
    shown = await vault.one(PerformVault(ShowWords(Hidden(PHRASE))), WordsShown)
    assert shown.words == Hidden(WORDS)


async def test_words_that_are_none_are_refused(vault: Vault) -> None:
    told = await vault.refused(PerformVault(RestoreVault(Hidden("one two three"), None)))
    assert told.code.startswith("WORD")
    assert not vault.file.exists()


async def test_a_whole_vault_is_not_written_over_by_other_words(vault: Vault) -> None:
    shown = await vault.create()
    told = await vault.refused(PerformVault(RestoreVault(Hidden(WORDS), None)))
    assert told.code is Code.VAULT_EXISTS
    assert (await vault.one(PerformVault(ShowWords()), WordsShown)).words == shown.words


async def test_words_replace_a_damaged_vault_that_is_kept_aside(vault: Vault) -> None:
    await vault.create()
    vault.restart()
    vault.file.write_bytes(b"rubbish")
    told = await vault.inspected(PerformVault(RestoreVault(Hidden(WORDS), None)))
    assert told.phase is Phase.OPEN
    assert (vault.file.parent / "vault.aside-1").read_bytes() == b"rubbish"


async def test_the_previous_copy_of_a_damaged_vault_is_put_back_and_opened(vault: Vault) -> None:
    shown = await vault.create()
    await vault.desk.qlock.create_identity_key()
    vault.restart()
    vault.file.write_bytes(b"rubbish")
    told = await vault.inspected(PerformVault(RestorePreviousVault()))
    assert told.phase is Phase.OPEN
    assert (await vault.one(PerformVault(ShowWords()), WordsShown)).words == shown.words


async def test_a_vault_that_went_astray_beside_its_copy_is_not_taken_for_a_first_run(vault: Vault) -> None:
    await vault.create()
    await vault.desk.qlock.create_identity_key()
    vault.restart()
    vault.file.unlink()
    inspected, refused = await vault.answer(PerformInspect())
    assert isinstance(inspected, VaultInspected)
    assert (inspected.phase, inspected.has_previous) == (Phase.DAMAGED, True)
    assert refused == VaultRefused(Problem(Code.VAULT_MISSING))


async def test_words_replace_a_vault_that_went_astray(vault: Vault) -> None:
    await vault.create()
    await vault.desk.qlock.create_identity_key()
    vault.restart()
    vault.file.unlink()
    told = await vault.inspected(PerformVault(RestoreVault(Hidden(WORDS), None)))
    assert (told.phase, told.held) == (Phase.OPEN, ())


async def test_without_a_previous_copy_nothing_is_put_back(vault: Vault) -> None:
    assert (await vault.refused(PerformVault(RestorePreviousVault()))).code is Code.VAULT_MISSING


# ------------------------------------------------------------------------------ opening


async def test_the_passphrase_opens_the_vault(vault: Vault) -> None:
    await vault.create(PHRASE)
    await vault.answer(PerformLock())
    assert (await vault.inspected(PerformVault(Unlock(Hidden(PHRASE))))).phase is Phase.OPEN


async def test_a_wrong_passphrase_does_not(vault: Vault) -> None:
    await vault.create(PHRASE)
    await vault.answer(PerformLock())
    assert (await vault.refused(PerformVault(Unlock(Hidden(OTHER_PHRASE))))).code is Code.PASSPHRASE_WRONG
    assert (await vault.inspected(PerformInspect())).phase is Phase.LOCKED


async def test_the_keyring_is_asked_again_without_a_passphrase(vault: Vault) -> None:
    await vault.create()
    await vault.answer(PerformLock())
    assert (await vault.inspected(PerformVault(Unlock(None)))).phase is Phase.OPEN


async def test_locking_answers_nothing_and_wipes_the_keys(vault: Vault) -> None:
    await vault.create(PHRASE)
    assert await vault.answer(PerformLock()) == []
    assert (await vault.refused(PerformVault(ShowWords(Hidden(PHRASE))))).code is Code.VAULT_LOCKED


# ------------------------------------------------------------------------------ words


async def test_words_that_were_written_down_are_remembered_as_checked(vault: Vault) -> None:
    shown = await vault.create()
    words = shown.words.text.split()
    answers = tuple(Hidden(words[position - 1]) for position in shown.positions)
    told = await vault.inspected(PerformVault(CheckWords(answers), shown.positions))
    assert told.words_checked


async def test_a_word_that_differs_is_named_by_its_position_and_nothing_is_remembered(vault: Vault) -> None:
    shown = await vault.create()
    words = shown.words.text.split()
    wrong = next(word for word in WORDS.split() if word != words[shown.positions[1] - 1])
    given = [words[position - 1] for position in shown.positions]
    given[1] = wrong
    told = await vault.refused(PerformVault(CheckWords(tuple(map(Hidden, given))), shown.positions))
    assert (told.code, told.facts) == (Code.WORDS_DIFFER, {"position": str(shown.positions[1])})
    assert not (await vault.inspected(PerformInspect())).words_checked


async def test_the_words_of_a_protected_vault_need_its_passphrase(vault: Vault) -> None:
    await vault.create(PHRASE)
    assert (await vault.refused(PerformVault(ShowWords(Hidden(OTHER_PHRASE))))).code is Code.PASSPHRASE_WRONG


async def test_what_is_hidden_does_not_show(vault: Vault) -> None:
    shown = await vault.create()
    assert shown.words.text not in repr(shown)


# ------------------------------------------------------------------------------ protection


async def test_a_passphrase_is_set_changed_and_removed(vault: Vault) -> None:
    await vault.create()
    steps: list[tuple[SetPassphrase | RemovePassphrase, Slot]] = [
        (SetPassphrase(Hidden(PHRASE), None), Slot.PASSPHRASE),
        (SetPassphrase(Hidden(OTHER_PHRASE), Hidden(PHRASE)), Slot.PASSPHRASE),
        (RemovePassphrase(Hidden(OTHER_PHRASE)), Slot.KEYRING),
    ]
    for command, slot in steps:
        assert (await vault.inspected(PerformVault(command))).slot is slot


async def test_a_wrong_old_passphrase_changes_nothing(vault: Vault) -> None:
    await vault.create(PHRASE)
    wrong: tuple[SetPassphrase | RemovePassphrase, ...] = (
        SetPassphrase(Hidden(OTHER_PHRASE), Hidden(OTHER_PHRASE)),
        RemovePassphrase(Hidden(OTHER_PHRASE)),
    )
    for command in wrong:
        assert (await vault.refused(PerformVault(command))).code is Code.PASSPHRASE_WRONG
    await vault.answer(PerformLock())
    assert (await vault.inspected(PerformVault(Unlock(Hidden(PHRASE))))).phase is Phase.OPEN


# ----------------------------------------------------------------------- a keyring that is silent


class Gate(MemoryKeyStore):
    """A keyring that answers once it may."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()

    def _check(self) -> None:
        self.open.wait(20)
        super()._check()


@pytest.fixture
def _soon_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_effects, "SILENT_SECONDS", 0.02)


@pytest.mark.usefixtures("_soon_told")
async def test_a_keyring_that_is_silent_is_told_of_before_it_answers(vault: Vault) -> None:
    gate = vault.store = Gate()
    vault.restart()
    told: list[object] = []

    def hear(action: object) -> None:
        told.append(action)
        gate.open.set()

    await lock_effects.inspect(vault.desk, PerformInspect(), hear)
    assert told == [KeyringSilent(), told[-1]]
    assert isinstance(told[-1], VaultInspected)


@pytest.mark.usefixtures("_soon_told")
async def test_what_else_takes_its_time_is_not_laid_at_the_keyrings_door(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly() -> bool:
        await asyncio.sleep(0.1)
        return True

    monkeypatch.setattr(vault.desk.qlock, "probe_keyring", slowly)
    assert [type(action) for action in await vault.answer(PerformInspect())] == [VaultInspected]
