"""Every method of the services against the real node's app, in memory."""

import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.audit import opened_note
from qwallet_desktop.domain.decisions import Outcome, Rule
from qwallet_desktop.domain.identities import Identity, IdentityStatus
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.merkle import consistency_holds
from qwallet_desktop.domain.messages import Link
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryQuery, Receipt, SortKey
from qwallet_desktop.node.server import close_app, create_app
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.health import HealthService
from qwallet_desktop.services.identity import CountersignedLink
from qwallet_desktop.services.node_client import NodeClient
from tests.flow.desk import SECRET, Desk, new_id, now
from tests.helpers.ledgers import open_node
from tests.helpers.postgres import drop_databases
from tests.services.fakes import Clock, MemorySigner

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk on the node's app in memory, with Alice and Bob registered."""
    node = open_node(tmp_path / "node")
    app = create_app(node, SECRET)
    signer = MemorySigner()
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    client = NodeClient("http://node", node.node_id, signer, transport=transport, now=now, random=os.urandom)
    desk = Desk(client, signer, SECRET)
    await desk.settle_in()
    yield desk
    await client.close()
    close_app(app)
    node.close()
    drop_databases()


async def refusal(asked: object) -> Problem:
    with pytest.raises(ServiceError) as caught:
        await asked  # type: ignore[misc]  # every call here is awaitable
    return caught.value.problem


async def test_the_node_says_who_it_is(desk: Desk) -> None:
    told = await HealthService(desk.client).get_node()

    assert told.node_id == desk.client.node_id
    assert abs(told.time - now()) < timedelta(minutes=1)


async def test_identities_are_registered_and_listed(desk: Desk) -> None:
    listed = await desk.identities.list_identities()

    assert [(one.id, one.name, one.can_issue) for one in listed] == [
        (desk.alice, "Alice", True),
        (desk.bob, "Bob", False),
    ]
    assert await desk.identities.get_identity(desk.bob) == listed[1]


async def test_a_child_is_registered_by_its_link(desk: Desk) -> None:
    child = desk.signer.create()
    link = Link(desk.alice, child, desk.client.node_id)
    signatures = [await desk.signer.sign(one, link.message()) for one in (desk.alice, child)]

    made = await desk.identities.register_identity(
        child, "Savings", request_id=new_id(), link=CountersignedLink(link, *signatures)
    )

    assert made.owner == desk.alice


async def test_without_proof_nobody_is_registered(desk: Desk) -> None:
    asked = desk.identities.register_identity(desk.signer.create(), "Eve", request_id=new_id())

    assert (await refusal(asked)).code is Code.REGISTRATION_REFUSED


async def test_an_identity_is_renamed(desk: Desk) -> None:
    assert (await desk.identities.rename(desk.alice, "Anna", request_id=new_id())).name == "Anna"
    assert (await desk.identities.get_identity(desk.alice)).name == "Anna"


async def test_an_identity_is_frozen_and_unfrozen(desk: Desk) -> None:
    frozen = await desk.identities.set_status(
        desk.bob, IdentityStatus.FROZEN, "phone lost", actor=desk.bob, request_id=new_id()
    )
    thawed = await desk.identities.set_status(desk.bob, IdentityStatus.ACTIVE, actor=desk.bob, request_id=new_id())

    assert isinstance(frozen, Identity)
    assert (frozen.status, frozen.reason) == (IdentityStatus.FROZEN, "phone lost")
    assert isinstance(thawed, Identity)
    assert thawed.status is IdentityStatus.ACTIVE


async def test_grants_name_whom_the_session_may_read_for(desk: Desk) -> None:
    assert set(await desk.grant(desk.alice, desk.bob)) == {desk.alice, desk.bob}


async def test_without_a_grant_nothing_is_read(desk: Desk) -> None:
    other = desk.signer.create()
    await desk.register(other, "Other")

    assert (await refusal(desk.wallets.get_context(other))).code is Code.IDENTITY_UNKNOWN


async def test_a_token_is_issued_and_read(desk: Desk) -> None:
    issued = await desk.issue()

    assert issued.balance.settled.units == 100_000
    assert await desk.wallets.get_tokens() == (issued.token,)
    assert await desk.wallets.get_token(issued.token.id) == issued.token


async def test_units_are_minted_and_burned(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id

    minted = await desk.wallets.mint(desk.alice, new_id(), token_id, "5.00", "more")
    burned = await desk.wallets.burn(desk.alice, new_id(), token_id, "10.00", "less")

    assert minted.balance.settled.units == 100_500
    assert burned.balance.settled.units == 99_500


async def test_a_payment_arrives(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id

    paid = await desk.wallets.transfer(desk.alice, new_id(), desk.bob, token_id, "25.00", "Miete für März")

    assert isinstance(paid, Receipt)
    assert paid.balance.settled.units == 97_500
    (balance,) = await desk.wallets.get_balances(desk.bob)
    assert balance.settled.units == 2_500
    context = await desk.wallets.get_context(desk.bob)
    assert context.balances == (balance,)


async def test_the_same_request_id_pays_once(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id
    request_id = new_id()

    receipts = [await desk.wallets.transfer(desk.alice, request_id, desk.bob, token_id, "25.00") for _ in range(2)]
    changed = desk.wallets.transfer(desk.alice, request_id, desk.bob, token_id, "26.00")

    assert receipts[0] == receipts[1]
    problem = await refusal(changed)
    assert (problem.code, problem.field) == (Code.IDEMPOTENCY_MISMATCH, "amount")


async def test_a_payment_is_previewed(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id

    allowed = await desk.wallets.preview_transfer(desk.alice, desk.bob, token_id, "25.00", "tea & cake + more")
    denied = await desk.wallets.preview_transfer(desk.bob, desk.alice, token_id, "25.00")

    assert (allowed.outcome, allowed.remaining.units) == (Outcome.ALLOW, 97_500)
    assert (denied.outcome, denied.rule) == (Outcome.DENY, Rule.FUNDS)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("", Code.AMOUNT_EMPTY),
        ("abc", Code.AMOUNT_NOT_A_NUMBER),
        ("0", Code.AMOUNT_ZERO),
        ("-1", Code.AMOUNT_NEGATIVE),
        ("1.234", Code.AMOUNT_TOO_PRECISE),
        ("1" + "0" * 80, Code.AMOUNT_TOO_LARGE),
        ("1000.01", Code.INSUFFICIENT_FUNDS),
    ],
)
async def test_a_bad_amount_is_named_and_nothing_is_paid(desk: Desk, amount: str, code: Code) -> None:
    token_id = (await desk.issue()).token.id

    problem = await refusal(desk.wallets.transfer(desk.alice, new_id(), desk.bob, token_id, amount))

    assert (problem.code, problem.field) == (code, "amount")
    assert await desk.wallets.get_balances(desk.bob) == ()


async def test_notifications_are_read_by_slices_and_marked(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id
    for amount in ("1.00", "2.00", "3.00"):
        await desk.pay(token_id, amount)

    first = await desk.notifications.get_notifications(desk.bob, limit=2)
    second = await desk.notifications.get_notifications(desk.bob, first.next, limit=2)
    mark = await desk.notifications.mark_read(desk.bob, first.entries[1].sequence, request_id=new_id())

    assert (len(first.entries), len(second.entries), second.next) == (2, 1, "")
    assert (first.unread, mark.unread) == (3, 1)
    assert (await desk.notifications.get_notifications(desk.alice)).entries == ()


async def test_the_history_is_read_in_windows(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id
    for number in range(1, 6):
        await desk.pay(token_id, f"{number}.00", f"parcel {number}")
    smallest_first = HistoryQuery(
        search="parcel", direction=Direction.OUT, token_id=token_id, sort=SortKey.AMOUNT, descending=False
    )

    first = await desk.wallets.get_transactions(desk.alice, smallest_first, 0, 2)
    await desk.pay(token_id, "0.01", "parcel late")
    second = await desk.wallets.get_transactions(desk.alice, smallest_first, 2, 2, first.as_of)

    assert [entry.transfer.memo for entry in (*first.entries, *second.entries)] == [
        "parcel 1",
        "parcel 2",
        "parcel 3",
        "parcel 4",
    ]
    assert first.total == second.total == 5


async def test_every_filter_is_understood(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id
    await desk.pay(token_id)
    day = timedelta(days=1)

    kept = HistoryQuery(since=now() - day, until=now() + day, counterparty=desk.bob)
    past = HistoryQuery(until=now() - day)

    assert (await desk.wallets.get_transactions(desk.alice, kept, 0, 9)).total == 1
    assert (await desk.wallets.get_transactions(desk.alice, past, 0, 9)).total == 0


async def test_the_history_is_exported_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qwallet_desktop.services.wallet.EXPORT_PAGE", 2)
    token_id = (await desk.issue()).token.id
    for number in range(4):
        await desk.pay(token_id, memo=str(number))

    async with aclosing(desk.wallets.export_transactions(desk.bob, HistoryQuery())) as slices:
        memos = [entry.transfer.memo async for entries in slices for entry in entries]

    assert memos == ["0", "1", "2", "3"]


async def test_daily_balances_end_with_today(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id

    daily = await desk.wallets.get_daily_balances(desk.alice, token_id, 7)

    assert len(daily) == 7
    assert daily[-1].settled.units == 100_000


async def test_a_payment_is_proved_to_be_in_the_log(desk: Desk) -> None:
    token_id = (await desk.issue()).token.id
    paid = await desk.wallets.transfer(desk.alice, new_id(), desk.bob, token_id, "25.00")
    assert isinstance(paid, Receipt)

    proof = await desk.audit.get_inclusion_proof(paid.transfer.id)

    assert proof.holds()


async def test_the_log_is_proved_to_have_only_grown(desk: Desk) -> None:
    before = await desk.audit.get_checkpoint()
    await desk.issue()
    after = await desk.audit.get_checkpoint()
    old, new = opened_note(before.note, before.node_key), opened_note(after.note, after.node_key)
    assert old
    assert new

    path = await desk.audit.get_consistency_proof(old.size, new.size)

    assert new.size > old.size
    assert consistency_holds(old.size, old.root, new.size, new.root, path)


async def test_a_clock_that_is_off_is_put_right_by_the_node(desk: Desk) -> None:
    desk.client._signing.now = Clock(now() - timedelta(hours=3))

    assert (await desk.identities.get_identity(desk.alice)).id == desk.alice
    assert abs(desk.client.clock_offset - timedelta(hours=3)) < timedelta(minutes=1)


async def test_another_nodes_signature_is_refused(desk: Desk) -> None:
    desk.client._signing.node_id = NodeId("0e" * 16)

    assert (await refusal(desk.identities.list_identities())).code is Code.WRONG_NODE


async def test_a_long_grant_list_stays_within_what_the_node_reads(desk: Desk) -> None:
    assert await desk.grant(*[desk.alice] * 600, desk.bob) == (desk.alice, desk.bob)
