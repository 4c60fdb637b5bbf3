"""Has the node do what an operation asks for, under its request id, and tells those whom the outcome concerns."""

from contextlib import suppress
from typing import assert_never

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.table import Dispatch
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import BurnToken, Command, IssueToken, MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.operation import Operation, Result, Sending
from qwallet_desktop.state.tokens import TokenAccepted
from qwallet_desktop.state.transfers import PaymentDraft, TransferCompleted


async def carry_out(desk: Desk, operation: Operation, dispatch: Dispatch) -> Result | None:
    """Have the node do it; return its receipt where something was moved by it alone.

    Raises:
        ServiceError: It did not, or that is not known.
    """
    request_id, identity_id, ask = operation.id, operation.identity_id, operation.ask
    services = await desk.online()
    match ask:
        case PaymentDraft(recipient, token_id, amount, memo):
            receipt = await services.wallets.transfer(identity_id, request_id, recipient, token_id, amount, memo)
            dispatch(TransferCompleted(request_id, identity_id, receipt))
            return receipt
        case Order(payments, mode):
            decided = await services.wallets.transfer_batch(identity_id, request_id, mode, payments)
            dispatch(BatchDecided(request_id, identity_id, decided))
            return decided
        case _:
            return await _commanded(services, operation, ask, dispatch)


async def _commanded(services: Services, operation: Operation, command: Command, dispatch: Dispatch) -> Receipt | None:
    request_id, identity_id = operation.id, operation.identity_id
    wallets, identities = services.wallets, services.identities
    match command:
        case IssueToken(symbol, name, decimals, salt, amount):
            issued = await wallets.issue_token(
                identity_id, request_id, symbol=symbol, name=name, decimals=decimals, salt=salt, amount=amount
            )
            dispatch(TokenAccepted(request_id, identity_id, issued.token, issued.balance))
            return None
        case MintToken(token_id, amount, memo):
            receipt = await wallets.mint(identity_id, request_id, token_id, amount, memo)
            await _tell_supply(services, operation, token_id, receipt, dispatch)
            return receipt
        case BurnToken(token_id, amount, memo):
            receipt = await wallets.burn(identity_id, request_id, token_id, amount, memo)
            await _tell_supply(services, operation, token_id, receipt, dispatch)
            return receipt
        case RenameIdentity(name):
            changed = await identities.rename(identity_id, name, request_id=request_id)
        case SetIdentityStatus(whose, status, reason):
            changed = await identities.set_status(whose, status, reason, actor=identity_id, request_id=request_id)
        case _:
            assert_never(command)
    await _tell_changed(services, operation, changed, dispatch)
    return None


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
