"""Tests of the audit service."""

import pytest

from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.services.audit import AuditService, SignedCheckpoint
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.wire.requests import CheckpointAnswer, ConsistencyAnswer
from tests.services.builders import TRANSFER, proof
from tests.services.fakes import Bench

pytestmark = pytest.mark.asyncio


async def test_the_newest_checkpoint_is_read(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/audit/checkpoint"] = CheckpointAnswer("note", "07" * 32)

    assert await AuditService(bench.client).get_checkpoint() == SignedCheckpoint("note", b"\7" * 32)


async def test_a_key_that_is_not_hex_is_refused(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/audit/checkpoint"] = CheckpointAnswer("note", "no hex")

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await AuditService(bench.client).get_checkpoint()


async def test_a_proof_is_read(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/transfers/{TRANSFER}/proof"] = proof()

    assert await AuditService(bench.client).get_inclusion_proof(TRANSFER) == proof()


async def test_the_proof_of_another_transfer_is_refused(bench: Bench) -> None:
    bench.node.replies["GET", f"/v1/transfers/{TRANSFER}/proof"] = proof(TransferId("tr_" + "0b" * 16))

    with pytest.raises(ServiceError, match="NODE_ANSWER_INVALID"):
        await AuditService(bench.client).get_inclusion_proof(TRANSFER)


async def test_a_consistency_proof_is_read(bench: Bench) -> None:
    bench.node.replies["GET", "/v1/audit/consistency"] = ConsistencyAnswer(("01" * 32, "02" * 32))

    path = await AuditService(bench.client).get_consistency_proof(3, 7)

    assert path == (b"\1" * 32, b"\2" * 32)
    assert dict(bench.node.requests[0].url.params) == {"first": "3", "second": "7"}
