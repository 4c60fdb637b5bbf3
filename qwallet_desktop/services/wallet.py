"""Wallets: balances, history, previewing and making payments, and the tokens that are paid with."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.ids import Sequence as Position
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryEntry, HistoryPage, HistoryQuery, Receipt
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext
from qwallet_desktop.services.addressbook import AddressBookMethods
from qwallet_desktop.services.errors import ensure
from qwallet_desktop.services.history_query import query_of
from qwallet_desktop.services.limits import LimitMethods
from qwallet_desktop.services.node_client import Change, NodeClient
from qwallet_desktop.services.payments import PaymentMethods
from qwallet_desktop.wire.requests import (
    AmountRequest,
    ExportPage,
    IssueAnswer,
    IssueRequest,
)

T = TypeVar("T")
Stale: TypeAlias = Callable[[T], None] | None
"""Is called at once with an answer that was kept, but too long to count as fresh; the method returns a fresh one."""

EXPORT_PAGE = 250
"""Entries of a history that are asked for at once while exporting: few enough that reading them holds nothing up."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token that was just declared and its issuer's balance of it."""

    token: Token
    balance: Balance


class WalletService(PaymentMethods, LimitMethods, AddressBookMethods):
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
