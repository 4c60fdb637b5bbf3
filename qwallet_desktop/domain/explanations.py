"""*Why?*: past decisions about payments, made, opened or refused, as the audit log recorded them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from qwallet_desktop.domain.decisions import Decision, Outcome, Part, Rule, Scope
from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.limits import amount_payload
from qwallet_desktop.domain.messages import Json, canonical, moment, timestamp
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.problems import Code, Problem, Refused


class Deed(StrEnum):
    """What came of a decision: it was paid at once, others were asked, or it was refused."""

    MADE = "MADE"
    OPENED = "OPENED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class PastDecision:
    """What was decided about a payment, and by which rule.

    Attributes:
        identity_id: Who was to pay.
        by: Who asked for it, and signed.
        at: When it was decided.
        deed: What came of it.
        outcome: What the rules said.
        rule: The one that decided.
        recipient: As it was asked for: for a refusal any text, also none.
        token_id: As it was asked for.
        asked: The amount as decimal text, as it was asked for.
        amount: The same as an amount, where it was one.
        memo: As it was asked for.
        parts: All rules that spoke, as recorded.
        problem: Why it was refused.
        policy_version: The version of the payer's policy that decided; 0 for the factory default.
        limits_version: The version of its own limits.
        transfer_id: The payment, where it was made.
        item_id: What waited for others to agree, where it was opened, or made by their agreement.
        recorded: False for payments made before there were rules: these are told as allowed by default.
    """

    identity_id: IdentityId
    by: IdentityId
    at: datetime
    deed: Deed
    outcome: Outcome
    rule: Rule
    recipient: str
    token_id: str
    asked: str
    amount: Amount | None
    memo: str
    parts: tuple[Part, ...] = ()
    problem: Problem | None = None
    policy_version: int = 0
    limits_version: int = 0
    transfer_id: TransferId | None = None
    item_id: ItemId | None = None
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Past decisions, newest first; `next` is the cursor of the page after, or empty."""

    decisions: tuple[PastDecision, ...]
    next: str


class Denied(Refused):
    """Raised where a decision denies: what refuses the payment, with all that was said to it."""

    def __init__(self, problem: Problem, decision: Decision) -> None:
        super().__init__(problem)
        self.decision = decision


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the audit log keeps of a decision."""

    outcome: Outcome
    rule: Rule
    parts: tuple[Part, ...] = ()
    policy_version: int = 0
    limits_version: int = 0


def decision_payload(decision: Decision) -> dict[str, Json]:
    """Return what a leaf records of a decision.

    All of it is text and numbers side by side, the parts as one text: so a leaf is written quickly.
    """
    payload: dict[str, Json] = {
        "outcome": decision.outcome.value,
        "rule": decision.rule.value,
        "policyVersion": decision.policy_version,
        "limitsVersion": decision.limits_version,
    }
    if decision.parts:
        payload["parts"] = canonical([_part_payload(part) for part in decision.parts]).decode()
    return payload


def _part_payload(part: Part) -> dict[str, Json]:
    payload: dict[str, Json] = {"rule": part.rule.value, "scope": part.scope.value, "outcome": part.outcome.value}
    if part.problem is not None:
        payload |= {"code": part.problem.code.value, "facts": dict(part.problem.facts), "field": part.problem.field}
    if part.left is not None:
        payload["left"] = amount_payload(part.left)
    if part.left_payments is not None:
        payload["leftPayments"] = part.left_payments
    if part.free_at is not None:
        payload["freeAt"] = timestamp(part.free_at)
    return payload


def recorded(payload: Mapping[str, Any]) -> Recorded | None:
    """Read what `decision_payload` recorded in a leaf's payload; None where nothing was.

    Raises:
        KeyError, TypeError, ValueError: Something else stands in its place.
    """
    if "rule" not in payload:
        return None
    parts = json.loads(payload["parts"]) if "parts" in payload else []
    return Recorded(
        Outcome(payload["outcome"]),
        Rule(payload["rule"]),
        tuple(map(_part, parts)),
        payload["policyVersion"],
        payload["limitsVersion"],
    )


def _part(payload: Mapping[str, Any]) -> Part:
    problem, left = None, None
    if "code" in payload:
        problem = Problem(Code(payload["code"]), payload["facts"], payload["field"])
    if "left" in payload:
        given = payload["left"]
        left = Amount(int(given["units"]), given["decimals"], TokenId(given["tokenId"]))
    return Part(
        Rule(payload["rule"]),
        Scope(payload["scope"]),
        Outcome(payload["outcome"]),
        problem,
        left,
        moment(payload["freeAt"]) if "freeAt" in payload else None,
        payload.get("leftPayments"),
    )
