"""Notes where the audit log says what was decided of payments that were not made at once, for *Why?*."""

from collections.abc import Mapping

from qwallet_desktop.domain.explanations import Denied, decision_payload
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.node import rule_tables
from qwallet_desktop.node.rows import IdentityRow
from qwallet_desktop.node.working import Working


def refusal_payload(refused: Refused, fields: Mapping[str, str]) -> dict[str, Json]:
    """Return what a leaf keeps of a refusal.

    Args:
        refused: Why, and by which decision if it was one.
        fields: What was asked for, by the wire's names.
    """
    problem = refused.problem
    payload: dict[str, Json] = {
        "code": problem.code.value,
        "field": problem.field,
        "facts": dict(problem.facts),
        "fields": {name: _printable(text) for name, text in fields.items()},
    }
    return payload | decision_payload(refused.decision) if isinstance(refused, Denied) else payload


def note_refused(working: Working, sender: IdentityRow) -> None:
    """Note that the leaf which is added next keeps why a payment of an identity was refused."""
    leaf = working.head["audit_leaves"]
    working.add(rule_tables.decisions, identity_n=sender.n, leaf_n=leaf, item_n=None)


def note_opened(working: Working, sender: IdentityRow, item_n: int) -> None:
    """Note that the leaf which is added next keeps why a payment waits for others to agree."""
    leaf = working.head["audit_leaves"]
    working.add(rule_tables.decisions, identity_n=sender.n, leaf_n=leaf, item_n=item_n)


def _printable(text: str) -> str:
    """Replace half characters (surrogates), which the log can't carry."""
    return text if text.isascii() else text.encode(errors="replace").decode()
