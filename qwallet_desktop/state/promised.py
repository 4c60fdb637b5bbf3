"""What waits to be paid can't be promised twice: a wallet less the payments that were asked for and have not left."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from qwallet_desktop.domain.batches import AskedPayment
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.money import PLAIN, Amount, parse_amount
from qwallet_desktop.domain.problems import Refused
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import Keeping, Waiting
from qwallet_desktop.state.operation_line import Operations, is_elsewhere
from qwallet_desktop.state.transfers import PaymentDraft
from qwallet_desktop.state.wallets import Wallet
from qwallet_desktop.state.whole import State


def spendable(state: State, identity_id: IdentityId) -> Wallet | None:
    """Return an identity's wallet with what it has promised held back; the wallet itself where nothing waits.

    What was sent and got no answer may be in the balance already, so it is not held back.
    """
    wallet = state.wallets.get(identity_id)
    if wallet is None or identity_id not in state.operations.lines:
        return wallet
    balances = wallet.balances
    for token_id, units in _promised(state.operations, identity_id, state.tokens.known).items():
        balance = balances.get(token_id)
        if balance is not None:
            balances = balances.set(token_id, _less(balance, units))
    return wallet if balances is wallet.balances else replace(wallet, balances=balances)


def _promised(
    operations: Operations, identity_id: IdentityId, tokens: Mapping[TokenId, Token]
) -> Mapping[TokenId, int]:
    """Sum up, in smallest units, what waits to be paid of each token."""
    units: Counter[TokenId] = Counter()
    for payment in _waiting(operations, identity_id):
        token = tokens.get(payment.token_id)
        if token is None:
            continue
        try:
            units[token.id] += parse_amount(payment.amount, token.id, token.decimals, PLAIN).units
        except Refused:
            continue  # the node will say what is wrong with it
    return units


def _waiting(operations: Operations, identity_id: IdentityId) -> Iterator[PaymentDraft | AskedPayment]:
    for request_id in operations.lines.get(identity_id, ()):
        operation = operations.known[request_id]
        if not isinstance(operation.stage, (Keeping, Waiting)) or is_elsewhere(operations, operation):
            continue
        match operation.ask:
            case PaymentDraft() as draft:
                yield draft
            case Order(payments):
                yield from payments
            case _:
                pass


def _less(balance: Balance, units: int) -> Balance:
    held = Amount(
        balance.held.units + max(0, min(units, balance.available.units)), balance.held.decimals, balance.token_id
    )
    return Balance(balance.settled, held, balance.sequence)
