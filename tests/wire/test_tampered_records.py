"""Each value of an item's record, as JSON, is another, one by one: a check fails, or it is told as the node's word."""

import json
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from qwallet_desktop.domain.checks import Anchors, CheckName, Verdict
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.item_said import Said, nodes_word
from qwallet_desktop.wire.shapes import adapter, dump
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, public
from tests.helpers.tampering import changes, kind_of, spelt
from tests.verify.records import guarded, paid, paid_by_newcomer, signers_changed, who_acts

UNREAD = "it can't be read"

ON_THE_NODES_WORD = {
    "item.votes[].at": Said.VOTE_TIMES,
    "item.closing.transferId": Said.TRANSFER,
    "item.closing.transferIds": Said.TRANSFER,
}
"""What no signature is over, with what the screen says of it; of the vote that decided the log knows the time."""

NEVER_SHOWN = {
    "proof.entry.sequence",
    "group.changes[].votes[].at",
}
"""What no signature is over and no screen shows: the log's own numbering, and when a charter was agreed to."""

SAME_IN_ANOTHER_ORDER = {"group.signatures", "links", "successions"}
"""Lists of signed documents of which only matters that they are there."""

_EVERY = (paid, guarded, paid_by_newcomer, signers_changed)


def failing(record: ItemRecord, truth: ItemRecord) -> set[str]:
    """Name the checks that fail of a record, for somebody who looks at the true item and knows the node's key."""
    anchors = Anchors(NODE, who_acts(truth), public(NODE_KEY).hex())
    checks = check_record(record, NODE, anchors)
    assert checks
    return {check.name.value for check in checks if check.verdict is Verdict.FAILS}


def noticed_by(document: Any, truth: ItemRecord) -> set[str]:
    """Say what notices that a document is not the true one; empty where nothing does, though it says something else."""
    try:
        record = adapter(ItemRecord).validate_json(json.dumps(document), strict=True)
    except ValidationError:
        return {UNREAD}
    return {"the same"} if record == truth else failing(record, truth)


@cache
def tampered(make: Callable[[], ItemRecord]) -> dict[str, list[set[str]]]:
    """Change each value in each way, and say by place what noticed it. What one record has tried another need not."""
    truth, tried = make(), frozenset[str]()
    for other in _EVERY[: _EVERY.index(make)]:
        tried |= frozenset(map(_kind, tampered(other)))
    found = defaultdict[str, list[set[str]]](list)
    for at, document in changes(json.loads(dump(truth))):
        if kind_of(at) not in tried:
            found[spelt(at)].append(noticed_by(document, truth))
    return found


def _kind(place: str) -> str:
    return kind_of((place,))


@pytest.mark.parametrize("make", _EVERY, ids=lambda make: make.__name__)
def test_no_value_can_be_another_without_a_check_that_fails(make: Callable[[], ItemRecord]) -> None:
    silent = {_kind(place) for place, ways in tampered(make).items() if not all(ways)}
    assert silent <= {*ON_THE_NODES_WORD, *NEVER_SHOWN, *SAME_IN_ANOTHER_ORDER}


def test_what_is_taken_on_the_nodes_word_is_told_as_that() -> None:
    record = paid()
    anchors = Anchors(NODE, who_acts(record), public(NODE_KEY).hex())
    told = nodes_word(record, check_record(record, NODE, anchors))
    assert set(ON_THE_NODES_WORD.values()) <= set(told)


def test_the_vote_that_decided_can_not_have_come_at_another_time() -> None:
    ways = tampered(paid)
    assert not all(ways["item.votes[0].at"])
    assert all(ways["item.votes[2].at"])


@pytest.mark.parametrize(
    ("place", "check"),
    [
        ("item.proposal.matter.amount.value", CheckName.VOTES_SIGNED),
        ("item.proposal.matter.recipient", CheckName.VOTES_SIGNED),
        ("item.proposal.approvers", CheckName.APPROVERS_BY_CHARTER),
        ("item.proposal.required", CheckName.APPROVERS_BY_CHARTER),
        ("item.proposal.initiator", CheckName.INITIATOR_SIGNED),
        ("item.proposal.expiresAt", CheckName.TIME_IN_ORDER),
        ("item.votes[2].signature", CheckName.VOTES_SIGNED),
        ("item.closing", CheckName.STATUS_FOLLOWS),
        ("group.founding.charter.threshold", CheckName.GROUP_CHAIN),
        ("group.founding.charter.members", CheckName.GROUP_CHAIN),
        ("tokens[0].symbol", CheckName.TOKEN_DECLARED),
        ("tokens[0].decimals", CheckName.TOKEN_DECLARED),
        ("proof.payload", CheckName.AUDIT_PROOF),
    ],
)
def test_the_check_that_fails_is_the_one_that_one_would_look_for(place: str, check: CheckName) -> None:
    assert any(check in ways for ways in tampered(paid)[place])


def test_every_shape_of_a_record_is_tried() -> None:
    """A new field of a record is in one of these, or this test names what is not."""
    tried = {_kind(place) for make in _EVERY for place in tampered(make)}
    wanted = {"item", "group", "links", "successions", "tokens", "proof", "item.closing", "group.changes[].votes[]"}
    assert wanted <= tried
