"""Two desktops with vaults of their own, on a node that others run: what one does the other sees, and decides upon."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.multisig import Choice, Executed, Expired, Item
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects.restoring import recover
from qwallet_desktop.state.aid_actions import CreateAid
from qwallet_desktop.state.backups import Made, MakeBackup, RestoreBackup, Restored
from qwallet_desktop.state.health import Down, StartNode, Up
from qwallet_desktop.state.submission import Accepted
from qwallet_desktop.state.vault_commands import Hidden
from tests.flow.desk import new_id
from tests.flow.two_desktops import Desktop, NotDoneError, Served, desktop, found, served_node, two_desktops
from tests.keys.fakes import FolderKeyStore

pytestmark = pytest.mark.asyncio


@dataclass(frozen=True)
class Company:
    """A company of Ada and Ben, who both have to sign; it has 1,000.00 of a token."""

    node: Served
    ada: Desktop
    ben: Desktop
    id: IdentityId
    token_id: TokenId

    async def propose(self, amount: str = "25.00", memo: str = "flour") -> Item:
        """Have Ada ask for a payment to Ben, and wait until Ben's desktop has heard of it."""
        item = await self.ada.pay(self.id, self.ben.me, self.token_id, amount, memo)
        assert item is not None
        return await self.ben.item(item.proposal.item_id)

    async def both(self, item: Item, closing: type[object]) -> None:
        """Wait until both desktops know that an item has ended in this way."""
        for one in (self.ada, self.ben):
            await one.item(item.proposal.item_id, lambda now: isinstance(now.closing, closing))

    async def units(self, whose: IdentityId, by: Desktop) -> int:
        """Ask the node what somebody has."""
        balances = await (await by.services()).wallets.get_balances(whose)
        return sum(one.settled.units - one.held.units for one in balances)


@pytest_asyncio.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    async with two_desktops(tmp_path, steered=True) as (node, ada, ben):
        await ada.join("Ada", node.invite(may_issue=True))
        await ben.join("Ben", node.invite())
        group = await found("Acme", {ada: "ISA", ben: "S"}, threshold=2, initiator_counts=True)
        wallets = (await ada.services()).wallets
        issued = await wallets.issue_token(
            ada.me, new_id(), symbol="QTK", name="", decimals=2, salt="0" * 32, amount="1000.00"
        )
        assert await ada.pay(ada.me, group, issued.token.id, "1000.00") is None
        yield Company(node, ada, ben, group, issued.token.id)


async def test_what_one_proposes_the_other_signs_and_both_see_it_made(company: Company) -> None:
    item = await company.propose()
    assert await company.units(company.id, company.ben) == 97_500
    await company.ben.decide(item.proposal.item_id)
    await company.both(item, Executed)
    assert await company.units(company.ben.me, company.ben) == 2_500
    assert await company.units(company.id, company.ada) == 97_500


async def test_what_the_other_rejects_ends_and_gives_back_what_was_held(company: Company) -> None:
    item = await company.propose()
    await company.ben.decide(item.proposal.item_id, Choice.REJECT, "too dear")
    ended = await company.ada.item(item.proposal.item_id, lambda now: len(now.votes) > 1)
    assert [(vote.choice, vote.reason) for vote in ended.votes][-1] == (Choice.REJECT, "too dear")
    assert await company.units(company.id, company.ada) == 100_000


async def test_what_nobody_signs_in_time_ends_on_both(company: Company) -> None:
    item = await company.propose()
    company.node.put_forward(hours=73)
    await company.both(item, Expired)
    assert await company.units(company.id, company.ada) == 100_000


async def test_each_vault_has_its_own_keys_alone(company: Company) -> None:
    assert company.ada.desk.qlock.held() == (company.ada.me,)
    assert company.ben.desk.qlock.held() == (company.ben.me,)


async def test_a_desktop_without_an_invitation_is_told_so(tmp_path: Path) -> None:
    with served_node(tmp_path / "served") as node:
        async with desktop(tmp_path / "one", node.url) as one:
            with pytest.raises(NotDoneError) as refused:
                await one.join("Ada")
    assert refused.value.problem.code is Code.REGISTRATION_REFUSED


async def test_an_invitation_lets_one_in_and_no_other(tmp_path: Path) -> None:
    async with two_desktops(tmp_path) as (node, ada, ben):
        invitation = node.invite()
        await ada.join("Ada", invitation)
        with pytest.raises(NotDoneError) as refused:
            await ben.join("Ben", invitation)
    assert refused.value.problem.code is Code.INVITATION_USED


async def test_a_sub_identity_needs_no_invitation(tmp_path: Path) -> None:
    with served_node(tmp_path / "served") as node:
        async with desktop(tmp_path / "one", node.url) as one:
            ada = await one.join("Ada", node.invite())
            savings = await one.join("Savings", owner=ada.id)
    assert savings.owner == ada.id


async def test_an_anonymous_identity_is_invited_by_itself(company: Company) -> None:
    request_id = new_id()
    invitation = Hidden(company.node.invite())
    company.ada.store.dispatch(CreateAid(request_id, company.token_id, "Gift", invitation))
    state = await company.ada.until(lambda now: now.identities.submission == Accepted(request_id))
    aids = [one for one in state.identities.known.values() if one.type is IdentityType.AID]
    assert [(one.name, one.token_id) for one in aids] == [("Gift", company.token_id)]


async def test_a_backup_of_a_desktop_brings_back_its_keys_and_its_node(tmp_path: Path) -> None:
    file, phrase, one = tmp_path / "a.qbackup", Hidden("harbour lamp and oar"), tmp_path / "one"
    with served_node(tmp_path / "served") as node:
        async with desktop(one, node.url) as ada:
            me = (await ada.join("Ada", node.invite())).id
            ada.store.dispatch(MakeBackup(new_id(), file, phrase))
            await ada.until(lambda now: isinstance(now.backups.job, Made))
        shutil.rmtree(one)
        async with desktop(tmp_path / "empty", node.url) as other:
            other.desk.again = lambda: None
            other.store.dispatch(RestoreBackup(new_id(), file, phrase, None))
            await other.until(lambda now: isinstance(now.backups.job, Restored))
        recover(tmp_path / "empty", FolderKeyStore(tmp_path / "empty" / "keyring"))
        async with desktop(tmp_path / "empty", new=False) as again:
            await again.until(lambda now: me in now.identities.known)


async def test_the_next_start_needs_no_address(tmp_path: Path) -> None:
    with served_node(tmp_path / "served") as node:
        async with desktop(tmp_path / "one", node.url) as one:
            ada = await one.join("Ada", node.invite())
        async with desktop(tmp_path / "one", new=False) as again:
            state = await again.until(lambda now: ada.id in now.identities.known)
    assert (state.health.served, state.identities.known[ada.id].name) == (node.url, "Ada")


async def test_a_node_that_comes_back_is_found_again(tmp_path: Path) -> None:
    with served_node(tmp_path / "served") as node:
        port = int(node.url.rpartition(":")[2])
        one = Desktop(tmp_path / "one", node.url)
        await one.start()
        await one.join("Ada", node.invite())
    await one.until(lambda state: isinstance(state.health.node, Down))
    with served_node(tmp_path / "served", port=port):
        await one.until(lambda state: isinstance(state.health.node, Up) and state.health.live)
    await one.close()


async def test_another_node_at_the_address_is_told_of_and_asked_for_nothing(tmp_path: Path) -> None:
    with served_node(tmp_path / "served") as node:
        port = int(node.url.rpartition(":")[2])
        async with desktop(tmp_path / "one", node.url) as one:
            await one.join("Ada", node.invite())
    with served_node(tmp_path / "other", port=port):
        again = Desktop(tmp_path / "one")
        again.store.dispatch(StartNode())
        state = await again.until(lambda now: isinstance(now.health.node, Down))
        await again.close()
    assert isinstance(state.health.node, Down)
    assert state.health.node.problem.code is Code.NODE_OTHER
