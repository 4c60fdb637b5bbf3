"""Run as a program: the whole desktop with its window, a real vault and the system's own keyring, one scene of it.

    python -m tests.flow.real_desk SCENE FOLDER

Prints what it saw as one line of JSON. The scenes `locked` and `careless` then wait for a line, so that their
memory can be looked into; `careless` overwrites nothing, so that such a look is seen to find what is there.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel
from qasync import QEventLoop

from qwallet_desktop.app import Options, Program, make_application
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, NodeId, RequestId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.multisig import Choice, Executed, Item, proposal_hash
from qwallet_desktop.keys import secret
from qwallet_desktop.self_test import create_identity, create_wallet
from qwallet_desktop.state.asks import Command, DecideItem, UpdateLimits
from qwallet_desktop.state.identities import LoadIdentities
from qwallet_desktop.state.lock import LockNow, Phase, Slot, hides_screen
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, OpenSheet
from qwallet_desktop.state.operation import Made
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import NewIdentitySheet
from qwallet_desktop.state.vault_commands import Hidden, SetPassphrase
from qwallet_desktop.ui.hand import Hand
from tests.flow.desk import new_id, now
from tests.keys.builders import PHRASE


class Scene:
    """One run of the program, and what is done in it."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self.program = Program(application, Options(folder))
        self.hand = Hand(self.program.shell, patience=10)

    async def __aenter__(self) -> "Scene":
        self.program.show()
        await self.program.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.program.close()
        self.program.shell.close()
        self.program.shell.deleteLater()

    def said(self) -> str:
        """Return all that is on the screen."""
        return "\n".join(label.text() for label in self.hand.seen(QLabel))

    async def settle(self, *, behind_passphrase: bool = False) -> None:
        """Make a wallet with Ada, Ben, and their company, in which both have to sign."""
        await (self._create_behind_passphrase() if behind_passphrase else create_wallet(self.hand, self.program, "Ada"))
        await create_identity(self.hand, self.program, "Ben")
        ada, ben = self.program.desk.qlock.held()
        services = await self.program.desk.online()
        both = (Role.INITIATOR, Role.SIGNER, Role.ADMIN)
        charter = Charter((Member(ada, both), Member(ben, both)), 2, initiator_counts=True)
        node_id = services.address.node_id
        founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, ada, node_id, os.urandom(16).hex())
        signed = [
            FoundingSignature(each, (await self.program.desk.qlock.sign(each, founding.message())).hex())
            for each in (ada, ben)
        ]
        await services.identities.found_group(founding, signed, actor=ada, request_id=new_id())
        self.program.store.dispatch(LoadIdentities())
        await self.hand.until(lambda: founding.group_id in self.state.identities.known, "the company")

    async def _create_behind_passphrase(self) -> None:
        """Go through the first run where there is no keyring."""
        await self.hand.press("Create a new wallet")
        await self.hand.fill("Passphrase", PHRASE)
        await self.hand.fill("The same passphrase again", PHRASE)
        await self.hand.press("Create wallet")
        await self.hand.press("Show the words")
        words = await self.hand.until(self._words, "the words")
        positions = self.state.lock.positions
        await self.hand.press("I have written them down")
        for position in positions:
            await self.hand.fill(f"Word {position}", words[position - 1])
        await self.hand.press("Check")
        await self.hand.fill("Name", "Ada")
        await self.hand.press("Create identity")
        await self.hand.until(lambda: self.state.identities.active, "Ada")

    def _words(self) -> list[str]:
        words = self.state.lock.words
        return words.text.split() if words is not None else []

    @property
    def state(self) -> State:
        """What the program knows now."""
        return self.program.store.state

    def ask(self, whose: IdentityId, command: Command, actor: IdentityId | None = None) -> RequestId:
        """Have something done as a sheet asks for it."""
        request_id = new_id()
        for step in (OpenSheet(NewIdentitySheet()), CloseSheet()):
            self.program.store.dispatch(step)
        self.program.store.dispatch(AskOnSheet(request_id, whose, command, now(), actor))
        return request_id

    async def propose(self, base: int) -> Item:
        """Have Ada ask for limits of the company after version `base`, which Ben has to sign, too."""
        ada = self.program.desk.qlock.held()[0]
        company = next(one.id for one in self.state.identities.known.values() if one.type is IdentityType.ENTERPRISE)
        limits = Limits(max_transactions_per_hour=50 + base)
        request_id = self.ask(company, UpdateLimits(LimitScope.IDENTITY, limits, base, "busy"), ada)
        operation = await self.hand.until(lambda: self._made(request_id), "the item")
        assert isinstance(operation.receipt, Item)
        return operation.receipt

    def decide(self, item: Item) -> RequestId:
        """Have Ben sign an item."""
        proposal, ben = item.proposal, self.program.desk.qlock.held()[1]
        node_id = self.program.desk.connected.address.node_id if self.program.desk.connected else NodeId("")
        return self.ask(ben, DecideItem(proposal.item_id, Choice.SIGN, "", proposal_hash(proposal, node_id)))

    async def executed(self, item: Item) -> bool:
        """Wait until an item has been carried out."""
        item_id = item.proposal.item_id
        return await self.hand.until(lambda: self._is_executed(item_id), "the item carried out")

    async def sign_one(self, base: int) -> bool:
        """Propose, sign, and see it carried out."""
        item = await self.propose(base)
        self.decide(item)
        return await self.executed(item)

    def _made(self, request_id: RequestId) -> Made | None:
        operation = self.state.operations.known.get(request_id)
        return operation.stage if operation is not None and isinstance(operation.stage, Made) else None

    def _is_executed(self, item_id: ItemId) -> bool:
        known = self.state.multisig.known.get(item_id)
        return known is not None and isinstance(known.closing, Executed)


async def keyring_scene(application: QApplication, folder: Path) -> dict[str, object]:
    """Sign by keys that the system's keyring opens, before and after a restart; Lock only hides."""
    seen: dict[str, object] = {}
    async with Scene(application, folder) as scene:
        await scene.settle()
        seen["slot"] = scene.state.lock.slot
        seen["signed"] = await scene.sign_one(0)
        scene.program.store.dispatch(LockNow())
        await scene.hand.until(lambda: "The screen is hidden" in scene.said(), "the lock screen")
        seen["says that it only hides"] = "this hides what is on the screen and nothing more" in scene.said()
    async with Scene(application, folder) as scene:
        await scene.hand.until(lambda: len(scene.state.identities.known) > 2 and scene.state.health.live, "all again")
        seen["signed after a restart"] = await scene.sign_one(1)
    return seen


async def passphrase_scene(application: QApplication, folder: Path) -> dict[str, object]:
    """Sign by keys behind a passphrase; while locked, signing waits for it and then goes on."""
    seen: dict[str, object] = {}
    async with Scene(application, folder) as scene:
        await scene.settle()
        scene.program.store.dispatch(SetPassphrase(Hidden(PHRASE), None))
        await scene.hand.until(lambda: scene.state.lock.slot is Slot.PASSPHRASE, "the passphrase")
        seen["signed"] = await scene.sign_one(0)
        item = await scene.propose(1)
        scene.program.store.dispatch(LockNow())
        await scene.hand.until(lambda: "Your keys open with your passphrase." in scene.said(), "the lock screen")
        request_id = scene.decide(item)
        waits = await scene.hand.until(lambda: scene.state.operations.known.get(request_id), "the signature waits")
        await scene.hand.until(
            lambda: hold_up(scene.state, scene.state.operations.known[waits.id]) is HoldUp.UNLOCK, "what it waits for"
        )
        await scene.hand.until(lambda: "1 operation waits for you to unlock." in scene.said(), "what it says of that")
        await scene.hand.fill("Passphrase", PHRASE)
        await scene.hand.press("Unlock")
        seen["signed once unlocked"] = await scene.executed(item)
    async with Scene(application, folder) as scene:
        await scene.hand.fill("Passphrase", PHRASE)
        await scene.hand.press("Unlock")
        await scene.hand.until(lambda: len(scene.state.identities.known) > 2 and scene.state.health.live, "all again")
        seen["signed after a restart"] = await scene.sign_one(2)
    return seen


async def locked_scene(application: QApplication, folder: Path) -> dict[str, object]:
    """Use every key behind a passphrase, lock, and be looked into."""
    async with Scene(application, folder) as scene:
        await scene.settle(behind_passphrase=True)
        await scene.sign_one(0)
        scene.program.store.dispatch(LockNow())
        await scene.hand.until(lambda: scene.state.lock.phase is Phase.LOCKED, "locked")
        await scene.hand.until(lambda: hides_screen(scene.state.lock), "the lock screen")
        tell({"locked": True})
        await asyncio.to_thread(sys.stdin.readline)
    return {}


async def silent_scene(application: QApplication, folder: Path) -> dict[str, object]:
    """Start while the keyring hangs: the window lives and says so; when the keyring goes on, so does all else."""
    seen: dict[str, object] = {}
    async with Scene(application, folder) as scene:
        await create_wallet(scene.hand, scene.program, "Ada")
    keyring = keyring_process()
    os.kill(keyring, signal.SIGSTOP)
    scene = Scene(application, folder)
    scene.program.show()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(scene.program.start())
            await scene.hand.until(lambda: hasattr(scene.program, "store") and scene.state.lock.busy, "the question")
            began = time.monotonic()
            await scene.hand.until(lambda: "keyring has not answered yet" in scene.said(), "the sentence")
            seen["seconds until it is said"] = time.monotonic() - began
        seen["longest pause of the window"] = await Ticks().longest(1.0)
        os.kill(keyring, signal.SIGCONT)
        await scene.hand.until(lambda: scene.state.lock.phase is Phase.OPEN, "the vault open")
        await scene.hand.until(lambda: bool(scene.state.identities.known), "the identities")
        seen["goes on"] = True
    finally:
        os.kill(keyring, signal.SIGCONT)
        await scene.__aexit__()
    return seen


class Ticks:
    """Measures how long the loop is away at most."""

    async def longest(self, seconds: float) -> float:
        loop = asyncio.get_running_loop()
        end, before, longest = loop.time() + seconds, loop.time(), 0.0
        while before < end:
            await asyncio.sleep(0.005)
            longest, before = max(longest, loop.time() - before), loop.time()
        return longest


def keyring_process() -> int:
    """Return the process of the Secret Service on this bus."""
    running = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return next(pid for pid in running if is_keyring(pid) and on_this_bus(pid))


def is_keyring(pid: int) -> bool:
    """Tell whether a process is a Secret Service."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("gnome-keyring-d")
    except OSError:
        return False


def on_this_bus(pid: int) -> bool:
    """Tell whether a process was started with the bus that this one has."""
    wanted = f"DBUS_SESSION_BUS_ADDRESS={os.environ['DBUS_SESSION_BUS_ADDRESS']}".encode()
    try:
        return wanted in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


def overwrite_nothing() -> None:
    """Let secrets lie about after their use."""
    vars(secret)["overwrite"] = KEPT.append

    def keep(self: secret.Secret) -> None:
        KEPT.append(self)

    type.__setattr__(secret.Secret, "wipe", keep)


KEPT: list[object] = []
SCENES: dict[str, Callable[[QApplication, Path], Awaitable[dict[str, object]]]] = {
    "keyring": keyring_scene,
    "passphrase": passphrase_scene,
    "locked": locked_scene,
    "careless": locked_scene,
    "silent": silent_scene,
}


def tell(seen: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(seen) + "\n")
    sys.stdout.flush()


def main(name: str, folder: Path) -> None:
    if name == "careless":
        overwrite_nothing()
    application = make_application(sys.argv[:1])

    async def work() -> None:
        seen = await SCENES[name](application, folder)
        if seen:
            tell(seen)

    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        runner.run(work())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
