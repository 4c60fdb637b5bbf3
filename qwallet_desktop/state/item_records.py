"""What was read and checked of items: the record of each one that is looked at, and whether it may be signed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.part import Part, record_part
from qwallet_desktop.state.recalled import LastKnownDropped

MOST_READ: Final = 64
"""Records that are kept: those that were looked at last."""


@dataclass(frozen=True, slots=True)
class Checking:
    """It is being read and checked: nothing may be signed yet."""


class OwnCheck(StrEnum):
    """What only a desktop can check, since only it knows what was shown before.

    Attributes:
        PROPOSAL_UNCHANGED: The proposal is the one that was first seen under this id.
        RECORD_FITS: What was checked is about just what is shown.
    """

    PROPOSAL_UNCHANGED = "PROPOSAL_UNCHANGED"
    RECORD_FITS = "RECORD_FITS"


@dataclass(frozen=True, slots=True)
class Said:
    """A check by its name, what it came to, and the facts to that."""

    name: CheckName | OwnCheck
    verdict: Verdict
    facts: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Checked:
    """It was read, and every check was made.

    Attributes:
        record: What was read.
        checks: The checks of that.
        own: The checks of that against what is shown; none before it was.
    """

    record: ItemRecord
    checks: tuple[Check, ...]
    own: tuple[Said, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        """All checks: this desktop's own first."""
        return (*self.own, *(Said(check.name, check.verdict, check.facts) for check in self.checks))

    @property
    def failed(self) -> tuple[Said, ...]:
        """The checks that do not hold."""
        return tuple(each for each in self.said if each.verdict is Verdict.FAILS)

    @property
    def holds(self) -> bool:
        """Whether it may be signed: all checks were made, and none of them fails."""
        return bool(self.own and self.checks) and not self.failed


@dataclass(frozen=True, slots=True)
class Unread:
    """It could not be read, so it can't be checked."""

    problem: Problem


Reading: TypeAlias = Checking | Checked | Unread


@dataclass(frozen=True, slots=True)
class ItemRecords:
    """What was read of each item that was looked at; `order` names them, the one that was looked at last at its end."""

    readings: Map[ItemId, Reading] = Map()
    order: tuple[ItemId, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """Read all that is needed to check an item, and check it."""

    item_id: ItemId

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return record_part(self.item_id)


@dataclass(frozen=True, slots=True)
class RecordChecked:
    """It was read, and checked apart from what the screen shows."""

    record: ItemRecord
    checks: tuple[Check, ...]

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return record_part(self.record.item.proposal.item_id)


@dataclass(frozen=True, slots=True)
class RecordMissed:
    """It could not be read."""

    item_id: ItemId
    problem: Problem

    @property
    def part(self) -> Part:
        """What it is in the loader's books."""
        return record_part(self.item_id)


@dataclass(frozen=True, slots=True)
class FetchRecord(Effect):
    """Read the record of an item and check it."""

    item_id: ItemId

    @property
    def exclusive(self) -> tuple[str, ItemId]:
        """The newest reading of an item is the one that counts."""
        return ("item-record", self.item_id)


RecordAction: TypeAlias = LoadRecord | RecordChecked | RecordMissed
Action: TypeAlias = RecordAction | LastKnownDropped


def reduce(records: ItemRecords, action: Action) -> tuple[ItemRecords, tuple[Effect, ...]]:
    """Apply what was asked or read of records."""
    match action:
        case LoadRecord(item_id):
            before = records.readings.get(item_id)
            # What was checked before stays in sight while it is read anew; `standing` says what it is worth.
            return _put(records, item_id, before if isinstance(before, Checked) else Checking()), (
                FetchRecord(item_id),
            )
        case RecordChecked(record, checks):
            return _put(records, record.item.proposal.item_id, Checked(record, checks)), ()
        case RecordMissed(item_id, problem):
            return _put(records, item_id, Unread(problem)), ()
        case LastKnownDropped():
            return ItemRecords(), ()
        case _:
            assert_never(action)


def _put(records: ItemRecords, item_id: ItemId, reading: Reading) -> ItemRecords:
    """Keep a reading; of more than may be kept, the one that was looked at longest ago is let go."""
    order = (*(one for one in records.order if one != item_id), item_id)
    readings = records.readings.set(item_id, reading)
    for oldest in order[:-MOST_READ]:
        readings = readings.delete(oldest)
    return ItemRecords(readings, order[-MOST_READ:])


def standing(records: ItemRecords, item: Item, *, altered: Collection[ItemId], is_fresh: bool) -> Reading:
    """Say what the checks of an item are worth for what the screen shows of it.

    Args:
        records: What was read and checked.
        item: The item as it is shown.
        altered: The items that the node told of in two ways.
        is_fresh: Whether the record was read since anything about the item was told last.

    Returns:
        The record and all checks, with two more: that the proposal is the one that was first seen under its id,
        and that the record is about what is shown. Checking where the record lags behind, and is read anew.
    """
    item_id = item.proposal.item_id
    reading = records.readings.get(item_id, Checking())
    if not isinstance(reading, Checked):
        return reading
    record = reading.record.item
    unchanged = record.proposal == item.proposal and item_id not in altered
    if unchanged and record != item and not is_fresh:
        return Checking()
    own = (
        Said(OwnCheck.PROPOSAL_UNCHANGED, _verdict(holds=unchanged)),
        Said(OwnCheck.RECORD_FITS, _verdict(holds=record == item)),
    )
    return Checked(reading.record, reading.checks, own)


def _verdict(*, holds: bool) -> Verdict:
    return Verdict.HOLDS if holds else Verdict.FAILS


def may_sign(reading: Reading) -> bool:
    """Tell whether what is shown may be signed, rejected or withdrawn here."""
    return isinstance(reading, Checked) and reading.holds
