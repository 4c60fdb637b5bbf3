"""What is shown of an item and rests on the node's word alone, for no signature is over it."""

from enum import StrEnum, auto

from qwallet_desktop.domain.checks import Check, CheckName
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.matters import payments_of
from qwallet_desktop.domain.multisig import Executed, ExecutionFailed, Expired, Superseded


class Said(StrEnum):
    """A fact about an item that the node says.

    Attributes:
        VOTE_TIMES: When each signature came, and that it came before the end.
        OTHER_VOTES: That nobody else has signed or rejected it besides, and in which order those came that are shown.
        POLICY: What the policy of that version says.
        FAMILY: Whether a payment stays among own identities.
        ALONE: That the single holder who acts has neither owner nor guardian.
        UNGUARDED: That no guardian has to agree; the owner, or guardian, who did is tied to it by signatures.
        CLOSED_ADMINS: That those ADMINs who are not asked are closed.
        TRANSFER: The ids of the transfers that were made.
        FAILURE: That it could not be carried out, and why.
        ENDED: That it expired, or that the rules changed, before enough had signed.
        NAMES: What identities are called; only their DIDs are signed.
        LOG_KEY: That the key under the audit log is the node's.
    """

    @staticmethod
    def _generate_next_value_(name: str, *_: object) -> str:
        return name

    VOTE_TIMES = auto()
    OTHER_VOTES = auto()
    POLICY = auto()
    FAMILY = auto()
    ALONE = auto()
    UNGUARDED = auto()
    CLOSED_ADMINS = auto()
    TRANSFER = auto()
    FAILURE = auto()
    ENDED = auto()
    NAMES = auto()
    LOG_KEY = auto()


def nodes_word(record: ItemRecord, checks: tuple[Check, ...]) -> tuple[Said, ...]:
    """Say what of an item is the node's word only.

    Args:
        record: What was checked.
        checks: What `check_record` said of it.
    """
    item, parts = record.item, {(one.name, one.facts.get("part")) for one in checks}
    pays, closing = bool(payments_of(item.proposal.matter)), item.closing
    alone = (CheckName.APPROVERS_BY_CHARTER, "alone") in parts
    told = {
        Said.VOTE_TIMES: bool(item.votes),
        Said.OTHER_VOTES: True,
        Said.POLICY: True,
        Said.FAMILY: pays,
        Said.ALONE: alone,
        Said.UNGUARDED: record.group is None and not alone,
        Said.CLOSED_ADMINS: (CheckName.APPROVERS_BY_CHARTER, "closed") in parts,
        Said.TRANSFER: pays and isinstance(closing, Executed),
        Said.FAILURE: isinstance(closing, ExecutionFailed),
        Said.ENDED: isinstance(closing, Expired | Superseded),
        Said.NAMES: True,
        Said.LOG_KEY: (CheckName.LOG_KEY, "key") in parts,
    }
    return tuple(said for said, holds in told.items() if holds)
