"""Two hundred payments over a bad network: each is made exactly once or shown as failed, with its reason."""

import os
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from qwallet_desktop.app import Options, Program
from qwallet_desktop.domain.did import did_from_key
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.domain.wallets import Balance
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.history import history
from qwallet_desktop.node.launcher import Launcher, LauncherState, Ready
from qwallet_desktop.self_test import create_identity, create_wallet, issue, switch_identity
from qwallet_desktop.services.node_client import NodeClient
from qwallet_desktop.services.wallet import WalletService
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.navigation import GoTo, Page, Tab
from qwallet_desktop.state.operation import Made, Refused
from qwallet_desktop.state.transfers import NewPayment, PaymentDraft, SubmitTransfer
from qwallet_desktop.ui.hand import Hand
from tests.flow.desk import new_id, now
from tests.flow.fault_proxy import WEIGHTS, FaultProxy, fault_proxy
from tests.flow.window import on_qt, running

PAYMENTS = 200
MOST_OPEN = 12
TOO_MUCH = "99999.00"
STRANGER = did_from_key(bytes(range(32)))
PATIENCE_SECONDS = 240.0


class ProxiedLauncher(Launcher):
    """Starts a real node and gives the proxy's address in place of its own."""

    def __init__(self, folder: Path, proxy: FaultProxy) -> None:
        super().__init__(folder)
        self._proxy = proxy

    async def run(self, report: Callable[[LauncherState], None]) -> None:
        def through_the_proxy(state: LauncherState) -> None:
            match state:
                case Ready(address):
                    report(Ready(replace(address, url=self._proxy.point_to(address.url))))
                case _:
                    report(state)

        await super().run(through_the_proxy)


class ProxiedProgram(Program):
    """The whole program, with a bad network between window and node."""

    def __init__(self, application: QApplication, folder: Path, proxy: FaultProxy) -> None:
        super().__init__(application, Options(folder, memory_keys=True))
        self._proxy = proxy

    async def _begin_node(self) -> None:
        self._launcher = ProxiedLauncher(self.options.folder / "node", self._proxy)


@dataclass
class ScriptedUser:
    """Pays, looks around and switches, as a seed says.

    Attributes:
        asked: What was asked for, by request id.
    """

    program: Program
    chance: random.Random
    people: list[IdentityId]
    token_id: TokenId
    asked: dict[RequestId, tuple[IdentityId, PaymentDraft]] = field(default_factory=dict)

    async def pay(self, number: int) -> None:
        """Submit one payment; one in ten can only be refused."""
        sender, recipient = self.chance.sample(self.people, 2)
        kind = self.chance.random()
        to = STRANGER if kind < 0.04 else recipient
        amount = TOO_MUCH if 0.04 <= kind < 0.1 else f"{self.chance.randrange(1, 20)}.00"
        draft = PaymentDraft(to, self.token_id, amount, f"payment {number}")
        request_id = new_id()
        self.asked[request_id] = (sender, draft)
        self.program.store.dispatch(NewPayment(sender))
        self.program.store.dispatch(SubmitTransfer(sender, request_id, draft, now()))

    def look_around(self) -> None:
        """Do what a person does while payments are under way."""
        if self.chance.random() < 0.3:
            self.program.store.dispatch(SwitchIdentity(self.chance.choice(self.people)))
        if self.chance.random() < 0.3:
            self.program.store.dispatch(GoTo(Page.WALLET, self.chance.choice([Tab.OVERVIEW, Tab.SEND, Tab.ACTIVITY])))

    def open(self) -> list[RequestId]:
        """Return the payments that are not decided yet."""
        known = self.program.store.state.operations.known
        return [each for each in self.asked if not isinstance(known[each].stage, (Made, Refused))]

    async def until_fewer_are_open_than(self, most: int) -> None:
        patient = Hand(self.program.shell, patience=PATIENCE_SECONDS)
        await patient.until(lambda: len(self.open()) < most, f"fewer than {most} open payments")


def held_balances(program: Program, people: list[IdentityId]) -> dict[IdentityId, list[Balance]]:
    known = program.store.state.wallets
    return {person: sorted(known[person].balances.values(), key=lambda each: each.token_id) for person in people}


@pytest.mark.slow
def test_each_of_200_payments_over_a_bad_network_is_made_once_or_failed_with_its_reason(
    qapp: QApplication, tmp_path: Path
) -> None:
    seed = int(os.environ.get("QWALLET_TEST_SEED", random.randrange(2**32)))
    users: list[ScriptedUser] = []
    seen: dict[IdentityId, list[Balance]] = {}

    async def work() -> None:
        with fault_proxy(seed) as proxy:
            program = ProxiedProgram(qapp, tmp_path, proxy)
            async with running(program) as hand:
                user = await settled_in(program, hand, seed)
                users.append(user)
                proxy.weights = WEIGHTS
                for number in range(PAYMENTS):
                    await user.pay(number)
                    user.look_around()
                    await user.until_fewer_are_open_than(MOST_OPEN)
                await user.until_fewer_are_open_than(1)
                print(f"faults: {dict(proxy.done)}")  # noqa: T201  (shown when the test fails)
                wanted = await asked_directly(program, proxy, user.people)
                await hand.until(
                    lambda: held_balances(program, user.people) == wanted, "the node's balances in the window"
                )
                seen.update(held_balances(program, user.people))
                assert program.store.state.health.fault == ""

    on_qt(qapp, work)
    user = users[0]
    check_each_once(user, tmp_path)
    assert seen


async def settled_in(program: Program, hand: Hand, seed: int) -> ScriptedUser:
    """Make four identities with something to pay with, by clicks, while the network is good."""
    await create_wallet(hand, program, "Ada")
    for name in ("Ben", "Cy", "Di"):
        await create_identity(hand, program, name)
    await switch_identity(hand, program, "Ada")
    await issue(hand, "4,000.00")
    state = program.store.state
    people = list(state.identities.order)
    token_id = next(iter(state.tokens.known))
    user = ScriptedUser(program, random.Random(seed), people, token_id)
    for person in people[1:]:
        draft = PaymentDraft(person, token_id, "1000.00", "start")
        request_id = new_id()
        user.asked[request_id] = (people[0], draft)
        program.store.dispatch(NewPayment(people[0]))
        program.store.dispatch(SubmitTransfer(people[0], request_id, draft, now()))
    await user.until_fewer_are_open_than(1)
    return user


async def asked_directly(
    program: Program, proxy: FaultProxy, people: list[IdentityId]
) -> dict[IdentityId, list[Balance]]:
    """Ask the node for the balances, past the proxy."""
    services = await program.desk.online()
    host, port = proxy.upstream or ("", 0)
    client = NodeClient(
        f"http://{host}:{port}", services.address.node_id, program.desk.qlock, now=now, random=os.urandom
    )
    wallets = WalletService(client)
    told = {person: await wallets.get_balances(person) for person in people}
    await client.close()
    return {person: sorted(balances, key=lambda each: each.token_id) for person, balances in told.items()}


def check_each_once(user: ScriptedUser, folder: Path) -> None:
    """Compare what each payment is shown as with what the ledger holds, payment by payment."""
    known = user.program.store.state.operations.known
    made: Counter[str] = Counter()
    with closing(Node.open(folder / "node")) as node, node.read() as connection:
        for person in user.people:
            page = history(connection, person, HistoryQuery(direction=Direction.OUT), 0, 500, None)
            made.update(entry.transfer.memo for entry in page.entries if entry.transfer.memo != "start")
    reasons: Counter[Code] = Counter()
    for request_id, (_, draft) in user.asked.items():
        if draft.memo == "start":
            continue
        stage = known[request_id].stage
        if isinstance(stage, Made):
            assert made[draft.memo] == 1
        else:
            assert isinstance(stage, Refused)
            assert made[draft.memo] == 0
            reasons[stage.problem.code] += 1
    assert sum(made.values()) == PAYMENTS - sum(reasons.values())
    assert set(reasons) == {Code.INSUFFICIENT_FUNDS, Code.RECIPIENT_UNKNOWN}
