"""What others must agree to: opened, looked at and signed in two steps that a crash between them does not undo."""

from dataclasses import replace

import pytest
import pytest_asyncio

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentOpened
from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import PaymentMatter
from qwallet_desktop.domain.multisig import Choice, Executed, Item, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.effects.agreeing import signature_id
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import RetryItem
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.item_actions import ItemLearned
from qwallet_desktop.state.operation_actions import OperationMade, SendOperation
from tests.effects.approvals import Body, Breaking, Family, Tampering, asking, family
from tests.effects.desks import Place, new_id
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def home(place: Place) -> Family:
    return await family(place)


def stands(item: object) -> ItemStatus:
    assert isinstance(item, Item)
    return status(item, now())


async def test_a_payment_that_needs_nobody_is_made(home: Family) -> None:
    made = await home.done(asking(home.kid, home.draft("10.00", Outcome.ALLOW)))
    assert isinstance(made.receipt, Receipt)


async def test_a_payment_that_needs_approval_is_opened_and_signed_by_who_asked(home: Family) -> None:
    item = await home.opened()
    assert (stands(item), [vote.signer for vote in item.votes]) == (ItemStatus.PENDING, [home.kid])
    assert await home.units(home.kid) == (10_000, 2_500)


async def test_what_was_opened_is_told(home: Family) -> None:
    operation = asking(home.kid, home.draft())
    learned, made = await home.place.answer(SendOperation(operation))
    assert isinstance(learned, ItemLearned)
    assert isinstance(made, OperationMade)
    assert learned.item == made.receipt


async def test_what_is_signed_says_what_was_asked(home: Family) -> None:
    matter = (await home.opened()).proposal.matter
    assert isinstance(matter, PaymentMatter)
    assert (matter.recipient, matter.amount.units, matter.memo) == (home.ben, 2_500, "for the boat")


@pytest.mark.parametrize("ending", ["/transfers", "/signatures"])
@pytest.mark.parametrize("arrives", [True, False])
async def test_it_is_completed_wherever_the_way_broke(home: Family, ending: str, arrives: bool) -> None:
    operation = asking(home.kid, home.draft())
    way = home.place.line._transport
    home.place.line._transport = Breaking(way, ending, arrives=arrives, times=99)
    failed = await home.failed(operation)
    assert not failed.decided
    # Once the first step has left, what keeps the second from leaving must not let the whole be called off.
    assert failed.sent is (ending == "/signatures" or arrives)
    home.place.line._transport = way
    made = await home.done(replace(operation, stage=asking(home.kid, home.draft(), attempt=2).stage))
    page = await home.place.services.multisig.get_items()
    assert (stands(made.receipt), len(page.items), len(page.items[0].votes)) == (ItemStatus.PENDING, 1, 1)


async def test_killed_between_the_two_steps_it_is_signed_after_the_restart(home: Family) -> None:
    operation, draft = asking(home.kid, home.draft(), attempt=2), home.draft()
    first = await home.place.services.wallets.transfer(
        home.kid, operation.id, draft.recipient, draft.token_id, draft.amount, draft.memo
    )
    assert stands(first) is ItemStatus.DRAFT
    made = await home.done(operation)
    assert stands(made.receipt) is ItemStatus.PENDING
    assert len((await home.place.services.multisig.get_items()).items) == 1


async def test_done_again_and_again_it_is_signed_once(home: Family) -> None:
    operation = asking(home.kid, home.draft())
    first = await home.done(operation)
    again = await home.done(operation)
    assert first.receipt == again.receipt


async def test_a_lock_between_the_two_steps_leaves_it_open(home: Family) -> None:
    def lock(path: str, _body: Body) -> None:
        if path.endswith("/transfers"):
            home.place.desk.qlock.lock()

    home.place.line._transport = Tampering(home.place.line._transport, lock)
    failed = await home.failed(asking(home.kid, home.draft()))
    assert (failed.problem.code, failed.sent, failed.decided) == (Code.VAULT_LOCKED, True, False)


def _more(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["matter"]["amount"]["value"] = "99.00"


def _other_memo(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["matter"]["memo"] = "for the node"


def _other_symbol(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["matter"]["symbol"] = "EUR"


def _decimals(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["matter"]["amount"] |= {"decimals": 4, "value": "25.0000"}


def _other_initiator(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["initiator"] = body["proposal"]["approvers"][0]


def _joining(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["joining"] = body["proposal"]["approvers"]


def _no_approvers(path: str, body: Body) -> None:
    if path.endswith("/transfers") and "proposal" in body:
        body["proposal"]["approvers"] = []


@pytest.mark.parametrize(
    "change",
    [_more, _other_memo, _other_symbol, _decimals, _other_initiator, _joining, _no_approvers],
    ids=lambda one: one.__name__,
)
async def test_what_is_not_what_was_asked_is_not_signed(home: Family, change: object) -> None:
    way = Tampering(home.place.line._transport, change)  # type: ignore[arg-type]  # of the parameters
    home.place.line._transport = way
    failed = await home.failed(asking(home.kid, home.draft()))
    assert (failed.problem.code, failed.decided) == (Code.ANSWER_DIFFERS, True)
    assert not [path for path in way.paths if path.endswith("/signatures")]


async def test_another_outcome_than_was_shown_is_refused_and_says_so(home: Family) -> None:
    failed = await home.failed(asking(home.kid, home.draft("25.00", Outcome.ALLOW)))
    assert (failed.problem.code, failed.problem.facts["outcome"]) == (Code.DECISION_CHANGED, "NEEDS_APPROVAL")
    assert await home.units(home.kid) == (10_000, 0)


async def test_the_owners_signature_makes_the_payment(home: Family) -> None:
    item = await home.opened()
    made = await home.done(asking(home.ada, home.decision(item, Choice.SIGN)))
    assert isinstance(made.receipt, Item)
    assert isinstance(made.receipt.closing, Executed)
    assert (await home.units(home.kid), await home.units(home.ben)) == ((7_500, 0), (2_500, 0))


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_signature_whose_answer_is_lost_counts_once(home: Family, arrives: bool) -> None:
    item = await home.opened()
    operation, way = asking(home.ada, home.decision(item, Choice.SIGN)), home.place.line._transport
    home.place.line._transport = Breaking(way, "/signatures", arrives=arrives, times=99)
    assert not (await home.failed(operation)).decided
    home.place.line._transport = way
    made = await home.done(operation)
    assert stands(made.receipt) is ItemStatus.EXECUTED
    assert await home.units(home.ben) == (2_500, 0)


async def test_a_rejection_needs_its_reason_and_frees_what_was_held(home: Family) -> None:
    item = await home.opened()
    made = await home.done(asking(home.ada, home.decision(item, Choice.REJECT, "too much")))
    assert isinstance(made.receipt, Item)
    assert (stands(made.receipt), made.receipt.votes[-1].reason) == (ItemStatus.REJECTED, "too much")
    assert await home.units(home.kid) == (10_000, 0)


async def test_who_asked_takes_it_back(home: Family) -> None:
    item = await home.opened()
    made = await home.done(asking(home.kid, home.decision(item, Choice.CANCEL, "changed my mind")))
    assert (stands(made.receipt), await home.units(home.kid)) == (ItemStatus.CANCELLED, (10_000, 0))


async def test_what_is_not_what_was_shown_is_not_signed(home: Family) -> None:
    item = await home.opened()
    shown = replace(home.decision(item, Choice.SIGN), proposal_hash="00" * 32)
    way = Tampering(home.place.line._transport, lambda _path, _body: None)
    home.place.line._transport = way
    failed = await home.failed(asking(home.ada, shown))
    assert (failed.problem.code, failed.decided) == (Code.ITEM_DIFFERS, True)
    assert not [path for path in way.paths if path.endswith("/signatures")]


async def test_an_item_with_a_signature_that_does_not_fit_is_not_signed(home: Family) -> None:
    item = await home.opened()

    def forge(path: str, body: Body) -> None:
        item_of_it = body.get("item", body)
        if "/items/" in path and item_of_it.get("votes"):
            item_of_it["votes"][0]["signature"] = "00" * 64

    home.place.line._transport = Tampering(home.place.line._transport, forge)
    failed = await home.failed(asking(home.ada, home.decision(item, Choice.SIGN)))
    assert (failed.problem.code, failed.decided) == (Code.ITEM_UNVERIFIED, True)


async def test_an_item_that_its_initiator_has_not_signed_is_not_signed(home: Family) -> None:
    item = await home.opened()

    def drop(path: str, body: Body) -> None:
        if "/items/" in path:
            body.get("item", body)["votes"] = []

    home.place.line._transport = Tampering(home.place.line._transport, drop)
    failed = await home.failed(asking(home.ada, home.decision(item, Choice.SIGN)))
    assert failed.problem.code is Code.ITEM_UNVERIFIED


async def test_what_was_carried_out_is_not_carried_out_again(home: Family) -> None:
    item = await home.opened()
    await home.done(asking(home.ada, home.decision(item, Choice.SIGN)))
    made = await home.done(asking(home.ada, RetryItem(item.proposal.item_id)))
    assert (stands(made.receipt), await home.units(home.ben)) == (ItemStatus.EXECUTED, (2_500, 0))


async def test_of_a_list_each_that_needs_approval_is_signed(home: Family) -> None:
    payments = tuple(AskedPayment(home.ben, home.token_id, amount, "") for amount in ("5.00", "20.00", "30.00"))
    order = Order(payments, BatchMode.EACH, "")
    made = await home.done(asking(home.kid, order))
    assert isinstance(made.receipt, BatchReceipt)
    outcomes = made.receipt.outcomes
    assert [type(one) for one in outcomes] == [PaymentMade, PaymentOpened, PaymentOpened]
    assert {stands(one.item) for one in outcomes if isinstance(one, PaymentOpened)} == {ItemStatus.PENDING}


async def test_an_item_that_is_not_there_is_unknown(home: Family) -> None:
    item = await home.opened()
    with pytest.raises(ServiceError) as raised:
        await home.place.services.multisig.get_item(type(item.proposal.item_id)("ms_" + "00" * 16))
    assert raised.value.problem.code is Code.ITEM_UNKNOWN


async def test_the_id_of_a_signature_follows_from_operation_and_item(home: Family) -> None:
    item_id, request_id = (await home.opened()).proposal.item_id, new_id()
    assert signature_id(request_id, item_id) == signature_id(request_id, item_id) != signature_id(new_id(), item_id)
