"""What a backup says of itself, how dated copies are called, and which of them may go."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.messages import Json, canonical, timestamp
from qwallet_desktop.domain.problems import Code, refuse

SUFFIX = ".qbackup"
MANIFEST_VERSION = 1
LEDGER_PART = "ledger.sqlite"
KEPT_COPIES = 7
RETRY_AFTER = timedelta(hours=1)

_DATED = re.compile(r"qwallet-(\d{4}-\d{2}-\d{2})(?:-([1-9]\d{0,3}))?\.qbackup", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One file in a backup: its name, its length in bytes, and the hex SHA-256 of its content."""

    name: str
    length: int
    digest: str


@dataclass(frozen=True, slots=True)
class Member:
    """An identity in the ledger, as a backup lists it; `held` says that its key is in the backup."""

    id: IdentityId
    name: str
    type: str
    held: bool = False


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """A ledger as of one commit.

    Attributes:
        node_id: Whose ledger it is.
        node_key: Hex of the key that signs its checkpoints.
        size: Leaves of the audit log.
        root: Hex of the log's root hash.
        note: The signed checkpoint of that size.
        tokens: How many tokens it has.
        transfers: How many transfers it has.
        members: Its identities, in the order of their registration.
    """

    node_id: NodeId
    node_key: str
    size: int
    root: str
    note: str
    tokens: int
    transfers: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first thing in a backup: when it was made, by which program, and what follows."""

    made_at: datetime
    program: str
    ledger: LedgerFacts
    parts: tuple[Part, ...]

    @property
    def has_ledger(self) -> bool:
        """Whether the ledger is in it; where others run the node, it stays with that."""
        return any(part.name == LEDGER_PART for part in self.parts)

    def to_bytes(self) -> bytes:
        """Write the manifest as JCS (RFC 8785)."""
        ledger = self.ledger
        members: list[Json] = [
            {"id": each.id, "name": each.name, "type": each.type, "held": each.held} for each in ledger.members
        ]
        return canonical(
            {
                "version": MANIFEST_VERSION,
                "madeAt": timestamp(self.made_at),
                "program": self.program,
                "ledger": {
                    "nodeId": ledger.node_id,
                    "nodeKey": ledger.node_key,
                    "size": ledger.size,
                    "root": ledger.root,
                    "note": ledger.note,
                    "tokens": ledger.tokens,
                    "transfers": ledger.transfers,
                    "members": members,
                },
                "parts": [{"name": each.name, "length": each.length, "digest": each.digest} for each in self.parts],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Manifest":
        """Read what `to_bytes` wrote.

        Raises:
            Refused: BACKUP_NEWER for a later form, BACKUP_DAMAGED (fact `part`) for anything else.
        """
        try:
            read: Mapping[str, Any] = json.loads(data)
            if read["version"] > MANIFEST_VERSION:
                raise refuse(Code.BACKUP_NEWER)
            manifest = _manifest(read)
            if manifest.to_bytes() == data:
                return manifest
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            pass
        raise refuse(Code.BACKUP_DAMAGED, part="manifest")


def _manifest(read: Mapping[str, Any]) -> Manifest:
    ledger = read["ledger"]
    members = tuple(
        Member(IdentityId(_text(each["id"])), _text(each["name"]), _text(each["type"]), each["held"] is True)
        for each in ledger["members"]
    )
    facts = LedgerFacts(
        NodeId(_text(ledger["nodeId"])),
        _text(ledger["nodeKey"]),
        _count(ledger["size"]),
        _text(ledger["root"]),
        _text(ledger["note"]),
        _count(ledger["tokens"]),
        _count(ledger["transfers"]),
        members,
    )
    parts = tuple(Part(_text(each["name"]), _count(each["length"]), _text(each["digest"])) for each in read["parts"])
    return Manifest(datetime.fromisoformat(read["madeAt"]).astimezone(UTC), _text(read["program"]), facts, parts)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value


def dated_name(day: date, number: int = 1) -> str:
    """Return the file name of a day's copy; `number` tells several of one day apart, from 1."""
    return f"qwallet-{day.isoformat()}{f'-{number}' if number > 1 else ''}{SUFFIX}"


def is_dated(name: str) -> bool:
    """Tell whether a file is called as dated copies are."""
    return _DATED.fullmatch(name) is not None


def part_name(name: str) -> str:
    """Return how a backup is called while it is being written."""
    return f".{name}.part"


def is_part(name: str) -> bool:
    """Tell whether a file is called as dated copies are while they are being written."""
    return name.startswith(".") and name.endswith(".part") and is_dated(name[1 : -len(".part")])


def surplus(names: Iterable[str], keep: int, newest: str) -> tuple[str, ...]:
    """List the oldest of our dated copies that are more than `keep`; other names are passed over.

    Args:
        names: The names of our files in the folder.
        keep: How many stay, the newest among them; at least that one does.
        newest: The copy that was made just now. It stays whatever the others are called, and those
            with a later date, which a clock that was wrong has made, go before all others.
    """
    match = _DATED.fullmatch(newest)
    today = "" if match is None else match[1]
    found = []
    for name in names:
        match = _DATED.fullmatch(name)
        if match is not None and name != newest:
            found.append((match[1] <= today, match[1], int(match[2] or 1), name))
    return tuple(name for *_, name in sorted(found)[: max(len(found) + 1 - max(keep, 1), 0)])


def next_copy_at(last_made: datetime | None, last_failed: datetime | None, now: datetime) -> datetime:
    """Say when the next automatic copy is due: at each new day (UTC), an hour after a failure.

    A clock that was set back leaves a copy "in the future"; that one counts as made today.
    """
    due = now
    if last_made is not None:
        tomorrow = min(last_made, now).date() + timedelta(days=1)
        due = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=UTC)
    if last_failed is not None and (last_made is None or last_failed > last_made):
        due = max(due, min(last_failed, now) + RETRY_AFTER)
    return max(due, now)
