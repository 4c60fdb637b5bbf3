"""What is done with the keys of an open vault: showing words, adding keys, signing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.keys.derivation import identity_id as derive_id
from qwallet_desktop.keys.derivation import identity_key
from qwallet_desktop.keys.held_keys import HeldKeys
from qwallet_desktop.keys.secret import Secret
from qwallet_desktop.keys.vault import open_secret
from qwallet_desktop.keys.vault_keeper import ACCOUNT, ENTROPY, VaultKeeper
from qwallet_desktop.keys.words import check_answers, words_of


class KeyWork:
    """Opens one secret per use, never for longer; all methods raise VAULT_LOCKED when locked."""

    def __init__(self, keeper: VaultKeeper) -> None:
        self._keeper = keeper
        self._indexed = HeldKeys()
        self._indices: dict[IdentityId, int] = {}

    @contextmanager
    def _opened(self, name: str) -> Iterator[Secret]:
        with (
            self._keeper.holder.borrow() as key,
            open_secret(self._keeper.current(), key, name) as secret,
        ):
            yield secret

    def show_words(self, passphrase: str | None) -> tuple[str, ...]:
        """Return the recovery words after asking for the passphrase again, if there is one.

        Raises:
            Refused: PASSPHRASE_WRONG.
        """
        with self._opened(ENTROPY) as entropy:
            self._keeper.check_passphrase(passphrase)
            return words_of(entropy)

    def check_words(self, answers: Mapping[int, str]) -> None:
        """Compare words that were typed back with the vault's.

        Raises:
            Refused: WORDS_DIFFER.
        """
        with self._opened(ENTROPY) as entropy:
            check_answers(entropy, answers)

    def mark_words_checked(self) -> None:
        """Remember that the owner has the words.

        Raises:
            Refused: A problem of the storage.
        """
        with self._keeper.holder.borrow() as key:
            self._keeper.save(replace(self._keeper.current(), words_checked=True), key)

    def derived(self, indices: Sequence[int]) -> tuple[tuple[int, IdentityId], ...]:
        """List the identities at these indices, held or not."""
        with self._opened(ACCOUNT) as account:
            return tuple((index, derive_id(account, index)) for index in indices)

    def add(self, indices: Sequence[int] | None) -> tuple[IdentityId, ...]:
        """Hold the keys at these indices, or at the next unused one; durable on return.

        Raises:
            Refused: A problem of the storage.
        """
        with self._keeper.holder.borrow() as key:
            held = self._keeper.held
            added = self.derived([held.next_index] if indices is None else indices)
            self._keeper.save_held(held.with_added(added), key)
            return tuple(identity_id for _, identity_id in added)

    def sign(self, wanted: Sequence[tuple[IdentityId, bytes]]) -> tuple[bytes, ...]:
        """Sign each message with its identity's key.

        Raises:
            Refused: KEY_UNKNOWN (fact `identity`).
        """
        with self._opened(ACCOUNT) as account:
            indices = self._current_indices()
            unknown = [identity_id for identity_id, _ in wanted if identity_id not in indices]
            if unknown:
                raise refuse(Code.KEY_UNKNOWN, identity=unknown[0])
            return tuple(identity_key(account, indices[identity_id]).sign(message) for identity_id, message in wanted)

    def sign_at(self, wanted: Sequence[tuple[int, bytes]]) -> tuple[bytes, ...]:
        """Sign each message with the key at its index, held or not."""
        with self._opened(ACCOUNT) as account:
            return tuple(identity_key(account, index).sign(message) for index, message in wanted)

    def _current_indices(self) -> dict[IdentityId, int]:
        held = self._keeper.held
        # Built once per list: with 10,000 keys it costs more than a signature.
        if held is not self._indexed:
            self._indexed, self._indices = held, held.indices()
        return self._indices
