"""Which action has which part read."""

from typing import assert_never

from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId, TransferId
from qwallet_desktop.domain.limits import LimitScope
from qwallet_desktop.state import history
from qwallet_desktop.state.audit import LoadProof
from qwallet_desktop.state.capabilities import LoadCapability
from qwallet_desktop.state.consent import LoadPolicy
from qwallet_desktop.state.explanations import LoadDecision, LoadDecisions
from qwallet_desktop.state.groups import LoadGroup
from qwallet_desktop.state.identities import LoadIdentities
from qwallet_desktop.state.item_actions import LoadDoneItems, LoadItem, LoadOpenItems
from qwallet_desktop.state.item_records import LoadRecord
from qwallet_desktop.state.limits import LoadLimits, LoadLimitsHistory
from qwallet_desktop.state.part import Kind, Part
from qwallet_desktop.state.shared_books import LoadBook
from qwallet_desktop.state.tokens import LoadTokens
from qwallet_desktop.state.wallets import LoadDaily, LoadWallet
from qwallet_desktop.state.whole import Action, State


def load(state: State, part: Part) -> Action:
    """Return the action that has a part read."""
    match part.kind:
        case Kind.IDENTITIES:
            return LoadIdentities()
        case Kind.TOKENS:
            return LoadTokens()
        case Kind.OVERVIEW:
            return LoadWallet(IdentityId(part.identity_id))
        case Kind.LINE:
            return LoadDaily(IdentityId(part.identity_id), TokenId(part.detail))
        case Kind.TABLE:
            owner = IdentityId(part.identity_id)
            return history.ShowHistory(owner, history.table(state.history, owner).query)
        case Kind.PROOF:
            return LoadProof(TransferId(part.detail))
        case Kind.OPEN_ITEMS:
            return LoadOpenItems(state.multisig.reading + 1)
        case Kind.DONE_ITEMS:
            return LoadDoneItems()
        case Kind.ITEM:
            return LoadItem(ItemId(part.detail))
        case Kind.RECORD:
            return LoadRecord(ItemId(part.detail))
        case Kind.SIGNING:
            return LoadCapability(IdentityId(part.identity_id))
        case Kind.GROUP:
            return LoadGroup(IdentityId(part.identity_id))
        case Kind.BOOK:
            return LoadBook(IdentityId(part.identity_id))
        case Kind.LIMITS:
            return LoadLimits(IdentityId(part.identity_id))
        case Kind.LIMITS_HISTORY:
            return LoadLimitsHistory(IdentityId(part.identity_id), LimitScope(part.detail))
        case Kind.POLICY:
            return LoadPolicy(IdentityId(part.identity_id))
        case Kind.DECISIONS:
            return LoadDecisions(IdentityId(part.identity_id))
        case Kind.DECISION:
            return LoadDecision(TransferId(part.detail))
        case _:
            assert_never(part.kind)
