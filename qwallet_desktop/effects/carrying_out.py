"""Has the node do what an operation asks for, under its request id, and tells those whom the outcome concerns."""

from contextlib import suppress
from typing import assert_never

from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.matters import FreezeMatter, Matter, UnfreezeMatter
from qwallet_desktop.domain.multisig import Item
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.effects import people
from qwallet_desktop.effects.agreeing import agree, check
from qwallet_desktop.effects.changing_books import change_book
from qwallet_desktop.effects.changing_signers import invite
from qwallet_desktop.effects.changing_together import change_together
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.paying import pay, pay_list
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import (
    AppointSuccessor,
    ApproveContact,
    BurnToken,
    ChangeSigners,
    CloseIdentity,
    DecideItem,
    DropContact,
    FoundGroup,
    IdentityAsk,
    IssueToken,
    MintToken,
    PersonAsk,
    RenameIdentity,
    RetryItem,
    SetIdentityStatus,
    ShareContact,
    SupplyAsk,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.item_actions import ItemLearned
from qwallet_desktop.state.operation import FoundedAlone, Operation, Result, Sending
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import PaymentDraft


async def carry_out(desk: Desk, operation: Operation, dispatch: Dispatch) -> Result | None:
    """Have the node do it; return its receipt where something was moved by it alone.

    Raises:
        ServiceError: It did not, or that is not known.
    """
    ask, services = operation.ask, await desk.services_for(operation.identity_id)
    match ask:
        case PaymentDraft():
            return await pay(desk, services, operation, ask, dispatch)
        case Order():
            return await pay_list(desk, services, operation, ask, dispatch)
        case UpdatePolicy() | UpdateLimits() | ChangeSigners() | DecideItem() | RetryItem():
            return await change_together(desk, services, operation, ask, dispatch)
        case IssueToken() | MintToken() | BurnToken():
            return await _supply(services, operation, ask, dispatch)
        case ShareContact() | ApproveContact() | DropContact():
            await change_book(desk, services, operation, ask, dispatch)
            return None
        case _:
            return await _change_identity(desk, services, operation, ask, dispatch)


async def _supply(services: Services, operation: Operation, ask: SupplyAsk, dispatch: Dispatch) -> Receipt | None:
    request_id, identity_id, wallets = operation.id, operation.identity_id, services.wallets
    match ask:
        case IssueToken(symbol, name, decimals, salt, amount):
            issued = await wallets.issue_token(
                identity_id, request_id, symbol=symbol, name=name, decimals=decimals, salt=salt, amount=amount
            )
            dispatch(TokenAccepted(request_id, identity_id, issued.token, issued.balance))
            return None
        case MintToken(token_id, amount, memo):
            receipt = await wallets.mint(identity_id, request_id, token_id, amount, memo)
        case BurnToken(token_id, amount, memo):
            receipt = await wallets.burn(identity_id, request_id, token_id, amount, memo)
        case _:
            assert_never(ask)
    await _tell_supply(services, operation, ask.token_id, receipt, dispatch)
    return receipt


async def _change_identity(
    desk: Desk, services: Services, operation: Operation, ask: IdentityAsk | PersonAsk, dispatch: Dispatch
) -> Item | FoundedAlone | None:
    identity_id, request_id, identities = operation.identity_id, operation.id, services.identities
    changed: Identity | Item | FoundedAlone | None = None
    match ask:
        case RenameIdentity(name):
            changed = await identities.rename(identity_id, name, request_id=request_id, actor=operation.actor)
        case SetIdentityStatus():
            changed = await _set_status(desk, services, operation, ask, dispatch)
        case CloseIdentity(sweep_to):
            changed = await identities.close(identity_id, sweep_to, actor=operation.signer, request_id=request_id)
        case FoundGroup():
            changed = await _found(desk, services, operation, ask, dispatch)
        case AppointSuccessor(successor):
            await people.appoint(desk, services, operation, successor, dispatch)
        case _:
            assert_never(ask)
    if isinstance(changed, Identity):
        await _tell_changed(services, operation, changed, dispatch)
        return None
    return changed


async def _found(
    desk: Desk, services: Services, operation: Operation, ask: FoundGroup, dispatch: Dispatch
) -> Item | FoundedAlone | None:
    """Found a group, and ask those who are to join it from other desktops."""
    await people.found(desk, services, operation, ask.founding, dispatch)
    if ask.invited is None:
        return None
    group_id = ask.founding.group_id
    try:
        item = await invite(desk, services, operation, group_id, ChangeSigners(ask.invited, 1, ""))
    except ServiceError as error:
        if error.undecided:
            raise
        # The group is there: that must not be told as a refusal.
        return FoundedAlone(group_id, error.problem)
    dispatch(ItemLearned(item))
    return item


async def _set_status(
    desk: Desk, services: Services, operation: Operation, ask: SetIdentityStatus, dispatch: Dispatch
) -> Identity | Item:
    """Freeze or unfreeze; where a group's ADMINs must agree, sign what asks them: ending a freeze as one of them."""
    whose, actor = ask.identity_id, operation.signer
    answer = await services.identities.set_status(whose, ask.status, ask.reason, actor=actor, request_id=operation.id)
    if not isinstance(answer, Item):
        return answer
    matter = answer.proposal.matter
    wanted = FreezeMatter() if ask.status is IdentityStatus.FROZEN else UnfreezeMatter(_frozen_for(matter))
    check(operation, answer.proposal, wanted, ask.reason, whose=whose)
    item = await agree(desk, services, operation, answer)
    dispatch(ItemLearned(item))
    return item


def _frozen_for(matter: Matter) -> str:
    """Return why an identity was frozen, which is the node's word."""
    return matter.frozen_for if isinstance(matter, UnfreezeMatter) else ""


async def _tell_changed(services: Services, operation: Operation, changed: Identity, dispatch: Dispatch) -> None:
    stage = operation.stage
    if isinstance(stage, Sending) and stage.attempt == 1:
        dispatch(IdentityAccepted(operation.id, changed, created=False))
        return
    # An earlier attempt may have done it: then the node repeats its answer, and the identity has changed since.
    with suppress(ServiceError):
        now = await services.identities.get_identity(changed.id)
        dispatch(IdentityAccepted(operation.id, now, created=False))


async def _tell_supply(
    services: Services, operation: Operation, token_id: TokenId, receipt: Receipt, dispatch: Dispatch
) -> None:
    # It was done, whether or not the token's name can be read just now; the balance then comes with its event.
    with suppress(ServiceError):
        token = await services.wallets.get_token(token_id)
        dispatch(TokenAccepted(operation.id, operation.identity_id, token, receipt.balance))
