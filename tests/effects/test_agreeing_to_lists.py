"""Lists of payments of which all wait as one item: looked at as a whole, and signed once."""

from collections.abc import Callable

import pytest
import pytest_asyncio

from qwallet_desktop.domain.batches import AskedPayment, BatchMode
from qwallet_desktop.domain.item_status import status
from qwallet_desktop.domain.matters import BatchMatter
from qwallet_desktop.domain.multisig import Choice, Item, ItemStatus
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.batch import Order
from tests.effects.approvals import Body, Breaking, Family, Tampering, asking, family
from tests.effects.desks import Place
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def home(place: Place) -> Family:
    return await family(place)


def stands(item: object) -> ItemStatus:
    assert isinstance(item, Item)
    return status(item, now())


LIST = ("5.00", "20.00")


def listed(home: Family) -> Order:
    payments = tuple(AskedPayment(home.ben, home.token_id, amount, " Rent ") for amount in LIST)
    return Order(payments, BatchMode.ALL_OR_NOTHING, "")


async def test_a_list_of_all_or_nothing_is_signed_as_the_one_item_that_it_waits_as(home: Family) -> None:
    made = await home.done(asking(home.kid, listed(home)))
    assert isinstance(made.receipt, Item)
    matter = made.receipt.proposal.matter
    assert isinstance(matter, BatchMatter)
    assert [(one.amount.units, one.memo) for one in matter.payments] == [(500, "Rent"), (2_000, "Rent")]
    assert (stands(made.receipt), await home.units(home.kid)) == (ItemStatus.PENDING, (10_000, 2_500))


async def test_such_a_list_is_paid_by_the_owners_signature(home: Family) -> None:
    opened = await home.done(asking(home.kid, listed(home)))
    assert isinstance(opened.receipt, Item)
    made = await home.done(asking(home.ada, home.decision(opened.receipt, Choice.SIGN)))
    assert (stands(made.receipt), await home.units(home.ben)) == (ItemStatus.EXECUTED, (2_500, 0))


@pytest.mark.parametrize("arrives", [True, False])
async def test_such_a_list_is_signed_once_wherever_the_way_broke(home: Family, arrives: bool) -> None:
    operation, way = asking(home.kid, listed(home)), home.place.line._transport
    home.place.line._transport = Breaking(way, "/signatures", arrives=arrives, times=99)
    assert not (await home.failed(operation)).decided
    home.place.line._transport = way
    made = await home.done(operation)
    page = await home.place.services.multisig.get_items()
    assert (stands(made.receipt), len(page.items), len(page.items[0].votes)) == (ItemStatus.PENDING, 1, 1)


def _more_in_a_list(matter: Body) -> None:
    matter["payments"][1]["amount"]["value"] = "99.00"


def _another_memo_in_a_list(matter: Body) -> None:
    matter["payments"][0]["memo"] = "for the node"


def _another_recipient_in_a_list(matter: Body) -> None:
    matter["payments"][0]["recipient"] = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def _one_less(matter: Body) -> None:
    del matter["payments"][0]


def _turned_round(matter: Body) -> None:
    matter["payments"].reverse()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (_more_in_a_list, Code.ANSWER_DIFFERS),
        (_another_memo_in_a_list, Code.ANSWER_DIFFERS),
        (_another_recipient_in_a_list, Code.NODE_ANSWER_INVALID),
        (_one_less, Code.NODE_ANSWER_INVALID),
        (_turned_round, Code.ANSWER_DIFFERS),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
async def test_an_item_about_other_payments_than_were_listed_is_not_signed(
    home: Family, change: Callable[[Body], None], refused: Code
) -> None:
    def lie(path: str, body: Body) -> None:
        if path.endswith("/transfers:batch") and "proposal" in body:
            change(body["proposal"]["matter"])

    way = home.place.line._transport = Tampering(home.place.line._transport, lie)
    failed = await home.failed(asking(home.kid, listed(home)))
    assert failed.problem.code is refused
    assert not [path for path in way.paths if path.endswith("/signatures")]
