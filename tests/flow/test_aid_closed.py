"""An AID from its making to its closing, as the window asks for it: what it holds is swept, and nothing is left."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.aid_actions import AskToLeave, CreateAid, Leave
from qwallet_desktop.state.asks import CloseIdentity
from qwallet_desktop.state.identities import CreateIdentity
from qwallet_desktop.state.lock import LockNow, Phase
from qwallet_desktop.state.navigation import AskOnSheet, OpenSheet
from qwallet_desktop.state.operation import Made
from qwallet_desktop.state.root import State
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.vault_commands import Hidden, Unlock
from tests.flow.desk import new_id, now
from tests.flow.killed_desk import Headless
from tests.flow.steps import kill_node
from tests.keys.builders import PHRASE

ENDLESS = frozenset({"RunNode", "RunStream", "RunAidStream"})

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


@asynccontextmanager
async def desktop(folder: Path) -> AsyncIterator[tuple[Headless, TokenId]]:
    """Ada, who has issued a token, and an AID that she has paid 20.00 of it."""
    headless = Headless(folder)
    try:
        await headless.desk.qlock.create(PHRASE)
        await headless.start()
        headless.store.dispatch(CreateIdentity(new_id(), "Ada", None))
        state = await headless.until(lambda state: bool(state.identities.order) and state.health.live)
        ada = state.identities.order[0]
        wallets = (await headless.desk.online()).wallets
        issued = await wallets.issue_token(
            ada, new_id(), symbol="QTK", name="", decimals=2, salt="0" * 32, amount="1000.00"
        )
        headless.store.dispatch(CreateAid(new_id(), issued.token.id, "Stall"))
        state = await headless.until(lambda state: bool(state.aids.held))
        await wallets.transfer(ada, new_id(), state.aids.held[0], issued.token.id, "20.00", "")
        await headless.until(lambda state: holds(state, issued.token.id) == 2_000)
        yield headless, issued.token.id
        await headless.store.settle(besides=ENDLESS)
    finally:
        await headless.close()


def holds(state: State, token_id: TokenId) -> int:
    wallet = state.wallets.get(state.aids.held[0]) if state.aids.held else None
    balance = None if wallet is None else wallet.balances.get(token_id)
    return 0 if balance is None else balance.settled.units


async def close(headless: Headless, sweep_to: IdentityId) -> State:
    """Ask on the sheet that holds up the end to have the AID closed, and wait until it is gone."""
    aid = headless.store.state.aids.held[0]
    headless.store.dispatch(OpenSheet(LeaveSheet()))
    headless.store.dispatch(AskOnSheet(new_id(), aid, CloseIdentity(sweep_to), now()))
    return await headless.until(lambda state: not state.aids.held)


async def test_closing_an_aid_moves_what_it_holds(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, token_id):
        ada = headless.store.state.identities.order[0]
        await close(headless, ada)
        wallets = (await headless.desk.online()).wallets
        context = await wallets.get_context(ada)
        assert [each.settled.units for each in context.balances if each.token_id == token_id] == [100_000]


async def test_of_a_closed_aid_neither_key_nor_way_is_left(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        aid, ada = headless.store.state.aids.held[0], headless.store.state.identities.order[0]
        await close(headless, ada)
        with pytest.raises(ServiceError):
            await headless.desk.services_for(aid)
        await headless.store.settle(besides=ENDLESS)
        assert (headless.desk.held(), "RunAidStream" in headless.store.running()) == ((ada,), False)


async def test_after_closing_the_window_acts_under_another(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        ada = headless.store.state.identities.order[0]
        state = await close(headless, ada)
        assert (state.identities.active, state.identities.order) == (ada, (ada,))


async def test_the_closing_itself_is_told_as_done(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        await close(headless, headless.store.state.identities.order[0])
        state = await headless.until(
            lambda state: all(isinstance(each.stage, Made) for each in state.operations.known.values())
        )
        assert len(state.operations.known) == 1


async def test_the_node_says_that_it_is_closed(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        aid = headless.store.state.aids.held[0]
        identities = (await headless.desk.services_for(aid)).identities
        ada = headless.store.state.identities.order[0]
        closed = await identities.close(aid, ada, actor=aid, request_id=new_id())
        assert closed.status is IdentityStatus.CLOSED


async def test_the_end_of_the_program_waits_while_an_aid_holds_something(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        left: list[str] = []
        headless.desk.leave = lambda: left.append("left")
        headless.store.dispatch(AskToLeave())
        await headless.store.settle(besides=ENDLESS)
        assert (left, headless.store.state.navigation.sheet) == ([], LeaveSheet())


async def test_who_gives_it_up_knowingly_ends_the_program(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, _):
        left: list[str] = []
        headless.desk.leave = lambda: left.append("left")
        headless.store.dispatch(Leave())
        await headless.store.settle(besides=ENDLESS)
        assert left == ["left"]


async def test_an_aid_hears_of_payments_while_locked_and_pays_once_unlocked(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, token_id):
        aid, ada = headless.store.state.aids.held[0], headless.store.state.identities.order[0]
        services = await headless.desk.online()
        headless.store.dispatch(LockNow())
        await headless.until(lambda state: state.lock.phase is Phase.LOCKED)
        headless.store.dispatch(Unlock(Hidden(PHRASE)))
        await headless.until(lambda state: state.lock.phase is Phase.OPEN)
        await services.wallets.transfer(ada, new_id(), aid, token_id, "1.00", "")
        await headless.until(lambda state: holds(state, token_id) == 2_100)
        wallets = (await headless.desk.services_for(aid)).wallets
        await wallets.transfer(aid, new_id(), ada, token_id, "2.00", "")
        await headless.until(lambda state: holds(state, token_id) == 1_900)


async def test_an_aid_goes_on_after_the_nodes_process_was_killed(tmp_path: Path) -> None:
    async with desktop(tmp_path) as (headless, token_id):
        aid, ada = headless.store.state.aids.held[0], headless.store.state.identities.order[0]
        before = (await headless.desk.services_for(aid)).address.url
        kill_node()
        await headless.until(lambda state: not state.health.live)
        await headless.until(lambda state: state.health.live)
        services = await headless.desk.services_for(aid)
        await services.wallets.transfer(aid, new_id(), ada, token_id, "2.00", "")
        await headless.until(lambda state: holds(state, token_id) == 1_800)
        assert services.address.url != before
