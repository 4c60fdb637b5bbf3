"""What the writer is asked and what it answers: a command, the evidence for it, and the reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.node.batch_payments import PayMany
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.contacts import BookAsk
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.identities import Register, Rename, SetStatus
from qwallet_desktop.node.notifications import MarkRead
from qwallet_desktop.node.rule_changes import SetLimits, SetPolicy
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.tokens import Burn, Issue, Mint
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.voting import ExecuteItem, SignItem

Changes: TypeAlias = Rename | SetStatus | Found | Close | Succeed
"""What changes identities, and so may change who reads what."""

Governed: TypeAlias = SignItem | ExecuteItem | BookAsk | SetPolicy | SetLimits | ChangeCharter
"""What is about rules, and about what others decide on."""

Decided: TypeAlias = Changes | Governed | Issue | Mint | Burn | Pay | MarkRead
"""What a registered identity asks for, and one decision answers."""

Ask: TypeAlias = Register | PayMany | Decided


TRIED_AGAIN = 100
"""What trying again counts as: hundreds of payments may be decided anew, as often as somebody asks."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The RFC 9421 signature base of the request and the signature over it, kept with what it caused."""

    signature_base: str = ""
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Command:
    """One write that an identity signed.

    `fields` holds the top-level fields of the body as text, so that IDEMPOTENCY_MISMATCH can
    name the one that differs; `body_digest` and `route` decide whether it is the same request.
    `route` is the method and path, such as `POST /v1/transfers`.
    """

    actor: IdentityId
    request_id: RequestId
    route: str
    body_digest: str
    fields: Mapping[str, str]
    evidence: Evidence
    ask: Ask

    @property
    def weight(self) -> int:
        """How much of a commit it takes: 1, or one for each payment of a batch."""
        match self.ask:
            case PayMany():
                return len(self.ask.payments)
            case ExecuteItem():
                return TRIED_AGAIN
            case _:
                return 1

    @property
    def ends_commit(self) -> bool:
        """Whether no other shares its commit after it: rows say who belongs to whom, and it changes that of others."""
        return isinstance(self.ask, Succeed)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer as it goes out: HTTP status and JSON body (of the answer or of a `ProblemBody`).

    `replayed` says that it was decided earlier, for the same request id; `problem` is what a
    refusal refused (None for a success and for a replay, whose body says it all).
    """

    status: int
    body: bytes
    replayed: bool = False
    problem: Problem | None = None
