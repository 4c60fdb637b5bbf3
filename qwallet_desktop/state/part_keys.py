"""Which effect reads which part: the key under which the store runs it, and the kind that its name stands for."""

from collections.abc import Hashable
from typing import Final, assert_never

from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.state.audit import PROOF_KEY, FetchProof
from qwallet_desktop.state.capabilities import FetchCapability
from qwallet_desktop.state.consent import FetchPolicy
from qwallet_desktop.state.explanations import FetchDecision, FetchDecisions
from qwallet_desktop.state.groups import FetchGroup
from qwallet_desktop.state.history import FetchHistoryPage, first_page_key
from qwallet_desktop.state.identities import FetchIdentities
from qwallet_desktop.state.item_actions import FetchDoneItems, FetchItem, FetchOpenItems
from qwallet_desktop.state.item_records import FetchRecord
from qwallet_desktop.state.limits import FetchLimits, FetchLimitsHistory
from qwallet_desktop.state.part import Kind, Part
from qwallet_desktop.state.shared_books import FetchBook
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
        (FetchOpenItems, Kind.OPEN_ITEMS),
        (FetchDoneItems, Kind.DONE_ITEMS),
        (FetchItem, Kind.ITEM),
        (FetchRecord, Kind.RECORD),
        (FetchCapability, Kind.SIGNING),
        (FetchGroup, Kind.GROUP),
        (FetchBook, Kind.BOOK),
        (FetchLimits, Kind.LIMITS),
        (FetchLimitsHistory, Kind.LIMITS_HISTORY),
        (FetchPolicy, Kind.POLICY),
        (FetchDecisions, Kind.DECISIONS),
        (FetchDecision, Kind.DECISION),
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
        case Kind.OPEN_ITEMS:
            return FetchOpenItems().exclusive
        case Kind.DONE_ITEMS:
            return FetchDoneItems().exclusive
        case Kind.ITEM:
            return FetchItem(ItemId(part.detail)).exclusive
        case Kind.RECORD:
            return FetchRecord(ItemId(part.detail)).exclusive
        case Kind.SIGNING:
            return FetchCapability(IdentityId(part.identity_id)).exclusive
        case Kind.GROUP:
            return FetchGroup(IdentityId(part.identity_id)).exclusive
        case Kind.BOOK:
            return FetchBook(IdentityId(part.identity_id)).exclusive
        case Kind.LIMITS:
            return FetchLimits(IdentityId(part.identity_id)).exclusive
        case Kind.LIMITS_HISTORY:
            return FetchLimitsHistory(IdentityId(part.identity_id), LimitScope(part.detail)).exclusive
        case Kind.POLICY:
            return FetchPolicy(IdentityId(part.identity_id)).exclusive
        case Kind.DECISIONS:
            return FetchDecisions(IdentityId(part.identity_id)).exclusive
        case Kind.DECISION:
            return FetchDecision(TransferId(part.detail)).exclusive
        case _:
            assert_never(part.kind)
