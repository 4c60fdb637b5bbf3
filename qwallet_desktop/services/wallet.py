"""Wallets: balances, history, previewing and making payments, and the tokens that are paid with."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

from qwallet_desktop.domain.batches import (
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentOutcome,
)
from qwallet_desktop.domain.decisions import Decision
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.multisig import Item, PaymentMatter
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry, HistoryPage, HistoryQuery, Receipt
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext
from qwallet_desktop.services.addressbook import AddressBookMethods
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.history_query import query_of
from qwallet_desktop.services.limits import LimitMethods
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.wire.requests import (
    AmountRequest,
    BatchRequest,
    ExportPage,
    IssueAnswer,
    IssueRequest,
    TransferRequest,
)

T = TypeVar("T")
Stale: TypeAlias = Callable[[T], None] | None
"""Is called at once with an answer that was kept, but too long to count as fresh; the method returns a fresh one."""

_MADE_OR_OPENED = cast("type[Receipt | Item]", Receipt | Item)

EXPORT_PAGE = 250
"""Entries of a history that are asked for at once while exporting: few enough that reading them holds nothing up."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token that was just declared and its issuer's balance of it."""

    token: Token
    balance: Balance


class WalletService(LimitMethods, AddressBookMethods):
    """Asks the node about wallets and pays. Every method raises `ServiceError` only.

    Amounts are asked for as decimal text with `.` as the point, unparsed, so that it is the
    node that says what is wrong with them. Writes are signed by the identity that they start from.
    """

    def __init__(self, client: NodeClient) -> None:
        self._client = client

    async def get_context(self, identity_id: IdentityId, *, stale: Stale[WalletContext] = None) -> WalletContext:
        """Read all that the wallet screens of one identity start from."""

        def check(context: WalletContext) -> None:
            ensure(context.identity_id == identity_id, "identity")

        path = ("identities", identity_id, "wallet")
        return await self._client.read(WalletContext, *path, check=check, stale=stale)

    async def get_balances(
        self, identity_id: IdentityId, *, stale: Stale[tuple[Balance, ...]] = None
    ) -> tuple[Balance, ...]:
        """Read the balance of every token that the identity has or had."""
        return await self._client.read(tuple[Balance, ...], "identities", identity_id, "balances", stale=stale)

    async def get_daily_balances(
        self, identity_id: IdentityId, token_id: TokenId, days: int, *, stale: Stale[tuple[DailyBalance, ...]] = None
    ) -> tuple[DailyBalance, ...]:
        """Read one token's balance at the end of each of the last `days` days (UTC), oldest first."""

        def check(daily: tuple[DailyBalance, ...]) -> None:
            ensure(all(one.settled.token_id == token_id for one in daily), "token")

        path = ("identities", identity_id, "balances", token_id, "daily")
        query = (("days", str(days)),)
        return await self._client.read(tuple[DailyBalance, ...], *path, query=query, check=check, stale=stale)

    async def get_transactions(  # noqa: PLR0913 - what a window consists of
        self,
        identity_id: IdentityId,
        query: HistoryQuery,
        offset: int,
        limit: int,
        as_of: Position | None = None,
        *,
        stale: Stale[HistoryPage] = None,
    ) -> HistoryPage:
        """Read a window on an identity's history.

        Args:
            identity_id: Whose history.
            query: Which entries in which order.
            offset: Rank of the first entry, from 0.
            limit: Most entries, up to 500.
            as_of: The ledger position at which the history is to stand still; None for now.
            stale: See `Stale`.
        """

        def check(page: HistoryPage) -> None:
            ensure(page.offset == offset and as_of in {None, page.as_of}, "page")
            ensure(len(page.entries) <= limit, "page")
            ensure(all(entry.identity_id == identity_id for entry in page.entries), "identity")

        window = [("offset", str(offset)), ("limit", str(limit))]
        if as_of is not None:
            window.append(("asOf", str(as_of)))
        return await self._client.read(
            HistoryPage,
            *("identities", identity_id, "transactions"),
            query=(*query_of(query), *window),
            check=check,
            stale=stale,
        )

    async def export_transactions(
        self, identity_id: IdentityId, query: HistoryQuery
    ) -> AsyncGenerator[tuple[HistoryEntry, ...], None]:
        """Read a whole history, oldest first, in slices; the query's order is not used."""
        cursor, more = "", True
        while more:
            page = await self._client.read(
                ExportPage,
                *("identities", identity_id, "transactions", "export"),
                query=(*query_of(query), ("cursor", cursor), ("limit", str(EXPORT_PAGE))),
            )
            ensure(all(entry.identity_id == identity_id for entry in page.entries), "identity")
            more = bool(page.next)
            # A cursor that leads nowhere would be followed for ever.
            ensure(not more or (bool(page.entries) and page.next != cursor), "cursor")
            if page.entries:
                yield page.entries
            cursor = page.next

    async def preview_transfer(  # noqa: PLR0913 - it is what a payment consists of
        self,
        identity_id: IdentityId,
        recipient: str,
        token_id: TokenId,
        amount: str,
        memo: str = "",
        *,
        actor: IdentityId | None = None,
    ) -> Decision:
        """Ask what would happen to a payment that the identity, or `actor` for it, asked for; nothing is written."""
        asker = (("actor", actor),) if actor is not None else ()
        return await self._client.read(
            Decision,
            *("identities", identity_id, "payments", "preview"),
            query=(
                ("recipient", recipient),
                ("tokenId", token_id),
                ("amount", amount),
                ("memo", memo),
                *asker,
            ),
        )

    async def transfer(  # noqa: PLR0913, PLR0917 - it is what a payment consists of
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        recipient: str,
        token_id: TokenId,
        amount: str,
        memo: str = "",
        *,
        actor: IdentityId | None = None,
        expected: str = "",
    ) -> Receipt | Item:
        """Pay; the same request id is carried out once, however often it is asked.

        Args:
            identity_id: Who pays.
            request_id: Names this payment for ever.
            recipient: Who is paid.
            token_id: In what.
            amount: Decimal text.
            memo: What it is for.
            actor: Who signs where that is another: a member of a group.
            expected: The outcome that the person was shown; another one is refused. Empty for none.

        Returns:
            The receipt, or the item that others must agree to first; its proposal says what was asked.
        """
        payment = TransferRequest(recipient, token_id, amount, memo, expected)
        path = ("transfers",) if actor is None else ("identities", identity_id, "transfers")
        answer = await self._client.write(
            _MADE_OR_OPENED, *path, change=Change(actor or identity_id, request_id, payment)
        )
        if isinstance(answer, Item):
            _check_item(answer, identity_id, recipient, token_id)
            return answer
        ensure(answer.transfer.sender == identity_id, "identity")
        ensure(answer.transfer.amount.token_id == token_id, "token")
        ensure(answer.transfer.recipient == recipient, "recipient")
        return answer

    async def transfer_batch(
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        mode: BatchMode,
        payments: Sequence[AskedPayment],
        *,
        actor: IdentityId | None = None,
    ) -> BatchReceipt:
        """Make many payments, in their order; the same request id is carried out once, however often it is asked.

        Args:
            identity_id: Who pays.
            request_id: Names this order for ever.
            mode: Whether one refused payment refuses all; its problem then says which (`of_payment`).
            payments: Up to 500.
            actor: Who signs where that is another.
        """
        asked = tuple(TransferRequest(one.recipient, one.token_id, one.amount, one.memo) for one in payments)
        receipt = await self._client.write(
            BatchReceipt,
            *(("transfers:batch",) if actor is None else ("identities", identity_id, "transfers:batch")),
            change=Change(actor or identity_id, request_id, BatchRequest(mode, asked)),
        )
        ensure(len(receipt.outcomes) == len(asked), "count")
        for outcome, payment in zip(receipt.outcomes, payments, strict=True):
            _check_outcome(outcome, identity_id, payment)
        return receipt

    async def get_tokens(self, *, stale: Stale[tuple[Token, ...]] = None) -> tuple[Token, ...]:
        """List the tokens that the session's identities hold, held or issued."""
        return await self._client.read(tuple[Token, ...], "tokens", stale=stale)

    async def get_token(self, token_id: TokenId) -> Token:
        """Read one token's declaration."""

        def check(token: Token) -> None:
            ensure(token.id == token_id, "token")

        return await self._client.read(Token, "tokens", token_id, check=check)

    async def issue_token(  # noqa: PLR0913 - it is what a declaration consists of
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        *,
        symbol: str,
        name: str,
        decimals: int,
        salt: str,
        amount: str = "",
    ) -> IssuedToken:
        """Declare a token and, unless `amount` is empty, mint that much of it.

        Args:
            identity_id: The issuer.
            request_id: Names this change for ever.
            symbol: 2 to 10 letters and digits.
            name: Up to 60 characters; the symbol if empty.
            decimals: Digits after the point, 0 to 30.
            salt: 32 random hex digits, chosen once for all attempts.
            amount: Decimal text, or empty.
        """
        declared = IssueRequest(symbol, name, decimals, salt, amount)
        answer = await self._client.write(
            IssueAnswer,
            "tokens",
            change=Change(identity_id, request_id, declared),
        )
        ensure(answer.token.issuer == identity_id, "identity")
        return IssuedToken(answer.token, answer.balance)

    async def mint(
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        token_id: TokenId,
        amount: str,
        memo: str = "",
    ) -> Receipt:
        """Create units of a token for its issuer."""
        change = Change(identity_id, request_id, AmountRequest(amount, memo))
        return await self._issuance("mint", token_id, change)

    async def burn(
        self,
        identity_id: IdentityId,
        request_id: RequestId,
        token_id: TokenId,
        amount: str,
        memo: str = "",
    ) -> Receipt:
        """Take units of the issuer's own out of existence."""
        change = Change(identity_id, request_id, AmountRequest(amount, memo))
        return await self._issuance("burn", token_id, change)

    async def _issuance(self, what: str, token_id: TokenId, change: Change) -> Receipt:
        receipt = await self._client.write(Receipt, "tokens", token_id, what, change=change)
        ensure(receipt.transfer.amount.token_id == token_id, "token")
        return receipt


def _check_outcome(outcome: PaymentOutcome, identity_id: IdentityId, payment: AskedPayment) -> None:
    """Refuse an outcome that is about another payment than was asked in its place.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    if isinstance(outcome, PaymentMade):
        made = outcome.receipt.transfer
        ensure(made.sender == identity_id, "identity")
        ensure(made.recipient == payment.recipient, "recipient")
        ensure(made.amount.token_id == payment.token_id, "token")
    if isinstance(outcome, PaymentOpened):
        _check_item(outcome.item, identity_id, payment.recipient, payment.token_id)


def _check_item(item: Item, identity_id: IdentityId, recipient: str, token_id: TokenId) -> None:
    """Refuse an item that is about another payment than was asked; what is signed is compared with more care.

    Raises:
        ServiceError: NODE_ANSWER_INVALID.
    """
    matter = item.proposal.matter
    ensure(item.proposal.identity_id == identity_id, "identity")
    ensure(isinstance(matter, PaymentMatter) and matter.recipient == recipient, "recipient")
    ensure(isinstance(matter, PaymentMatter) and matter.amount.token_id == token_id, "token")
