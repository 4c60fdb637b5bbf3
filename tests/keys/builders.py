"""Vaults, locks and published vectors that several tests of keys begin with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.keys.durable import Step, no_step
from qwallet_desktop.keys.key_store import KeyStore
from qwallet_desktop.keys.lock_service import Qlock
from qwallet_desktop.keys.secret import RandomBytes, Secret
from qwallet_desktop.keys.vault import vault_bytes, with_secret
from qwallet_desktop.keys.vault_format import (
    KeyringSlot,
    PassphraseCost,
    PassphraseSlot,
    Slot,
    VaultImage,
)
from tests.keys.fakes import CountedRandom, MemoryKeyStore

CHEAP = PassphraseCost(memory_kib=8, iterations=1, lanes=1)
PHRASE = "correct horse battery"
OTHER_PHRASE = "staple gun serenade"

# A published BIP-39 vector (the reference implementation's vectors.json, entropy 68a79eac…).
WORDS = (
    "hamster diagram private dutch cause delay private meat slide toddler razor book "
    "happy fancy gospel tennis maple dilemma loan word shrug inflict delay length"
)
ENTROPY = bytes.fromhex("68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c")


def make_lock(
    folder: Path,
    store: KeyStore | None = None,
    *,
    random: RandomBytes | None = None,
    step: Step = no_step,
) -> Qlock:
    """A lock with a memory keyring and a cheap passphrase."""
    return Qlock(
        folder,
        MemoryKeyStore() if store is None else store,
        random=random or CountedRandom(str(folder)),
        passphrase_cost=CHEAP,
        step=step,
    )


def vault_key() -> Secret:
    return Secret.copy_of(bytes(range(32)))


def make_image(slot: Slot | None = None) -> VaultImage:
    """A small vault with three secrets under `vault_key()`."""
    image = VaultImage(b"vault-id-16bytes", slot or KeyringSlot(b"key-id-of-16-byt"), {})
    random = CountedRandom("image")
    for name in ("entropy", "account", "identities"):
        image = with_secret(image, vault_key(), name, name.encode() * 4, random)
    return image


def passphrase_slot_bytes() -> PassphraseSlot:
    """A passphrase slot of the right form that no passphrase opens."""
    return PassphraseSlot(CHEAP, b"s" * 16, b"n" * 12, b"k" * 48)


def make_file(slot: Slot | None = None) -> bytes:
    return vault_bytes(make_image(slot), vault_key())


@contextmanager
def refused(code: Code) -> Iterator[list[Problem]]:
    """Expect a refusal with this code; the list holds its problem afterwards."""
    problems: list[Problem] = []
    with pytest.raises(Refused) as caught:
        yield problems
    problems.append(caught.value.problem)
    assert caught.value.problem.code is code


def nth_step(number: int, act: Callable[[], None]) -> Step:
    """A step function that acts at its n-th call, counted from 1."""
    calls = 0

    def step(_name: str) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            act()

    return step
