"""Records of items as they are read, with checks that hold or fail, for the tests and the pictures of receipts."""

from immutables import Map

from qwallet_desktop.domain.checks import Check, CheckName, Verdict
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.state.item_records import Checked, ItemRecords, Reading, standing

MADE = (
    CheckName.NODE_ID,
    CheckName.IDENTITY,
    CheckName.SUBJECT_FITS,
    CheckName.TEXTS_CLEAN,
    CheckName.INITIATOR_SIGNED,
    CheckName.VOTES_SIGNED,
    CheckName.SIGNERS_DISTINCT,
    CheckName.LINKS_SIGNED,
    CheckName.APPROVERS_BY_CHARTER,
    CheckName.TOKEN_DECLARED,
    CheckName.TIME_IN_ORDER,
    CheckName.STATUS_FOLLOWS,
)
"""The checks that are made of a ward's item while it is open."""


def checks(*failing: CheckName, word: frozenset[CheckName] = frozenset()) -> tuple[Check, ...]:
    """Return the checks of an item: some fail, some rest on the node's word, all others hold."""
    return tuple(Check(name, _verdict(name, failing, word)) for name in MADE)


def _verdict(name: CheckName, failing: tuple[CheckName, ...], word: frozenset[CheckName]) -> Verdict:
    if name in failing:
        return Verdict.FAILS
    return Verdict.NODES_WORD if name in word else Verdict.HOLDS


def checked(item: Item, *failing: CheckName) -> Checked:
    """Return the reading of an item whose other checks hold."""
    return Checked(ItemRecord(item), checks(*failing))


def shown(item: Item, *failing: CheckName) -> Checked:
    """Return the same once it was compared with what is shown, which it fits."""
    reading = standing(records((item, checked(item, *failing))), item, altered=(), is_fresh=True)
    assert isinstance(reading, Checked)
    return reading


def records(*read: Item | tuple[Item, Reading]) -> ItemRecords:
    """Return the slice that has read these: each with all checks holding, or as it is given."""
    readings = dict((one.proposal.item_id, checked(one)) if isinstance(one, Item) else _given(one) for one in read)
    return ItemRecords(Map(readings), tuple(readings))


def _given(one: tuple[Item, Reading]) -> tuple[ItemId, Reading]:
    item, reading = one
    return item.proposal.item_id, reading
