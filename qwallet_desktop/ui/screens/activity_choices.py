"""What the activity's filters offer: tokens by symbol, and identities that one may look for."""

from collections.abc import Mapping

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.tokens import Token
from qwallet_desktop.state.history import History
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.ui.people import person

MOST_PEOPLE = 14
Options = tuple[tuple[str, str], ...]


def token_choices(tokens: Mapping[TokenId, Token]) -> Options:
    """Return (id, symbol) of all known tokens; equal symbols carry a part of their id."""
    ordered = sorted((token.symbol, token.id) for token in tokens.values())
    symbols = [symbol for symbol, _ in ordered]
    return tuple(
        (token_id, symbol if symbols.count(symbol) == 1 else f"{symbol} \u00b7 {token_id[4:10]}")
        for symbol, token_id in ordered
    )


def people_choices(identities: Identities, history: History, active: IdentityId | None) -> Options:
    """Return (DID, name) of those in the newest page and some of one's own, by name; a stranger's name is its DID."""
    met = dict.fromkeys(entry.counterparty for entry in history.pages.get(0, ()) if entry.counterparty is not None)
    wanted = [history.query.counterparty] if history.query.counterparty is not None else []
    found = dict.fromkeys([*wanted, *list(met)[:MOST_PEOPLE], *identities.order[:MOST_PEOPLE]])
    named = {did: person(identities, did).name or did for did in found if did != active}
    return tuple(sorted(named.items(), key=lambda item: item[1].casefold()))
