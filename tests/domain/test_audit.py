"""A proof holds only as the log's key signed it, and shows no transfer but its own."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.audit import (
    AuditEntry,
    Checkpoint,
    InclusionProof,
    origin,
    payload_digest,
    transfer_payload,
)
from qwallet_desktop.domain.ids import Sequence, TokenId, TransferId
from qwallet_desktop.domain.merkle import build, inclusion_proof, root
from qwallet_desktop.domain.messages import Json, canonical, timestamp
from qwallet_desktop.domain.transfers import TransferKind
from tests.domain.audit_log import HEAD, LEAVES, NODE_KEY, NOTE, PLACE, PROOF, SALT, TRANSFER, TREE, entry, note_of
from tests.domain.builders import ALICE, BOB, CAROL, NODE, NOW, amount, public, transfer

PARTS = st.text() | st.text(alphabet='ab:_-"\\{}\n')


def test_leaf_version_1_stays_as_it_is_for_ever() -> None:
    assert (
        AuditEntry(3, Sequence(9), NOW, ALICE, "TRANSFER_POSTED", "00ff").leaf()
        == (
            f'{{"actor":"{ALICE}","at":"2026-03-04T05:06:07.089Z","digest":"00ff","kind":"TRANSFER_POSTED","seq":3}}'
        ).encode()
    )


@given(st.integers(0, 2**53 - 1), PARTS, PARTS, PARTS)
def test_a_leaf_is_in_its_canonical_form_whatever_is_in_it(index: int, actor: str, kind: str, digest: str) -> None:
    parts: dict[str, Json] = {"seq": index, "at": timestamp(NOW), "actor": actor, "kind": kind, "digest": digest}

    assert AuditEntry(index, Sequence(9), NOW, actor, kind, digest).leaf() == canonical(parts)


def test_the_digest_is_that_of_salt_and_payload() -> None:
    assert payload_digest(SALT, {"b": 1, "a": "x"}) == hashlib.sha256(SALT + b'{"a":"x","b":1}').hexdigest()


def test_the_payload_of_a_transfer_stays_as_it_is_for_ever() -> None:
    assert (
        canonical(transfer_payload(TRANSFER))
        == (
            f'{{"at":"2026-03-04T05:06:07.089Z","decimals":2,"kind":"TRANSFER","memo":"rent","recipient":"{BOB}",'
            f'"sender":"{ALICE}","sequence":7,"tokenId":"{TRANSFER.amount.token_id}","transferId":"{TRANSFER.id}",'
            '"units":"2500"}'
        ).encode()
    )


def test_the_proof_of_a_real_log_holds() -> None:
    assert PROOF.holds()


def test_the_proof_holds_after_its_payload_was_erased() -> None:
    assert replace(PROOF, salt="", payload="").holds()


@pytest.mark.parametrize("index", range(LEAVES))
def test_every_entry_of_the_log_has_a_proof_that_holds(index: int) -> None:
    path = tuple(step.hex() for step in inclusion_proof(index, LEAVES, TREE))
    assert replace(PROOF, entry=entry(index), path=path, payload="").holds()


OVERFLOWING = datetime.max.replace(tzinfo=timezone(timedelta(hours=-1)))
ALTERED_ENTRY: Mapping[str, Any] = {
    "index": PLACE + 1,
    "at": NOW + timedelta(milliseconds=1),
    "actor": BOB,
    "kind": "TRANSFER_REFUSED",
    "digest": payload_digest(SALT, {}),
}
IMPOSSIBLE_ENTRY: Mapping[str, Any] = {"index": 2**53, "at": NOW.replace(tzinfo=None), "actor": "\ud800"}
ALTERED: Mapping[str, Any] = {
    "path": (*PROOF.path[1:], PROOF.path[0]),
    "note": note_of(replace(HEAD, root=bytes(32))),
    "node_key": public(1).hex(),
    "salt": bytes(16).hex(),
    "payload": canonical(transfer_payload(transfer(ALICE, BOB, 2_501))).decode(),
}


@pytest.mark.parametrize("changed", [*ALTERED_ENTRY.items(), *IMPOSSIBLE_ENTRY.items(), ("at", OVERFLOWING)])
def test_a_proof_with_its_entry_altered_does_not_hold(changed: tuple[str, Any]) -> None:
    altered = replace(PROOF, entry=replace(PROOF.entry, **dict([changed])), payload="")
    assert not altered.holds()


@pytest.mark.parametrize(
    "changed",
    [
        *ALTERED.items(),
        ("note", note_of(replace(HEAD, size=PLACE))),
        ("note", note_of(HEAD, number=1)),
        ("note", NOTE.replace(f"\n{LEAVES}\n", f"\n{LEAVES + 1}\n")),
    ],
)
def test_a_proof_with_a_part_altered_does_not_hold(changed: tuple[str, Any]) -> None:
    assert not replace(PROOF, **dict([changed])).holds()


@pytest.mark.parametrize("place", range(len(PROOF.path)))
def test_a_proof_with_a_step_altered_or_dropped_does_not_hold(place: int) -> None:
    before, after = PROOF.path[:place], PROOF.path[place + 1 :]
    assert not replace(PROOF, path=(*before, "00" * 32, *after)).holds()
    assert not replace(PROOF, path=(*before, *after)).holds()


@pytest.mark.parametrize(
    "garbage",
    [{"path": ("zz",)}, {"note": ""}, {"node_key": "zz"}, {"node_key": ""}, {"salt": "z"}, {"payload": "\ud800"}],
    ids=str,
)
def test_garbage_is_a_proof_that_does_not_hold(garbage: Mapping[str, Any]) -> None:
    assert not replace(PROOF, **garbage).holds()


def test_a_proof_shows_its_own_transfer() -> None:
    assert PROOF.shows(TRANSFER)


def proof_of(payload: str) -> InclusionProof:
    """Return a proof that holds for a log with one leaf, whose payload is any text at all."""
    digest = hashlib.sha256(SALT + payload.encode()).hexdigest()
    only = AuditEntry(0, TRANSFER.sequence, NOW, ALICE, "TOKEN_ISSUED", digest)
    note = note_of(Checkpoint(origin(NODE), 1, root(1, build([only.leaf()]))))
    return InclusionProof(TRANSFER.id, only, (), note, public(NODE_KEY).hex(), SALT.hex(), payload)


def test_a_leaf_may_record_more_than_the_transfer() -> None:
    proof = proof_of(canonical({**transfer_payload(TRANSFER), "symbol": "QTK"}).decode())
    assert proof.shows(TRANSFER)


WHOLE = canonical(transfer_payload(TRANSFER)).decode()


@pytest.mark.parametrize(
    "payload",
    [
        *("", "{}", "[]", "null", "1", "{", '{"memo":1.5}'),
        WHOLE + " ",
        WHOLE.replace('"units":"2500"', '"units":2500'),
        WHOLE.replace('"decimals":2', '"decimals":true'),
        WHOLE.replace('"sequence":7', '"sequence":7.0'),
        WHOLE.replace('"memo":"rent",', ""),
        WHOLE.replace('"memo":"rent"', '"memo":"x","memo":"rent"'),
        "[" * 100_000 + "]" * 100_000,
    ],
    ids=[
        *("empty", "no facts", "list", "null", "number", "cut", "float", "white space", "units as number"),
        *("decimals as truth", "sequence as float", "no memo", "two memos", "deep"),
    ],
)
def test_a_leaf_that_does_not_record_the_transfer_exactly_shows_nothing(payload: str) -> None:
    proof = proof_of(payload)
    assert (proof.holds(), proof.shows(TRANSFER)) == (True, False)


ALTERED_TRANSFER: Mapping[str, Any] = {
    "id": TransferId("tr_" + "0b" * 16),
    "sequence": Sequence(8),
    "kind": TransferKind.MINT,
    "sender": CAROL,
    "recipient": None,
    "amount": amount(2_501),
    "memo": "rent, paid",
    "at": NOW + timedelta(milliseconds=1),
}


@pytest.mark.parametrize(
    "changed",
    [
        *ALTERED_TRANSFER.items(),
        ("amount", amount(2_500, decimals=3)),
        ("amount", amount(2_500, token_id=TokenId("qtk1" + "cd" * 32))),
        ("at", NOW.replace(tzinfo=None)),
    ],
)
def test_a_proof_shows_no_other_transfer(changed: tuple[str, Any]) -> None:
    other = replace(TRANSFER, **dict([changed]))
    relabelled = replace(PROOF, transfer_id=other.id, entry=replace(PROOF.entry, sequence=other.sequence))
    assert not PROOF.shows(other)
    assert not relabelled.shows(other)


@pytest.mark.parametrize(
    "changed", [{"transfer_id": "tr_" + "0b" * 16}, {"salt": "", "payload": ""}, {"node_key": public(1).hex()}], ids=str
)
def test_a_proof_that_is_not_whole_shows_nothing(changed: Mapping[str, Any]) -> None:
    assert not replace(PROOF, **changed).shows(TRANSFER)


def test_a_transfer_at_another_sequence_is_not_shown() -> None:
    assert not PROOF.shows(replace(TRANSFER, sequence=Sequence(8)))
