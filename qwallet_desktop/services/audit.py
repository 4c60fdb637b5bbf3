"""The audit log (the seed's Qerberos): signed checkpoints and the proofs that anybody can check."""

from dataclasses import dataclass

from qwallet_desktop.domain.audit import InclusionProof
from qwallet_desktop.domain.ids import TransferId
from qwallet_desktop.services.errors import answer_invalid, ensure
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.wire.requests import CheckpointAnswer, ConsistencyAnswer


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The node's newest checkpoint as a signed note, and the 32-byte key that it says signed it.

    Whether that is the node's key, and the note its own, is for `domain.audit.opened_note`.
    """

    note: str
    node_key: bytes


class AuditService:
    """Asks the node for proofs. Every method raises `ServiceError` only; none checks a proof."""

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_checkpoint(self) -> SignedCheckpoint:
        """Read the newest signed checkpoint."""
        answer = await self._client.read(CheckpointAnswer, "audit", "checkpoint")
        return SignedCheckpoint(answer.note, from_hex(answer.node_key))

    async def get_inclusion_proof(self, transfer_id: TransferId) -> InclusionProof:
        """Read the proof that a transfer stands in the log; `holds()` checks it."""

        def check(proof: InclusionProof) -> None:
            ensure(proof.transfer_id == transfer_id, "transfer")

        return await self._client.read(InclusionProof, "transfers", transfer_id, "proof", check=check)

    async def get_consistency_proof(self, first: int, second: int) -> tuple[bytes, ...]:
        """Read the hashes that show the log of `second` leaves to begin with the one of `first`.

        Check them with `domain.merkle.consistency_holds`.
        """
        query = (("first", str(first)), ("second", str(second)))
        answer = await self._client.read(ConsistencyAnswer, "audit", "consistency", query=query, check=_hashes)
        return _hashes(answer)


def _hashes(answer: ConsistencyAnswer) -> tuple[bytes, ...]:
    return tuple(from_hex(step) for step in answer.path)


def from_hex(text: str) -> bytes:
    """Read hex digits of an answer.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise answer_invalid(about="hex") from None
