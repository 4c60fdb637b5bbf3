"""Signs what the node opened for others to agree to, after a look whether it is what was asked for."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID, uuid5

from qwallet_desktop.domain.batches import AskedPayment
from qwallet_desktop.domain.identities import clean_text
from qwallet_desktop.domain.ids import IdentityId, ItemId, RequestId, TokenId
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.money import PLAIN, parse_amount
from qwallet_desktop.domain.multisig import Choice, Item, Proposal, vote_message
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.domain.tokens import Token, TokenDeclaration
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.operation import Operation

T = TypeVar("T")


class LeftOpenError(ServiceError):
    """The first step of two has left this desktop and the second has not: the whole is tried again under its ids."""

    @property
    def undecided(self) -> bool:
        """Whatever stood in the way, the node has not decided about the second step."""
        return True


def signature_id(request_id: RequestId, item_id: ItemId) -> RequestId:
    """Return the request id of the signature that follows an operation: always the same for the same item."""
    return RequestId(str(uuid5(UUID(request_id), item_id)))


async def agree(desk: Desk, services: Services, operation: Operation, item: Item) -> Item:
    """Sign an item that was opened for an operation, and have the node add the signature; return the item then.

    Its proposal must have been compared with what was asked for. Done twice it does nothing twice.

    Raises:
        ServiceError: It was not done, or that is not known.
    """
    proposal, signer = item.proposal, operation.signer
    message = vote_message(item, signer, Choice.SIGN, "", services.address.node_id)
    request_id = signature_id(operation.id, proposal.item_id)

    async def sign() -> Item:
        signature = await desk.qlock.sign(signer, message)
        return await services.multisig.add_signature(
            proposal.item_id, Choice.SIGN, signature, actor=signer, request_id=request_id
        )

    return await second(sign)


async def second(step: Callable[[], Awaitable[T]]) -> T:
    """Take a second step; what keeps it from leaving this desktop does not call the first one off.

    Raises:
        ServiceError: It was not done, or that is not known; never one that says that nothing was sent.
    """
    try:
        return await step()
    except Refused as refused:
        raise LeftOpenError(refused.problem) from None
    except ServiceError as error:
        if error.sent:
            raise
        raise LeftOpenError(error.problem, retry_after=error.retry_after) from None


def differs(about: str) -> ServiceError:
    """Build the refusal of a proposal that is not what was asked for; nothing of it is signed."""
    return ServiceError(Problem(Code.ANSWER_DIFFERS, {"about": about}))


def check(
    operation: Operation, proposal: Proposal, matter: Matter, reason: str = "", *, whose: IdentityId | None = None
) -> None:
    """Let a proposal pass that says exactly what was asked for.

    Args:
        operation: What was asked for, and by whom.
        proposal: What the node wants to have signed.
        matter: What it must be about.
        reason: The reason that was given.
        whose: The identity that is to act, where that is another than the operation's.

    Raises:
        ServiceError: ANSWER_DIFFERS (fact `about`).
    """
    same = {
        "identity": proposal.identity_id == (whose or operation.identity_id),
        "initiator": proposal.initiator == operation.signer,
        "matter": proposal.matter == matter,
        "subject": proposal.subject in _SUBJECTS[type(matter)],
        "reason": proposal.reason == clean_text(reason),
        "approvers": 0 < proposal.required <= len(set(proposal.approvers)),
        "joining": not proposal.joining or isinstance(matter, SignersMatter),
        "time": proposal.opened_at < proposal.expires_at,
    }
    wrong = next((about for about, is_same in same.items() if not is_same), None)
    if wrong is not None:
        raise differs(wrong)


_SUBJECTS: dict[type[Matter], frozenset[Subject]] = {
    PaymentMatter: frozenset({Subject.TRANSFER, Subject.CROSS_IDENTITY_TRANSFER}),
    BatchMatter: frozenset({Subject.BATCH}),
    PolicyMatter: frozenset({Subject.POLICY_CHANGE}),
    LimitMatter: frozenset({Subject.LIMIT_CHANGE}),
    SignersMatter: frozenset({Subject.SIGNERS_CHANGE}),
    FreezeMatter: frozenset({Subject.FREEZE}),
    UnfreezeMatter: frozenset({Subject.UNFREEZE}),
}


def payment_matter(recipient: str, amount: str, memo: str, token: Token) -> PaymentMatter:
    """Return what must be signed of a payment that was asked for.

    The token's own declaration says how many decimals it has: its id is the hash of that.

    Raises:
        ServiceError: ANSWER_DIFFERS, where the token is not the one of that id, or the amount is not one of it.
    """
    declared = TokenDeclaration(token.issuer, token.symbol, token.name, token.decimals, token.salt)
    if declared.id != token.id:
        raise differs("token")
    try:
        parsed = parse_amount(amount, token.id, token.decimals, PLAIN)
    except Refused:
        raise differs("amount") from None
    return PaymentMatter(IdentityId(recipient), parsed, token.symbol, clean_text(memo))


def batch_matter(payments: Iterable[AskedPayment], tokens: Mapping[TokenId, Token]) -> BatchMatter:
    """Return what must be signed of payments that were asked for together.

    Args:
        payments: What was asked for, in its order.
        tokens: The tokens of the amounts, as the node tells them.

    Raises:
        ServiceError: As `payment_matter`.
    """
    matters = (payment_matter(one.recipient, one.amount, one.memo, tokens[one.token_id]) for one in payments)
    return BatchMatter(tuple(BatchPayment(one.recipient, one.amount, one.symbol, one.memo) for one in matters))


async def signed(desk: Desk, signer: IdentityId, message: bytes) -> bytes:
    """Sign before anything has left this desktop.

    Raises:
        ServiceError: VAULT_LOCKED, for which the whole waits; KEY_UNKNOWN, where the key is not here.
    """
    try:
        return await desk.qlock.sign(signer, message)
    except Refused as refused:
        raise ServiceError(refused.problem, sent=refused.problem.code is not Code.VAULT_LOCKED) from None
