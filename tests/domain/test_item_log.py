"""What the audit log shows of a decision: just that one, at its time, under a signed head."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qwallet_desktop.domain.audit import LeafProof
from qwallet_desktop.domain.checks import Verdict
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.item_log import became, in_log, of_key
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus
from tests.domain.audit_log import NODE_KEY
from tests.domain.builders import NODE, NOW, public
from tests.verify.records import (
    ASKER,
    FIRST,
    SECOND,
    Said,
    group,
    logged,
    many,
    paid,
    payment,
    proposal_of,
    proven,
    told,
    voted,
)

ITEM = paid().item
PROOF = logged(ITEM)


def part(item: Item = ITEM, proof: LeafProof = PROOF) -> str:
    found = in_log(item, proof, NODE)
    return found.facts.get("part", "")


def retold(changes: dict[str, Json]) -> LeafProof:
    last = ITEM.votes[-1]
    return proven({**told(ITEM), **changes}, last.at, last.signer)


def test_what_an_item_became_is_told_whatever_time_it_is() -> None:
    assert became(ITEM) is ItemStatus.EXECUTED
    assert became(Item(ITEM.proposal, ITEM.votes[:2])) is ItemStatus.PENDING


def test_the_leaf_of_the_deciding_vote_shows_it() -> None:
    assert in_log(ITEM, PROOF, NODE).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "changes",
    [
        {"itemId": "ms_" + "00" * 16},
        {"identityId": "x"},
        {"proposalHash": "00" * 32},
        {"status": "FAILED"},
        {"choice": "REJECT"},
        {"signature": "00" * 64},
        {"sender": "x"},
        {"recipient": "x"},
        {"tokenId": "x"},
        {"decimals": 3},
        {"units": "2501"},
        {"memo": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_leaf_that_tells_another_thing_does_not(changes: dict[str, Json]) -> None:
    assert part(proof=retold(changes)) == "payload"


def test_a_leaf_may_tell_more() -> None:
    assert part(proof=retold({"more": "x"})) == ""


def test_of_many_payments_the_leaf_tells_their_item() -> None:
    item = voted(proposal_of(group(), many(1, 2), Subject.BATCH), [Said(ASKER), Said(FIRST), Said(SECOND)])
    assert part(item, logged(item)) == ""


def test_a_rejection_is_shown_by_the_vote_that_decided() -> None:
    against = [Said(ASKER), Said(FIRST, Choice.REJECT, "No"), Said(SECOND, Choice.REJECT, "No")]
    item = voted(proposal_of(group(), payment(), Subject.TRANSFER), against)
    assert part(item, logged(item)) == ""
    later = replace(item.votes[-1], at=item.votes[-1].at + timedelta(seconds=1))
    assert part(replace(item, votes=(*item.votes[:-1], later)), logged(item)) == "time"


def test_the_leaf_has_the_time_of_the_decision() -> None:
    last = ITEM.votes[-1]
    assert part(proof=proven(told(ITEM), last.at + timedelta(milliseconds=1), last.signer)) == "time"


def test_a_later_try_is_a_leaf_of_another_kind_and_has_no_signature() -> None:
    without = {name: value for name, value in told(ITEM).items() if name not in {"choice", "signature"}}
    last = ITEM.votes[-1]
    tried = proven(without, last.at, last.signer, kind="EXECUTE_ITEM")
    assert part(proof=tried) == ""
    assert part(proof=proven(without, last.at, last.signer)) == "payload"


@pytest.mark.parametrize("kind", ["SIGN_ITEM_REFUSED", "PAY"])
def test_a_leaf_of_another_kind_shows_nothing(kind: str) -> None:
    assert part(proof=proven(told(ITEM), ITEM.votes[-1].at, ITEM.votes[-1].signer, kind=kind)) == "kind"


def test_a_later_try_rejects_nothing() -> None:
    against = [Said(ASKER), Said(ASKER, Choice.CANCEL, "No")]
    item = voted(proposal_of(group(), payment(), Subject.TRANSFER), against)
    last = item.votes[-1]
    assert part(item, proven(told(item), last.at, last.signer, kind="EXECUTE_ITEM")) == "kind"


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"note": PROOF.note.replace("\n11\n", "\n12\n")}, "head"),
        ({"note": ""}, "head"),
        ({"node_key": public(78).hex()}, "head"),
        ({"path": PROOF.path[1:]}, "proof"),
        ({"path": tuple(step.upper() for step in PROOF.path)}, "proof"),
        ({"node_key": PROOF.node_key.upper()}, "proof"),
        ({"salt": "00" * 16}, "proof"),
        ({"payload": PROOF.payload + " "}, "proof"),
        ({"payload": ""}, "erased"),
        ({"entry": replace(PROOF.entry, index=7)}, "proof"),
        ({"entry": replace(PROOF.entry, actor="system")}, "proof"),
        ({"entry": replace(PROOF.entry, at=NOW)}, "proof"),
    ],
)
def test_a_proof_that_is_not_whole_shows_nothing(changes: dict[str, Any], found: str) -> None:
    assert part(proof=replace(PROOF, **changes)) == found


def test_another_nodes_log_shows_nothing() -> None:
    assert part(proof=logged(ITEM, NodeId("01" * 16))) == "head"


def test_what_nobody_signed_is_in_no_log() -> None:
    assert part(replace(ITEM, votes=())) == "payload"


def test_the_logs_key_is_known_from_elsewhere_or_on_its_own_word() -> None:
    assert of_key(PROOF, public(NODE_KEY).hex()).verdict is Verdict.HOLDS
    assert of_key(PROOF, public(NODE_KEY).hex().upper()).verdict is Verdict.HOLDS
    assert of_key(PROOF, public(78).hex()).verdict is Verdict.FAILS
    assert of_key(PROOF, "").verdict is Verdict.NODES_WORD
