"""What several tests do in the window: settling in, and taking its node away."""

import os
import signal

from qwallet_desktop.app import Program
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.self_test import create_identity, create_wallet, issue, switch_identity
from qwallet_desktop.state.health import is_up
from qwallet_desktop.ui.hand import Hand
from tests.helpers.processes import children


def did_of(program: Program, name: str) -> IdentityId:
    """Return the identity of a name."""
    known = program.store.state.identities.known
    return next(identity.id for identity in known.values() if identity.name == name)


async def settle_in(hand: Hand, program: Program) -> IdentityId:
    """Make Ada, who is active and has 1,000.00 QTK, and Ben, who is returned."""
    await create_wallet(hand, program, "Ada")
    await create_identity(hand, program, "Ben")
    await switch_identity(hand, program, "Ada")
    await issue(hand, "1,000.00")
    return did_of(program, "Ben")


def kill_node() -> None:
    """Kill the node's process; the program starts another one."""
    for pid in children(os.getpid()):
        os.kill(pid, signal.SIGKILL)


async def take_node_away(hand: Hand, program: Program) -> None:
    """Stop the node, and keep every new one from coming up, by a ledger that nobody may open."""
    ledger = program.options.folder / "node" / "ledger.sqlite"
    ledger.rename(ledger.with_suffix(".away"))
    ledger.mkdir()
    kill_node()
    await hand.until(lambda: not is_up(program.store.state.health), "the node is away")


def give_node_back(program: Program) -> None:
    """Let the next node come up, on the ledger as it was."""
    ledger = program.options.folder / "node" / "ledger.sqlite"
    ledger.rmdir()
    ledger.with_suffix(".away").rename(ledger)
