"""The published vectors are what they are said to be, and a verifier says of each what their index says."""

import json
from typing import Any

import pytest

from qwallet_desktop.domain import dossier
from qwallet_desktop.domain.checks import Anchors, Verdict
from qwallet_desktop.domain.ids import IdentityId, NodeId
from qwallet_desktop.domain.item_checks import check_record
from qwallet_desktop.domain.multisig import Vote, proposal_hash, verify_vote
from qwallet_desktop.verify.report import NOT_ESTABLISHED, Outcome, verify
from tests.domain.builders import NODE, NOW
from tests.verify.vectors import FOLDER, INDEX, files

INDEXED: list[dict[str, Any]] = json.loads((FOLDER / INDEX).read_bytes())
GOOD = [one for one in INDEXED if one["file"].startswith("evidence/")]
BAD = [one for one in INDEXED if "refused" in one]


def name_of(vector: dict[str, Any]) -> str:
    return str(vector["file"])


def anchors_of(vector: dict[str, Any]) -> Anchors:
    return Anchors(NodeId(vector["node"]), IdentityId(vector["group"]), vector["nodeKey"])


def data_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def test_making_the_vectors_anew_gives_the_same_bytes() -> None:
    published = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.json")}
    assert dict(files()) == published


def test_the_readme_names_every_folder_of_vectors() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}/`" in told for path in FOLDER.iterdir() if path.is_dir())


@pytest.mark.parametrize("vector", INDEXED, ids=name_of)
def test_a_verifier_says_of_a_vector_what_the_index_says(vector: dict[str, Any]) -> None:
    report = verify(data_of(vector["file"]), anchors_of(vector))
    assert report.outcome == vector["exit"], report.lines


@pytest.mark.parametrize("vector", BAD, ids=name_of)
def test_a_bad_vector_is_refused_by_its_name(vector: dict[str, Any]) -> None:
    report = verify(data_of(vector["file"]), anchors_of(vector))
    assert any(vector["refused"] in line and ("FAILS" in line or line.endswith(")")) for line in report.lines)


@pytest.mark.parametrize("vector", GOOD, ids=name_of)
def test_evidence_is_written_again_as_it_was_read(vector: dict[str, Any]) -> None:
    data = data_of(vector["file"])
    read = dossier.read_evidence(data)
    assert dossier.write_evidence(read.record, read.node_id) == data
    assert dossier.read_evidence(dossier.write_evidence(read.record, read.node_id)) == read


@pytest.mark.parametrize("vector", GOOD, ids=name_of)
def test_without_anchors_no_evidence_is_established(vector: dict[str, Any]) -> None:
    report = verify(data_of(vector["file"]), Anchors())
    assert report.outcome is Outcome.CONSISTENT
    assert NOT_ESTABLISHED in report.lines[0]


def test_a_wholly_forged_file_is_consistent_without_anchors_and_refused_with_them() -> None:
    forged = next(one for one in INDEXED if one["file"] == "bad/forged-group.json")
    data = data_of(forged["file"])
    assert verify(data, Anchors()).outcome is Outcome.CONSISTENT
    assert verify(data, Anchors(node_id=NODE)).outcome is Outcome.CONSISTENT
    assert verify(data, Anchors(identity_id=IdentityId(forged["group"]))).outcome is Outcome.FAILS


@pytest.mark.parametrize("name", ["payment", "guarded-payment"])
def test_a_request_reads_and_holds(name: str) -> None:
    data = data_of(f"requests/{name}.json")
    read = dossier.read_request(data)
    checks = check_record(read.record, NODE, Anchors(NODE, read.record.item.proposal.identity_id))
    assert {check.verdict for check in checks} == {Verdict.HOLDS}
    assert dossier.write_request(read.record, read.node_id) == data


@pytest.mark.parametrize("name", ["sign", "reject"])
def test_a_signature_reads_and_fits_the_request(name: str) -> None:
    signed = dossier.read_signature(data_of(f"signatures/{name}.json"))
    item = dossier.read_request(data_of("requests/payment.json")).record.item
    vote = Vote(signed.signer, signed.choice, NOW, signed.signature, signed.reason)
    assert signed.proposal_hash == proposal_hash(item.proposal, NODE)
    assert verify_vote(item, vote, NODE)
