"""Which effect reads which part: the key under which the store runs it, and the kind that its name stands for."""

from collections.abc import Hashable
from typing import Final, assert_never

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.state.audit import PROOF_KEY, FetchProof
from qwallet_desktop.state.history import FetchHistoryPage, first_page_key
from qwallet_desktop.state.identities import FetchIdentities
from qwallet_desktop.state.part import Kind, Part
from qwallet_desktop.state.tokens import FetchTokens
from qwallet_desktop.state.wallets import FetchDaily, FetchWallet

KIND_OF: Final = {
    effect.__name__: kind
    for effect, kind in (
        (FetchIdentities, Kind.IDENTITIES),
        (FetchTokens, Kind.TOKENS),
        (FetchWallet, Kind.OVERVIEW),
        (FetchDaily, Kind.LINE),
        (FetchHistoryPage, Kind.TABLE),
        (FetchProof, Kind.PROOF),
    )
}
"""What the effects read, by their names."""


def key_of(part: Part) -> Hashable:
    """Return the key under which the store runs the reading of a part."""
    match part.kind:
        case Kind.IDENTITIES:
            return FetchIdentities().exclusive
        case Kind.TOKENS:
            return FetchTokens().exclusive
        case Kind.OVERVIEW:
            return FetchWallet(IdentityId(part.identity_id)).exclusive
        case Kind.LINE:
            return FetchDaily(IdentityId(part.identity_id), TokenId(part.detail)).exclusive
        case Kind.TABLE:
            return first_page_key(IdentityId(part.identity_id))
        case Kind.PROOF:
            return PROOF_KEY
        case _:
            assert_never(part.kind)
