"""Sends what a registered identity asks for to the rules that decide it."""

from typing import assert_never

from qwallet_desktop.node import (
    charters,
    closing,
    contacts,
    founding,
    identities,
    notifications,
    rule_changes,
    statuses,
    succession,
    tokens,
    transfers,
    voting,
)
from qwallet_desktop.node.charters import ChangeCharter
from qwallet_desktop.node.closing import Close
from qwallet_desktop.node.commands import Changes, Decided, Governed
from qwallet_desktop.node.contacts import ApproveContact, ProposeContact, RemoveContact
from qwallet_desktop.node.founding import Found
from qwallet_desktop.node.identities import Rename, SetStatus
from qwallet_desktop.node.movements import Answer, Turn
from qwallet_desktop.node.notifications import MarkRead
from qwallet_desktop.node.rule_changes import SetLimits, SetPolicy
from qwallet_desktop.node.succession import Succeed
from qwallet_desktop.node.tokens import Burn, Issue, Mint
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.voting import ExecuteItem, SignItem


def decided(turn: Turn, ask: Decided) -> Answer:
    """Decide one ask.

    Raises:
        Refused: What the rules say against it.
    """
    match ask:
        case Pay():
            return transfers.pay(turn, ask)
        case Issue() | Mint() | Burn():
            return tokens.decide(turn, ask)
        case MarkRead():
            return notifications.mark_read(turn, ask)
        case Rename() | SetStatus() | Found() | Close() | Succeed():
            return _of_identities(turn, ask)
        case _:
            return _of_rules(turn, ask)


def _of_identities(turn: Turn, ask: Changes) -> Answer:
    match ask:
        case Rename():
            return identities.rename(turn, ask)
        case SetStatus():
            return statuses.set_status(turn, ask)
        case Found():
            return founding.found(turn, ask)
        case Close():
            return closing.close(turn, ask)
        case Succeed():
            return succession.succeed(turn, ask)
        case _:
            assert_never(ask)


def _of_rules(turn: Turn, ask: Governed) -> Answer:
    match ask:
        case SignItem() | ExecuteItem():
            return voting.decide(turn, ask)
        case ProposeContact() | ApproveContact() | RemoveContact():
            return contacts.decide(turn, ask)
        case SetPolicy() | SetLimits():
            return rule_changes.decide(turn, ask)
        case ChangeCharter():
            return charters.propose(turn, ask)
        case _:
            assert_never(ask)
