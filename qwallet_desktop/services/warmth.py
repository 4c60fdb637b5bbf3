"""Does ahead, in a thread, what the first requests would otherwise do on the window's loop."""

from importlib import import_module

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.domain.transfers import HistoryPage
from qwallet_desktop.domain.wallets import DailyBalance, WalletContext
from qwallet_desktop.wire.requests import GrantsAnswer, GrantsRequest, Hello
from qwallet_desktop.wire.shapes import adapter

# httpx imports its transport with the first client, and that its loop's side with the first connection.
_LATE_IMPORTS = ("httpcore", "anyio._backends._asyncio")
_FIRST_FORMS: tuple[type, ...] = (
    GrantsRequest,
    GrantsAnswer,
    tuple[Identity, ...],
    Hello,
    tuple[Token, ...],
    WalletContext,
    HistoryPage,
    tuple[DailyBalance, ...],
)


def warm() -> None:
    """Import what the first request needs and build the readers of the first answers: 60 ms."""
    for name in _LATE_IMPORTS:
        import_module(name)
    for form in _FIRST_FORMS:
        adapter(form).rebuild()
