"""Identities of every type, and rules set for them, as the tests of decisions on payments need them."""

from collections.abc import Mapping

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.messages import Link, LinkRelation
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.node import policies, transfers
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.rule_changes import SetLimits, SetPolicy
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.wallets import balances
from qwallet_desktop.node.working import Working
from qwallet_desktop.node.writer import Reply
from qwallet_desktop.wire.requests import SignedLink
from tests.node.builders import Person, accepted, ask, signed_link


def limits(token_id: TokenId, *, per_hour: int | None = None, **units: int) -> Limits:
    """Limits on one token with two decimals, in units: daily, monthly, per_transaction, approval_above."""
    given = {name: Amount(amount, 2, token_id) for name, amount in units.items()}
    return Limits((TokenLimits(token_id, **given),) if given else (), per_hour)


def try_limits(
    node: Node, who: Person, wanted: Limits, *, whose: Person | None = None, scope: LimitScope = LimitScope.IDENTITY
) -> Reply:
    """Ask for limits, from whatever version there is."""
    subject = whose or who
    with node.read() as connection:
        working = Working(connection)
        row = working.identity(subject.id)
        assert row is not None
        base = policies.limits_of(working, row, scope).version
    return ask(node, who, SetLimits(subject.id, scope, wanted, base, ""))


def set_limits(
    node: Node, who: Person, wanted: Limits, *, whose: Person | None = None, scope: LimitScope = LimitScope.IDENTITY
) -> None:
    """Put limits into force."""
    reply = try_limits(node, who, wanted, whose=whose, scope=scope)
    assert reply.status == 200, reply.body


def set_policy(node: Node, who: Person, wanted: ConsentPolicy, *, whose: Person | None = None) -> None:
    """Put a policy into force, from whatever version there is."""
    subject = whose or who
    with node.read() as connection:
        working = Working(connection)
        row = working.identity(subject.id)
        assert row is not None
        base = policies.policy_of(working, row).version
    reply = ask(node, who, SetPolicy(subject.id, wanted, base, ""))
    assert reply.status == 200, reply.body


def register_ward(node: Node, ward: Person, guardian: Person, *, owner: Person | None = None) -> None:
    """Register a guarded identity."""
    message = Link(guardian.id, ward.id, node.node_id, LinkRelation.GUARDIAN_WARD).message()
    signed = SignedLink(guardian.id, guardian.sign(message).hex(), ward.sign(message).hex())
    link = signed_link(owner, ward, node.node_id) if owner else None
    accepted(ask(node, ward, Register(ward.id, "CONSENTIDA", ward.name, link, launched=True, guardian_link=signed)))


def register_aid(node: Node, who: Person, token_id: TokenId) -> None:
    """Register an anonymous identity for one token."""
    accepted(ask(node, who, Register(who.id, "AID", "", None, launched=True, token_id=token_id)))


def found(  # noqa: PLR0913  (what a founding says)
    node: Node,
    founder: Person,
    roles: Mapping[Person, tuple[Role, ...]],
    threshold: int,
    *,
    kind: IdentityType = IdentityType.ENTERPRISE,
    initiator_counts: bool = False,
) -> IdentityId:
    """Found a group, signed by its founder and every signer, and return its id."""
    members = tuple(Member(person.id, given) for person, given in roles.items())
    charter = Charter(members, threshold, initiator_counts)
    founding = Founding(kind, "Acme", charter, founder.id, node.node_id, "ab" * 16)
    signing = [person for person in roles if person.id in founding.required_signers]
    signatures = tuple(FoundingSignature(person.id, person.sign(founding.message()).hex()) for person in signing)
    accepted(ask(node, founder, Found(founding, signatures)))
    return founding.group_id


def foreseen(node: Node, sender: IdentityId, payment: Pay, initiator: IdentityId | None = None) -> Decision:
    """Preview a payment at the node's time."""
    with node.read() as connection:
        return transfers.preview(connection, sender, payment, node.clock(), initiator or sender)


def held_and_settled(node: Node, who: IdentityId) -> dict[str, tuple[int, int]]:
    """Read what somebody holds of each token, in units: settled, and of that held."""
    with node.read() as connection:
        return {one.token_id: (one.settled.units, one.held.units) for one in balances(connection, who)}
