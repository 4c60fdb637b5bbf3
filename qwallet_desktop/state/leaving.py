"""What follows for others where a person leaves, or where news of an anonymous identity were missed."""

from collections.abc import Callable
from typing import Any, TypeAlias

from qwallet_desktop.state import lazy_actions
from qwallet_desktop.state.aid_actions import AidNewsLost, AskToLeave, Leave
from qwallet_desktop.state.aids import at_stake
from qwallet_desktop.state.navigation import OpenSheet
from qwallet_desktop.state.part import line, overview, table
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.whole import Action, State

_Follow: TypeAlias = Callable[[State, State, Any], list[Action]]


def _leaving(_before: State, after: State, _action: AskToLeave) -> list[Action]:
    """The person wants to end the program: what would be lost by that is said first."""
    return [OpenSheet(LeaveSheet()) if at_stake(after) else Leave()]


def _news_lost(_before: State, after: State, action: AidNewsLost) -> list[Action]:
    """What is known of an anonymous identity may be out of date."""
    identity_id = action.identity_id
    wallet = after.wallets.get(identity_id)
    lines = () if wallet is None else tuple(line(identity_id, token_id) for token_id in wallet.balances)
    return [lazy_actions.Outdate(part) for part in (overview(identity_id), table(identity_id), *lines)]


AIDS_FOLLOW: dict[type, _Follow] = {AskToLeave: _leaving, AidNewsLost: _news_lost}
"""What an action about anonymous identities means to others."""
