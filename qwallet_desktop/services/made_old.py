"""What an event makes old among the kept answers."""

from qwallet_desktop.domain.events import Event, IdentityChanged, ItemChanged, TokenIssued, TransferPosted
from qwallet_desktop.services.cache import Cache


def drop_made_old(cache: Cache, event: Event) -> None:
    """Drop the answers that no longer hold once this has happened; a few microseconds, however many are kept."""
    if cache.is_empty:
        return
    cache.invalidate(event.identity_id)
    match event.fact:
        case IdentityChanged(identity):
            cache.invalidate(identity.id)
            cache.invalidate(None, "identities")
            # What others may do can hang on who owns them, and how that one is.
            cache.invalidate_matching("identities", None, "wallet")
        case ItemChanged():
            cache.invalidate(None, "items")
        case TokenIssued() | TransferPosted():
            cache.invalidate(None, "tokens")
        case _:
            # It concerns nobody but the one who is told.
            return
