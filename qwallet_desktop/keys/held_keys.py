"""The list of keys that a vault holds: which identity lies at which index of the path."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, refuse

INDEX_LENGTH = 4
DERIVED = 1
"""Kind of an entry whose key is derived, the only one there is: keys of AIDs are never written (`aid_keys`)."""


@dataclass(frozen=True, slots=True)
class HeldKeys:
    """Identities by index, in the order they were added, and the first index never used."""

    entries: tuple[tuple[int, IdentityId], ...] = ()
    next_index: int = 0

    def identity_ids(self) -> tuple[IdentityId, ...]:
        """List the identities in the order they were added."""
        return tuple(identity_id for _, identity_id in self.entries)

    def indices(self) -> dict[IdentityId, int]:
        """Map each identity to its index."""
        return {identity_id: index for index, identity_id in self.entries}

    def with_added(self, added: Iterable[tuple[int, IdentityId]]) -> Self:
        """Return the list with entries added; those that are held already stay once."""
        known = {index for index, _ in self.entries}
        fresh = tuple(entry for entry in added if entry[0] not in known)
        largest = max((index + 1 for index, _ in fresh), default=0)
        return type(self)((*self.entries, *fresh), max(self.next_index, largest))

    def to_bytes(self) -> bytes:
        """Frame the list: next index, then kind, index, length and DID of each."""
        parts = [self.next_index.to_bytes(INDEX_LENGTH)]
        for index, identity_id in self.entries:
            name = identity_id.encode("ascii")
            parts += [bytes([DERIVED]), index.to_bytes(INDEX_LENGTH), bytes([len(name)]), name]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes | bytearray) -> Self:
        """Read a list that `to_bytes` wrote.

        Raises:
            Refused: VAULT_DAMAGED.
        """
        entries = []
        at = INDEX_LENGTH
        while at < len(data):
            start = at + 1 + INDEX_LENGTH + 1
            end = start + int.from_bytes(data[start - 1 : start])
            if data[at] != DERIVED or end > len(data):
                raise refuse(Code.VAULT_DAMAGED)
            index = int.from_bytes(data[at + 1 : start - 1])
            entries.append((index, IdentityId(data[start:end].decode("ascii"))))
            at = end
        return cls(tuple(entries), int.from_bytes(data[:INDEX_LENGTH]))
