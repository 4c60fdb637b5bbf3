"""Two desktops without windows, each with its own folder, vault and store, on one node that serves them both.

Usage:

    async with two_desktops(tmp_path) as (node, ada, ben):
        await ada.join("Ada", node.invite(may_issue=True))
        await ben.join("Ben", node.invite())
        company = await found("Acme", {ada: "ISA", ben: "S"}, threshold=2)
        item = await ada.pay(company, ben.me, token_id, "25.00")
        ...

`wait` and `until` look at a desktop's own state, which changes by the node's events; nobody polls the node.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import Identity, IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId
from qwallet_desktop.domain.item_status import is_initiated
from qwallet_desktop.domain.multisig import Choice, Item, proposal_hash
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.desk import Desk
from qwallet_desktop.effects.online import Services
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.effects.served_node import ServedNodeRunner
from qwallet_desktop.settings import Preferences
from qwallet_desktop.settings.served_node import ServedNode, chosen_node
from qwallet_desktop.state.asks import Command, DecideItem
from qwallet_desktop.state.health import StartNode
from qwallet_desktop.state.identities import CreateIdentity, LoadIdentities
from qwallet_desktop.state.lock import InspectVault
from qwallet_desktop.state.navigation import AskOnSheet, CloseSheet, OpenSheet
from qwallet_desktop.state.operation import Made, Operation, Refused, has_ended
from qwallet_desktop.state.root import Action, State, connected, initial_state, reduce
from qwallet_desktop.state.sheets import NewIdentitySheet
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.submission import Refused as NotMade
from qwallet_desktop.state.transfers import NewPayment, PaymentDraft, SubmitTransfer
from qwallet_desktop.state.vault_commands import Hidden
from tests.flow.desk import new_id
from tests.keys.builders import make_lock
from tests.keys.fakes import FolderKeyStore

PATIENCE = 30.0
REPOSITORY = Path(__file__).parents[2]
ROLES = {"V": Role.VIEWER, "I": Role.INITIATOR, "S": Role.SIGNER, "A": Role.ADMIN, "U": Role.AUDITOR}


class NotDoneError(Exception):
    """What a desktop asked for was refused."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value, dict(problem.facts))
        self.problem = problem


@dataclass(frozen=True)
class Served:
    """A node in a process of its own, started as its operator does."""

    folder: Path
    url: str
    node_id: str
    process: "subprocess.Popen[str]"
    database: str = ""

    def invite(self, *, may_issue: bool = False, hours: int = 72) -> str:
        """Make an invitation as its operator does, while it serves."""
        options = ["--hours", str(hours), *(["--may-issue"] if may_issue else [])]
        options += ["--database", self.database] if self.database else []
        command = [sys.executable, "-m", "qwallet_desktop.cli", "node", "invite", "--folder", str(self.folder)]
        return subprocess.run([*command, *options], capture_output=True, text=True, check=True).stdout.strip()

    def put_forward(self, hours: float) -> None:
        """Put the clock of a node that was served with `steered` so far ahead of the true time."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{3600 * hours}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "later\n"


@contextlib.contextmanager
def served_node(folder: Path, *, port: int = 0, database: str = "", steered: bool = False) -> Iterator[Served]:
    """Serve a node from a folder until the end of the block.

    Args:
        folder: The node's data folder.
        port: Where it listens; 0 takes a free one.
        database: A PostgreSQL database instead of the folder's own.
        steered: Its clock can be put forward (`Served.put_forward`).
    """
    command = [sys.executable, "-m", "qwallet_desktop.cli", "node", "serve", "--folder", str(folder)]
    command += ["--port", str(port), *(["--database", database] if database else [])]
    if steered:
        command = [sys.executable, "-m", "tests.flow.served_later", str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=REPOSITORY) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            node_id = process.stdout.readline().strip().removeprefix("node ")
            yield Served(folder, url, node_id, process, database)
        finally:
            process.terminate()


class Desktop:
    """One desktop without its window: a vault of its own, and the node that others run.

    Args:
        folder: Its data folder.
        url: Where the node is; None takes what the folder remembers.
    """

    def __init__(self, folder: Path, url: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        qlock = make_lock(folder / "vault", FolderKeyStore(folder / "keyring"), random=os.urandom)
        self.served: ServedNode | None = chosen_node(folder, url)
        assert self.served is not None
        self.runner = ServedNodeRunner(folder, self.served)
        self.desk = Desk(folder, qlock, self._make_runner, _now, os.urandom, lambda: None)
        first = initial_state(Preferences(), served=self.served.url)
        self.store: Store[State, Action] = Store(first, reduce, performer(self.desk), crashed)
        self._changed = asyncio.Event()
        self.store.watch(self._changed.set)

    async def _make_runner(self) -> ServedNodeRunner:
        return self.runner

    @property
    def state(self) -> State:
        """What it knows now."""
        return self.store.state

    @property
    def me(self) -> IdentityId:
        """Its first identity."""
        return self.desk.qlock.held()[0]

    async def services(self) -> Services:
        """Its clients, for what a test does by another door."""
        return await self.desk.online()

    async def until(self, what: Callable[[State], bool]) -> State:
        """Wait until its state is as wanted."""
        async with asyncio.timeout(PATIENCE):
            while not what(self.state):
                self._changed.clear()
                await self._changed.wait()
        return self.state

    async def start(self, *, new: bool = True) -> None:
        """Make a vault, or open the one that is there, and wait for the node."""
        if new:
            await self.desk.qlock.create(None)
        self.store.dispatch(StartNode())
        self.store.dispatch(InspectVault())
        await self.until(connected)
        if self.desk.qlock.held():
            await self.until(lambda state: state.health.live)

    async def close(self) -> None:
        """End it as quitting does."""
        await self.store.close()
        await self.desk.close()
        self.desk.qlock.close()

    async def join(self, name: str, invitation: str = "", *, owner: IdentityId | None = None) -> Identity:
        """Register an identity, by an invitation or an owner.

        Raises:
            NotDoneError: The node did not.
        """
        request_id = new_id()
        given = Hidden(invitation) if invitation else None
        before = len(self.state.identities.known)
        self.store.dispatch(CreateIdentity(request_id, name, owner, invitation=given))
        state = await self.until(
            lambda now: len(now.identities.known) > before or isinstance(now.identities.submission, NotMade)
        )
        if isinstance(state.identities.submission, NotMade):
            raise NotDoneError(state.identities.submission.problem)
        # News come once somebody is there to have them.
        await self.until(lambda now: now.health.live)
        return next(one for one in state.identities.known.values() if one.name == name)

    async def ask(self, whose: IdentityId, command: Command, actor: IdentityId | None = None) -> Operation:
        """Have something done as a sheet asks for it, and wait until it has ended.

        Raises:
            NotDoneError: It was refused.
        """
        request_id = new_id()
        # A new sheet: where what was asked before is done, the old one is about to close, and takes no click.
        for step in (OpenSheet(NewIdentitySheet()), CloseSheet()):
            self.store.dispatch(step)
        self.store.dispatch(AskOnSheet(request_id, whose, command, _now(), actor))
        return await self._ended(request_id)

    async def pay(
        self, sender: IdentityId, recipient: IdentityId, token_id: TokenId, amount: str, memo: str = ""
    ) -> Item | None:
        """Pay in the name of the first identity; return the item where others have to agree.

        Raises:
            NotDoneError: It was refused.
        """
        before = frozenset(self.state.multisig.known)
        request_id, actor = new_id(), None if sender == self.me else self.me
        draft = PaymentDraft(recipient, token_id, amount, memo)
        self.store.dispatch(NewPayment(sender))
        self.store.dispatch(SubmitTransfer(sender, request_id, draft, _now(), actor))
        # The node tells of the item before its initiator has signed it: only then others may.
        state = await self.until(
            lambda now: (known := now.operations.known.get(request_id)) is not None and has_ended(known)
        )
        stage = state.operations.known[request_id].stage
        if isinstance(stage, Refused):
            raise NotDoneError(stage.problem)
        return next(iter(_new(state, before, draft)), None)

    async def decide(self, item_id: ItemId, choice: Choice = Choice.SIGN, reason: str = "") -> Operation:
        """Sign, reject or cancel an item that has arrived here, in the name of the first identity.

        Raises:
            NotDoneError: It was refused.
        """
        item = await self.item(item_id)
        node_id = (await self.services()).address.node_id
        asked = DecideItem(item_id, choice, reason, proposal_hash(item.proposal, node_id))
        return await self.ask(self.me, asked)

    async def item(self, item_id: ItemId, when: Callable[[Item], bool] = is_initiated) -> Item:
        """Wait until an item has arrived, by the node's events, and is as wanted: its initiator has signed it."""

        def come(state: State) -> bool:
            known = state.multisig.known.get(item_id)
            return known is not None and when(known)

        return (await self.until(come)).multisig.known[item_id]

    async def _ended(self, request_id: str) -> Operation:
        def ended(state: State) -> bool:
            known = [one for one in state.operations.known.values() if one.id == request_id]
            return bool(known) and has_ended(known[0])

        state = await self.until(ended)
        operation = next(one for one in state.operations.known.values() if one.id == request_id)
        if isinstance(operation.stage, Refused):
            raise NotDoneError(operation.stage.problem)
        assert isinstance(operation.stage, Made), operation.stage
        return operation


@contextlib.asynccontextmanager
async def desktop(folder: Path, url: str | None = None, *, new: bool = True) -> AsyncIterator[Desktop]:
    """Run one desktop; `new` makes its vault."""
    made = Desktop(folder, url)
    try:
        await made.start(new=new)
        yield made
    finally:
        await made.close()


@contextlib.asynccontextmanager
async def two_desktops(folder: Path, *, steered: bool = False) -> AsyncIterator[tuple[Served, Desktop, Desktop]]:
    """Serve a node, and run two desktops on it that know nothing of each other."""
    with served_node(folder / "served", steered=steered) as node:
        async with desktop(folder / "one", node.url) as one, desktop(folder / "other", node.url) as other:
            yield node, one, other


async def found(
    name: str, roles: Mapping[Desktop, str], *, threshold: int, initiator_counts: bool = False, expiry_hours: int = 72
) -> IdentityId:
    """Found a company of the desktops' first identities at once, each signing with the key in its own vault.

    Args:
        name: What it is called.
        roles: Of each desktop by their first letters, as "SA" for SIGNER and ADMIN; the first one founds.
        threshold: So many of the SIGNERs decide.
        initiator_counts: Whether who proposes counts to it.
        expiry_hours: How long proposals wait.
    """
    first = next(iter(roles))
    members = tuple(Member(one.me, tuple(ROLES[letter] for letter in each)) for one, each in roles.items())
    charter = Charter(members, threshold, initiator_counts, expiry_hours)
    services = await first.services()
    founding = Founding(
        IdentityType.ENTERPRISE, name, charter, first.me, services.address.node_id, os.urandom(16).hex()
    )
    signatures = [
        FoundingSignature(one.me, (await one.desk.qlock.sign(one.me, founding.message())).hex()) for one in roles
    ]
    await services.identities.found_group(founding, signatures, actor=first.me, request_id=new_id())
    for one in roles:
        one.store.dispatch(LoadIdentities())
        await one.until(lambda state: founding.group_id in state.identities.known)
    return founding.group_id


def _new(state: State, before: frozenset[ItemId], draft: PaymentDraft) -> list[Item]:
    known = state.multisig.known
    return [
        known[each]
        for each in known
        if each not in before and getattr(known[each].proposal.matter, "memo", None) == draft.memo
    ]


def _now() -> datetime:
    return datetime.now(UTC)


__all__ = ["Desktop", "NotDoneError", "Served", "desktop", "found", "served_node", "two_desktops"]
