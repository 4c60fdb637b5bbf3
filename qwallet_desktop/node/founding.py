"""Founding groups by a document that everybody who must has signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from qwallet_desktop.domain.group_chain import Group, founded
from qwallet_desktop.domain.groups import Founding, FoundingSignature, check_founding, check_signatures
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.messages import Json, timestamp
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import charters, groups, rule_tables
from qwallet_desktop.node.movements import CREATED, Answer, Turn
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Mentions
from qwallet_desktop.wire.shapes import dump


@dataclass(frozen=True, slots=True)
class Found:
    """Founds a group; the actor is its founder. Answers Group, 201."""

    kind: ClassVar[str] = "FOUND"
    founding: Founding
    signatures: tuple[FoundingSignature, ...]

    def mentions(self) -> Mentions:
        """What the decision will ask for."""
        charter = self.founding.charter
        named = tuple(member.identity_id for member in charter.members)
        return named, tuple(one.above.token_id for one in charter.amount_thresholds)


def found(turn: Turn, ask: Found) -> Answer:
    """Decide the founding of a group.

    Raises:
        Refused: NOT_PERMITTED, FOUNDING_INVALID, FOUNDING_UNSIGNED, IDENTITY_EXISTS, MEMBER_UNKNOWN,
            MEMBER_NOT_SINGLE (fact `member`), TOKEN_UNKNOWN, AMOUNT_TOO_PRECISE, or what is wrong with name or charter.
    """
    founding, founder = ask.founding, turn.actor.identity
    check_founding(founding, turn.node_id)
    if founding.founder != founder.id:
        raise refuse(Code.FOUNDING_INVALID, at="founding", part="founder")
    if founder.type is not IdentityType.ROOT or founder.status is not IdentityStatus.ACTIVE:
        raise refuse(Code.NOT_PERMITTED)
    check_signatures(founding, ask.signatures)
    charters.check_tokens(turn.working, founding.charter)
    members = charters.check_members(turn.working, founding.charter.members)
    group = founded(founding, ask.signatures)
    if turn.working.identity(group.id) is not None:
        raise refuse(Code.IDENTITY_EXISTS)
    row = _add(turn, group, members)
    turn.working.tell(row, "IDENTITY_CHANGED", row.n)
    return Answer(CREATED, group, _payload(group, row.identity))


def _add(turn: Turn, group: Group, members: Sequence[IdentityRow]) -> IdentityRow:
    working, founding = turn.working, group.founding
    row = working.add_identity(
        Identity(
            group.id, founding.type, founding.name, IdentityStatus.ACTIVE, None, can_issue=False, created_at=turn.at
        )
    )
    signatures = dump(group.signatures, tuple[FoundingSignature, ...]).decode()
    working.add(rule_tables.groups, identity_n=row.n, founding=dump(founding).decode(), signatures=signatures)
    groups.add_charter(turn, row, group.charter, group.version)
    for member, holder in zip(group.charter.members, members, strict=True):
        working.add(rule_tables.memberships, **groups.membership(row, member, holder))
        groups.join(working, holder, row)
    return row


def _payload(group: Group, identity: Identity) -> dict[str, Json]:
    """What the audit log keeps of a founding."""
    return {
        "identityId": group.id,
        "founding": group.founding.payload(),
        "signatures": [{"signer": one.signer, "signature": one.signature} for one in group.signatures],
        "createdAt": timestamp(identity.created_at),
    }
