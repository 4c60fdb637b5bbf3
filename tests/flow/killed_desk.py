"""Run as a program: a desktop without a window, killed (SIGKILL) at a moment that its caller names.

    python -m tests.flow.killed_desk MOMENT FOLDER [SENDER RECIPIENT TOKEN]

`prepare` makes a wallet with a token; `finish` waits until all operations have ended. Each prints a
line of JSON. Every other moment is one of sending three payments, at which the process kills itself.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.node.launcher import Launcher
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.health import StartNode
from qwallet_desktop.state.identities import CreateIdentity
from qwallet_desktop.state.lock import InspectVault
from qwallet_desktop.state.operation import Keeping, Made, has_ended
from qwallet_desktop.state.operation_actions import OperationMade, SendOperation, WriteOperations
from qwallet_desktop.state.root import Action, State, connected, initial_state, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.transfers import NewPayment, PaymentDraft, SubmitTransfer, TransferCompleted
from tests.flow.desk import new_id
from tests.keys.builders import make_lock
from tests.keys.fakes import FolderKeyStore

PAYMENTS = 3
Perform = Callable[[Effect, Callable[[Action], None]], Awaitable[None]]


def now() -> datetime:
    return datetime.now(UTC)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying(perform: Perform, moment: str) -> Perform:
    """Perform effects, and die at the moment that was named."""

    async def dies(effect: Effect, dispatch: Callable[[Action], None]) -> None:
        if moment == "before-keeping" and isinstance(effect, WriteOperations) and effect.operations:
            die()
        if moment == "before-sending" and isinstance(effect, SendOperation):
            die()

        def told(action: Action) -> None:
            if moment == "before-the-answer-is-known" and isinstance(action, TransferCompleted):
                die()
            dispatch(action)
            if moment == "before-the-answer-is-kept" and isinstance(action, OperationMade):
                die()

        await perform(effect, told)

    return dies


class Headless:
    """The program without its window."""

    def __init__(self, folder: Path, moment: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        qlock = make_lock(folder / "vault", FolderKeyStore(folder / "keyring"), random=os.urandom)
        self.launcher = Launcher(folder / "node")
        self.desk = Desk(folder, qlock, self.make_launcher, now, os.urandom, lambda: None)
        self.store: Store[State, Action] = Store(
            initial_state(Preferences()), reduce, dying(performer(self.desk), moment), crashed
        )
        self.changed = asyncio.Event()
        self.store.watch(self.changed.set)

    async def make_launcher(self) -> Launcher:
        return self.launcher

    async def until(self, what: Callable[[State], bool]) -> State:
        async with asyncio.timeout(60):
            while not what(self.store.state):
                self.changed.clear()
                await self.changed.wait()
        return self.store.state

    async def start(self) -> None:
        self.store.dispatch(StartNode())
        self.store.dispatch(InspectVault())
        await self.until(connected)

    async def close(self) -> None:
        await self.store.close()
        await self.desk.close()
        self.desk.qlock.close()
        await self.launcher.close()


async def prepare(folder: Path) -> dict[str, str]:
    headless = Headless(folder)
    await headless.desk.qlock.create(None)
    await headless.start()
    for count, name in enumerate(("Ada", "Ben"), 1):
        headless.store.dispatch(CreateIdentity(new_id(), name, None))
        await headless.until(lambda state, count=count: len(state.identities.known) == count)  # type: ignore[misc]
    ada, ben = headless.store.state.identities.order
    wallets = (await headless.desk.online()).wallets
    issued = await wallets.issue_token(
        ada, new_id(), symbol="QTK", name="", decimals=2, salt="0" * 32, amount="1000.00"
    )
    await headless.close()
    return {"sender": ada, "recipient": ben, "token": issued.token.id}


async def pay(folder: Path, moment: str, sender: str, recipient: str, token: str) -> dict[str, str]:
    headless = Headless(folder, moment)
    await headless.start()
    for number in range(PAYMENTS):
        draft = PaymentDraft(recipient, TokenId(token), "1.00", f"payment {number}")
        headless.store.dispatch(NewPayment(IdentityId(sender)))
        headless.store.dispatch(SubmitTransfer(IdentityId(sender), new_id(), draft, now()))
    await headless.until(lambda state: all(map(has_ended, state.operations.known.values())))
    return {"died": "never"}


async def submit_offline(folder: Path, sender: str, recipient: str, token: str) -> None:
    """Die once payments are kept that wait for a node that never came."""
    headless = Headless(folder)
    headless.store.dispatch(InspectVault())
    for number in range(PAYMENTS):
        draft = PaymentDraft(recipient, TokenId(token), "1.00", f"payment {number}")
        headless.store.dispatch(NewPayment(IdentityId(sender)))
        headless.store.dispatch(SubmitTransfer(IdentityId(sender), new_id(), draft, now()))
    await headless.until(
        lambda state: not any(isinstance(one.stage, Keeping) for one in state.operations.known.values())
    )
    die()


async def finish(folder: Path, sender: str) -> dict[str, object]:
    headless = Headless(folder)
    await headless.start()
    state = await headless.until(
        lambda state: state.operations.disk.is_read and all(map(has_ended, state.operations.known.values()))
    )
    wallets = (await headless.desk.online()).wallets
    who = IdentityId(sender)
    await headless.until(lambda state: who in state.identities.known)
    balance = (await wallets.get_balances(who))[0].settled
    page = await wallets.get_transactions(who, HistoryQuery(), 0, 50)
    memos = sorted(entry.transfer.memo for entry in page.entries if entry.transfer.recipient not in {who, None})
    stages = [type(state.operations.known[one].stage).__name__ for one in state.operations.order]
    await headless.close()
    return {"units": balance.units, "memos": memos, "stages": stages, "made": stages.count(Made.__name__)}


async def work(moment: str, folder: Path, arguments: list[str]) -> object:
    match moment:
        case "prepare":
            return await prepare(folder)
        case "finish":
            return await finish(folder, arguments[0])
        case "while-the-node-is-away":
            await submit_offline(folder, arguments[0], arguments[1], arguments[2])
            return None
        case _:
            return await pay(folder, moment, arguments[0], arguments[1], arguments[2])


if __name__ == "__main__":
    with asyncio.Runner() as runner:
        told = runner.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3:]))
    sys.stdout.write(json.dumps(told) + "\n")
