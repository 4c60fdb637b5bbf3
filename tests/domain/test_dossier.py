"""What is written about an item is read back as it was, byte for byte, and nothing else is read."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from qwallet_desktop.domain.dossier import (
    LARGEST,
    LARGEST_SIGNATURE,
    Dossier,
    SignatureFile,
    format_of,
    read_evidence,
    read_request,
    read_signature,
    write_evidence,
    write_request,
    write_signature,
)
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.messages import canonical
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import NODE, NOW, did, problem_of
from tests.verify.records import (
    ASKER,
    FIRST,
    SECOND,
    Said,
    group,
    group_record,
    guarded,
    paid,
    paid_by_newcomer,
    payment,
    proposal_of,
    proven,
    signers_changed,
    told,
)

SIGNED = SignatureFile(NODE, ItemId("ms_" + "7c" * 16), "ab" * 32, did(FIRST), Choice.REJECT, "Not so", "cd" * 64)
EVIDENCE = write_evidence(paid(), NODE)


def as_read(record: ItemRecord) -> ItemRecord:
    """Return a record as it comes back: without votes' times but the deciding one's, signatures in their order."""
    item, opened = record.item, record.item.proposal.opened_at
    votes = [replace(vote, at=opened) for vote in item.votes]
    if record.proof is not None:
        votes[-1] = item.votes[-1]
    group = record.group
    if group is not None:
        order = group.founding.required_signers.index
        group = replace(group, signatures=tuple(sorted(group.signatures, key=lambda one: order(one.signer))))
    return replace(record, item=replace(item, votes=tuple(votes)), group=group)


def waiting() -> ItemRecord:
    return group_record(group(), proposal_of(group(), payment(), Subject.TRANSFER), Said(ASKER), Said(FIRST))


@pytest.mark.parametrize("make", [paid, guarded])
def test_evidence_is_read_back_as_it_was(make: Callable[[], ItemRecord]) -> None:
    read = read_evidence(write_evidence(make(), NODE))
    links = tuple(sorted(make().links, key=lambda one: one.link.relation))
    assert read == Dossier(NODE, replace(as_read(make()), links=links))


@pytest.mark.parametrize("make", [signers_changed, paid_by_newcomer])
def test_a_chain_is_read_back_as_it_was_signed(make: Callable[[], ItemRecord]) -> None:
    data = write_evidence(make(), NODE)
    read = read_evidence(data).record
    assert read.group is not None
    assert (read.group.charter, read.group.version) == (make().group.charter, make().group.version)  # type: ignore[union-attr]
    assert write_evidence(read, NODE) == data


def test_a_request_is_read_back_as_it_was() -> None:
    assert read_request(write_request(waiting(), NODE)) == Dossier(NODE, as_read(waiting()))


@pytest.mark.parametrize("choice", Choice)
def test_a_signature_is_read_back_as_it_was(choice: Choice) -> None:
    signed = replace(SIGNED, choice=choice)
    assert read_signature(write_signature(signed)) == signed


def test_a_rejection_is_told_by_its_votes_and_the_log() -> None:
    asked = proposal_of(group(), payment(), Subject.TRANSFER)
    against = (Said(FIRST, Choice.REJECT, "No"), Said(SECOND, Choice.REJECT, "Nor I"))
    record = group_record(group(), asked, Said(ASKER), *against)
    assert read_evidence(write_evidence(record, NODE)).record == as_read(record)


def test_what_is_written_is_in_its_one_form() -> None:
    for data in (EVIDENCE, write_request(waiting(), NODE), write_signature(SIGNED)):
        assert canonical(json.loads(data)) == data


def test_the_foundings_signatures_come_in_one_order() -> None:
    record = paid()
    assert record.group is not None
    turned = replace(record, group=replace(record.group, signatures=record.group.signatures[::-1]))
    assert write_evidence(turned, NODE) == EVIDENCE


# -------------------------------------------------------------------------------- not written


@pytest.mark.parametrize("record", [waiting(), replace(paid(), proof=None)])
def test_there_is_no_evidence_of_what_was_not_decided(record: ItemRecord) -> None:
    assert problem_of(lambda: write_evidence(record, NODE)).code is Code.ITEM_UNDECIDED


def test_there_is_none_where_the_log_has_forgotten_what_it_was() -> None:
    record = paid()
    assert record.proof is not None
    forgotten = replace(record, proof=replace(record.proof, salt="", payload=""))
    problem = problem_of(lambda: write_evidence(forgotten, NODE))
    assert (problem.code, problem.facts) == (Code.ITEM_UNDECIDED, {"status": "EXECUTED"})


def test_nobody_is_asked_to_sign_what_is_closed() -> None:
    problem = problem_of(lambda: write_request(paid(), NODE))
    assert (problem.code, problem.facts) == (Code.ITEM_CLOSED, {"status": "EXECUTED"})


def test_nobody_is_asked_to_sign_what_failed() -> None:
    failed = ExecutionFailed(NOW, Problem(Code.INSUFFICIENT_FUNDS))
    record = replace(waiting(), item=replace(waiting().item, closing=failed))
    assert problem_of(lambda: write_request(record, NODE)).facts == {"status": "FAILED"}


# ----------------------------------------------------------------------------------- not read


def altered(change: Callable[[Any], object], data: bytes = EVIDENCE) -> bytes:
    value = json.loads(data)
    change(value)
    return canonical(value)


READERS = [
    (read_evidence, EVIDENCE),
    (read_request, write_request(waiting(), NODE)),
    (read_signature, write_signature(SIGNED)),
]


@pytest.mark.parametrize(("read", "data"), READERS)
def test_white_space_is_refused(read: Callable[[bytes], object], data: bytes) -> None:
    for spaced in (data + b"\n", b" " + data, data.replace(b":", b": ", 1)):
        assert problem_of(lambda spaced=spaced: read(spaced)).code is Code.EVIDENCE_NOT_CANONICAL  # type: ignore[misc]


@pytest.mark.parametrize(("read", "data"), READERS)
def test_a_field_more_is_refused(read: Callable[[bytes], object], data: bytes) -> None:
    problem = problem_of(lambda: read(altered(lambda value: value.update(more="x"), data)))
    assert (problem.code, problem.field) == (Code.EVIDENCE_UNKNOWN_FIELD, "more")


@pytest.mark.parametrize(("read", "data"), READERS)
def test_another_format_is_refused(read: Callable[[bytes], object], data: bytes) -> None:
    problem = problem_of(lambda: read(altered(lambda value: value.update(format="qwallet/evidence/v2"), data)))
    assert (problem.code, problem.facts) == (Code.EVIDENCE_FORMAT, {"format": "qwallet/evidence/v2"})


def test_a_signature_is_small() -> None:
    assert problem_of(lambda: read_signature(b" " * (LARGEST_SIGNATURE + 1))).code is Code.EVIDENCE_TOO_LARGE


def test_evidence_is_not_boundless() -> None:
    assert problem_of(lambda: read_evidence(b" " * (LARGEST + 1))).code is Code.EVIDENCE_TOO_LARGE


@pytest.mark.parametrize("where", [b'"name":"', b'"reason":"', b'"payload":"', b'"memo":"'])
def test_text_that_can_not_be_written_is_refused(where: bytes) -> None:
    lone = EVIDENCE.replace(where, where + b"\\ud800")
    problem = problem_of(lambda: read_evidence(lone))
    assert (problem.code, problem.field.split(".")[-1]) == (Code.EVIDENCE_MALFORMED, where.decode().strip('":'))


@pytest.mark.parametrize("payload", ["", "[]", "{", '"x"', "[" * 99_999])
def test_a_leaf_that_tells_nothing_is_refused(payload: str) -> None:
    problem = problem_of(lambda: read_evidence(altered(lambda value: value["proof"].update(payload=payload))))
    assert (problem.code, problem.field) == (Code.EVIDENCE_MALFORMED, "proof.payload")


@pytest.mark.parametrize("transfer", [1, "tr_1", None])
def test_a_transfer_that_is_none_is_not_told(transfer: Any) -> None:
    item = paid().item
    last = item.votes[-1]
    payload = {name: value for name, value in told(item).items() if name != "transferId"}
    proof = proven(payload if transfer is None else {**payload, "transferId": transfer}, last.at, last.signer)
    read = read_evidence(write_evidence(replace(paid(), proof=proof), NODE))
    assert read.record.item.closing == Executed(last.at)


def test_a_change_of_a_group_is_of_a_known_kind() -> None:
    data = write_evidence(signers_changed(), NODE)
    broken = altered(lambda value: value["group"]["changes"][0].update(kind="COUP"), data)
    assert problem_of(lambda: read_evidence(broken)).field == "group.changes[0].kind"


def test_the_format_of_anything_is_told() -> None:
    assert format_of(EVIDENCE) == "qwallet/evidence/v1"
    assert problem_of(lambda: format_of(b"{}")).code is Code.EVIDENCE_MALFORMED
