"""Checks of an item: what holds of a good one, that nothing in it can be another, and what rests on the node's word."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import pytest

from qwallet_desktop.domain.checks import Anchors, Check, CheckName, Verdict
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.matters import SignersMatter, Subject
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, Expired, Item, Superseded, Vote
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, NOW, did, public
from tests.verify.records import (
    ASKER,
    BOSS,
    FIRST,
    SECOND,
    THIRD,
    Said,
    group,
    group_record,
    guarded,
    logged,
    paid,
    paid_by_newcomer,
    payment,
    proposal_of,
    signers_changed,
    who_acts,
    wider,
)

FAILED = Problem(Code.INSUFFICIENT_FUNDS)
ENDS = group_record(group(), proposal_of(group(), payment(), Subject.TRANSFER)).item.proposal.expires_at


def checked(record: ItemRecord, node_id: NodeId = NODE, anchors: Anchors | None = None) -> dict[CheckName, Check]:
    known = anchors or Anchors(NODE, who_acts(record), public(NODE_KEY).hex())
    return {one.name: one for one in check_record(record, node_id, known)}


def verdicts(record: ItemRecord) -> set[Verdict]:
    return {one.verdict for one in checked(record).values()}


def failing(record: ItemRecord) -> set[CheckName]:
    return {one.name for one in checked(record).values() if one.verdict is Verdict.FAILS}


def pending(*said: Said, **changes: Any) -> ItemRecord:
    """Return the payment as it waits, with these votes."""
    asked = replace(proposal_of(group(), payment(), Subject.TRANSFER), **changes)
    return group_record(group(), asked, *said)


# ----------------------------------------------------------------------------------- what holds


@pytest.mark.parametrize("make", [paid, guarded, signers_changed, paid_by_newcomer])
def test_everything_of_a_good_item_holds(make: Any) -> None:
    assert verdicts(make()) == {Verdict.HOLDS}


def test_the_checks_are_told_in_the_order_of_their_names() -> None:
    told = [one.name for one in check_record(paid_by_newcomer(), NODE, Anchors())]
    assert told == [name for name in CheckName if name in told]


@pytest.mark.parametrize("said", [(), (Said(ASKER),), (Said(ASKER), Said(FIRST))])
def test_of_what_waits_everything_that_can_be_checked_holds(said: tuple[Said, ...]) -> None:
    assert verdicts(pending(*said)) == {Verdict.HOLDS}


def test_of_a_draft_nobody_says_that_it_is_signed() -> None:
    assert CheckName.INITIATOR_SIGNED not in checked(pending())


def test_a_draft_may_be_taken_back() -> None:
    taken_back = pending(Said(ASKER, Choice.CANCEL, "A mistake"))
    assert verdicts(taken_back) == {Verdict.HOLDS}
    assert CheckName.INITIATOR_SIGNED not in checked(taken_back)


def test_without_anchors_node_identity_and_key_are_on_the_word_of_who_says_them() -> None:
    told = check_record(paid(), NODE, Anchors())
    said = {one.name for one in told if one.verdict is Verdict.NODES_WORD}
    assert said == {CheckName.NODE_ID, CheckName.IDENTITY, CheckName.LOG_KEY}


def test_other_anchors_fail() -> None:
    found = checked(paid(), anchors=Anchors(NodeId("01" * 16), did(FIRST), public(78).hex()))
    said = {name for name, one in found.items() if one.verdict is Verdict.FAILS}
    assert said == {CheckName.NODE_ID, CheckName.IDENTITY, CheckName.LOG_KEY}


# --------------------------------------------------------------- nothing in it can be another

SAID = {
    "item.votes[0].at",
    "item.votes[1].at",
    "item.closing.transfer_id",
    "item.closing.transfer_ids",
    "proof.entry.sequence",
}
"""What no signature is over, and no screen may show as checked: told by `item_said.nodes_word`."""

_OF_A_CHAIN = ("votes[0].at", "votes[1].at", "votes[2].at", "votes[3].at", "votes[4].at")


def parts(value: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Name every part that a record consists of, down to texts and numbers."""
    if is_dataclass(value):
        for one in fields(value):
            yield from parts(getattr(value, one.name), f"{at}.{one.name}".lstrip("."))
    elif isinstance(value, tuple):
        yield at, value
        for index, one in enumerate(value):
            yield from parts(one, f"{at}[{index}]")
    else:
        yield at, value


def others(value: Any) -> list[Any]:
    """Return what a part could be instead."""
    changed: list[Any] = []
    match value:
        case bool():
            changed = [not value]
        case Enum():
            changed = [one for one in type(value) if one is not value][:2]
        case str():
            last = "2" if value.endswith("1") else "1"
            changed = [value[:-1] + last, "", value + "\u202e", value + " ", "0" * len(value), value.upper()]
        case int():
            changed = [value + 1, value - 1, 0]
        case datetime():
            near = (timedelta(microseconds=1), timedelta(milliseconds=1), timedelta(days=-9))
            changed = [*(value + one for one in near), value.replace(tzinfo=None)]
        case tuple():
            changed = [value[1:], value[:-1], (*value, *value[:1]), value[::-1]]
        case _:
            assert value is None
    return [other for other in changed if other != value]


def put(value: Any, at: str, other: Any) -> Any:
    """Return a record in which the part of this name is another."""
    if not at:
        return other
    if at.startswith("["):
        index, _, rest = at[1:].partition("]")
        place = int(index)
        changed = put(value[place], rest.lstrip("."), other)
        return (*value[:place], changed, *value[place + 1 :])
    name = at.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]
    rest = at[len(name) :].lstrip(".")
    return replace(value, **{name: put(getattr(value, name), rest, other)})


def unnoticed(record: ItemRecord, within: tuple[str, ...] = ("",)) -> set[str]:
    """Name the parts that could be another without a check that fails."""
    found = set()
    for at, value in parts(record):
        if not at.startswith(within):
            continue
        if at.endswith("kind") and "matter" not in at and "entry" not in at:
            continue  # which type it is, and nothing that could be another
        if not all(failing(put(record, at, other)) for other in others(value)):
            found.add(at)
    return found


@pytest.mark.parametrize("make", [paid, guarded], ids=["paid", "guarded"])
def test_no_part_of_an_item_can_be_another_but_what_is_the_nodes_word(make: Any) -> None:
    assert unnoticed(make()) - SAID <= {"group.signatures", "links"}


def test_what_may_stand_in_another_order_says_the_same() -> None:
    record = paid()
    assert record.group is not None
    turned = replace(record, group=replace(record.group, signatures=record.group.signatures[::-1]))
    assert verdicts(turned) == {Verdict.HOLDS}


def test_no_part_of_a_chain_can_be_another_but_when_its_votes_came() -> None:
    chained = unnoticed(paid_by_newcomer(), ("group.changes", "links", "successions"))
    found = {at for at in chained if not at.endswith(_OF_A_CHAIN)}
    assert found <= {"group.changes[0].votes", "successions"}


@pytest.mark.parametrize("part", ["group", "proof", "links", "successions", "tokens"])
def test_nothing_that_is_needed_can_be_left_out(part: str) -> None:
    nothing: Any = None if part in {"group", "proof"} else ()
    left_out = replace(paid_by_newcomer(), **{part: nothing})
    # The link alone shows who owned the replaced key, as long as nobody followed the owner.
    assert bool(failing(left_out)) is (part != "successions")


# -------------------------------------------------------------------------------------- votes


def test_a_reason_that_agreeing_does_not_sign_is_none() -> None:
    record = paid()
    first = replace(record.item.votes[0], reason="For a boat")
    votes = (first, *record.item.votes[1:])
    assert failing(replace(record, item=replace(record.item, votes=votes))) == {CheckName.TEXTS_CLEAN}


def test_a_rejection_without_its_reason_is_none() -> None:
    assert CheckName.TEXTS_CLEAN in failing(pending(Said(ASKER), Said(FIRST, Choice.REJECT)))


def test_an_admin_may_take_back_what_another_asked_for() -> None:
    assert verdicts(pending(Said(ASKER), Said(BOSS, Choice.CANCEL, "No"))) == {Verdict.HOLDS}


def test_a_signer_may_not() -> None:
    assert failing(pending(Said(ASKER), Said(FIRST, Choice.CANCEL, "No"))) == {CheckName.SIGNERS_DISTINCT}


def test_for_a_single_holder_only_who_asked_may_take_it_back() -> None:
    record = guarded()
    first, second = record.item.votes
    item = Item(record.item.proposal, (first, replace(second, choice=Choice.CANCEL, reason="No")))
    assert CheckName.SIGNERS_DISTINCT in failing(replace(record, item=item, proof=None))


def test_what_was_taken_back_is_signed_by_nobody_any_more() -> None:
    record = pending(Said(ASKER), Said(ASKER, Choice.CANCEL, "No"), Said(FIRST))
    assert CheckName.STATUS_FOLLOWS in failing(record)


# --------------------------------------------------------------------------- what became of it


def closed(closing: Any, *said: Said) -> ItemRecord:
    record = pending(*(said or (Said(ASKER), Said(FIRST))))
    return replace(record, item=replace(record.item, closing=closing))


def test_what_failed_was_agreed_to_and_why_it_failed_is_the_nodes_word() -> None:
    agreed = (Said(ASKER), Said(FIRST), Said(THIRD))
    record = replace(closed(ExecutionFailed(NOW + timedelta(minutes=3), FAILED), *agreed), proof=None)
    found = checked(record)
    assert found[CheckName.STATUS_FOLLOWS].verdict is Verdict.NODES_WORD
    assert failing(record) == set()


def test_what_failed_may_be_taken_back() -> None:
    said = (Said(ASKER), Said(FIRST), Said(THIRD), Said(ASKER, Choice.CANCEL, "Later"))
    assert failing(closed(ExecutionFailed(NOW + timedelta(minutes=3), FAILED), *said)) == set()


def test_what_too_few_agreed_to_did_not_fail() -> None:
    record = closed(ExecutionFailed(NOW + timedelta(minutes=3), FAILED))
    assert failing(record) == {CheckName.STATUS_FOLLOWS}


@pytest.mark.parametrize("closing", [Expired(ENDS), Superseded(NOW + timedelta(minutes=9))])
def test_that_it_ended_before_is_the_nodes_word(closing: Any) -> None:
    found = checked(closed(closing))
    assert found[CheckName.STATUS_FOLLOWS].verdict is Verdict.NODES_WORD
    assert not any(one.verdict is Verdict.FAILS for one in found.values())


def test_what_was_rejected_did_not_expire() -> None:
    against = (Said(FIRST, Choice.REJECT, "No"), Said(SECOND, Choice.REJECT, "No"))
    assert CheckName.STATUS_FOLLOWS in failing(closed(Expired(ENDS), Said(ASKER), *against))


@pytest.mark.parametrize(
    "closing",
    [Expired(ENDS - timedelta(milliseconds=1)), Superseded(NOW - timedelta(milliseconds=1)), Executed(ENDS)],
)
def test_nothing_ends_out_of_its_time(closing: Any) -> None:
    assert CheckName.TIME_IN_ORDER in failing(closed(closing))


def test_what_enough_agreed_to_does_not_simply_wait() -> None:
    record = paid()
    withheld = replace(record, item=replace(record.item, closing=None), proof=None)
    assert failing(withheld) == {CheckName.STATUS_FOLLOWS}


def test_what_was_decided_has_a_proof() -> None:
    found = checked(replace(paid(), proof=None))
    assert found[CheckName.AUDIT_PROOF].facts == {"part": "missing"}
    assert found[CheckName.AUDIT_PROOF].verdict is Verdict.FAILS


def test_what_waits_has_none() -> None:
    record = pending(Said(ASKER), Said(FIRST))
    assert failing(replace(record, proof=logged(record.item))) == {CheckName.AUDIT_PROOF}


def test_a_change_of_signers_stands_in_the_chain() -> None:
    record = signers_changed()
    assert failing(replace(record, group=group())) == {CheckName.STATUS_FOLLOWS}


def test_it_stands_there_as_it_was_signed() -> None:
    """Another change of signers by the same people is not this one."""
    other = replace(wider(), expiry_hours=99)
    asked = proposal_of(group(), SignersMatter(other, 1), Subject.SIGNERS_CHANGE, BOSS)
    said = [Said(one) for one in (BOSS, FIRST, 26, SECOND, THIRD)]
    assert failing(replace(signers_changed(), group=group_record(group(), asked, *said).group)) == {
        CheckName.STATUS_FOLLOWS
    }


# ------------------------------------------------------------------------------ who decides


def test_an_item_of_a_group_that_is_not_shown_fails() -> None:
    assert CheckName.GROUP_CHAIN in failing(replace(paid(), group=None))


def test_a_single_holder_is_no_group() -> None:
    assert CheckName.GROUP_CHAIN in failing(replace(guarded(), group=group()))


def test_a_signature_of_the_founding_in_capitals_is_not_as_it_is_kept() -> None:
    record = paid()
    assert record.group is not None
    first, *rest = record.group.signatures
    loud = replace(record.group, signatures=(replace(first, signature=first.signature.upper()), *rest))
    assert failing(replace(record, group=loud)) == {CheckName.GROUP_CHAIN}


def test_what_waits_is_decided_by_the_charter_in_force() -> None:
    changed = signers_changed().group
    waiting = pending(Said(ASKER))
    assert CheckName.APPROVERS_BY_CHARTER in failing(replace(waiting, group=changed))


def test_what_was_decided_stays_so_under_the_charter_of_its_time() -> None:
    assert verdicts(replace(paid(), group=signers_changed().group)) == {Verdict.HOLDS}


def test_times_with_and_without_a_zone_are_not_compared() -> None:
    record = pending(Said(ASKER))
    bare = replace(record.item.proposal, opened_at=NOW.replace(tzinfo=None))
    assert CheckName.TIME_IN_ORDER in failing(replace(record, item=replace(record.item, proposal=bare)))


def test_a_vote_of_nobody_fails() -> None:
    record = pending(Said(ASKER))
    nobody = Vote(did(FIRST), Choice.SIGN, NOW + timedelta(hours=1), "zz")
    item = replace(record.item, votes=(*record.item.votes, nobody))
    assert failing(replace(record, item=item)) == {CheckName.VOTES_SIGNED}
