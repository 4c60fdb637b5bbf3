"""Records of items are read and checked on the desktop; a node that lies about one gets no signature."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from qwallet_desktop.domain.checks import CheckName, Verdict
from qwallet_desktop.domain.multisig import Choice, Item
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.state.capabilities import CapabilityLoaded, CapabilityMissed, FetchCapability
from qwallet_desktop.state.item_records import (
    Checked,
    FetchRecord,
    ItemRecords,
    RecordChecked,
    RecordMissed,
    may_sign,
    standing,
)
from qwallet_desktop.state.item_records import reduce as reduce_records
from tests.effects.approvals import Body, Family, Tampering, asking, family
from tests.effects.desks import Place, new_id

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def home(place: Place) -> Family:
    return await family(place)


async def read(home: Family, item: Item) -> RecordChecked:
    return await home.place.one(FetchRecord(item.proposal.item_id), RecordChecked)


def stands(told: RecordChecked, item: Item) -> bool:
    records, _ = reduce_records(ItemRecords(), told)
    return may_sign(standing(records, item, altered=(), is_fresh=True))


def failing(told: RecordChecked) -> set[CheckName]:
    return {check.name for check in told.checks if check.verdict is Verdict.FAILS}


async def test_an_honest_record_holds(home: Family) -> None:
    item = await home.opened()
    told = await read(home, item)
    assert (failing(told), stands(told, item)) == (set(), True)


async def test_what_was_carried_out_holds_with_its_audit_proof(home: Family) -> None:
    item = await home.opened()
    await home.done(asking(home.ada, home.decision(item, Choice.SIGN)))
    told = await read(home, item)
    names = {check.name for check in told.checks}
    assert (failing(told), {CheckName.AUDIT_PROOF, CheckName.LOG_KEY} <= names) == (set(), True)


def _signature(body: Body) -> None:
    body["item"]["votes"][0]["signature"] = "00" * 64


def _amount(body: Body) -> None:
    body["item"]["proposal"]["matter"]["amount"]["value"] = "99.00"


def _approver(body: Body) -> None:
    body["item"]["proposal"]["approvers"] = [body["item"]["proposal"]["initiator"]]


def _required(body: Body) -> None:
    body["item"]["proposal"]["required"] = 2


def _link(body: Body) -> None:
    body["links"][0]["parentSignature"] = "00" * 64


def _no_links(body: Body) -> None:
    body["links"] = []


def _token(body: Body) -> None:
    body["tokens"][0]["symbol"] = "EUR"


def _no_tokens(body: Body) -> None:
    body["tokens"] = []


LIES = [_signature, _amount, _approver, _required, _link, _no_links, _token, _no_tokens]


def lie(home: Family, change: Callable[[Body], None]) -> Tampering:
    def tamper(path: str, body: Body) -> None:
        if path.endswith("/record") and "item" in body:
            change(body)

    way = Tampering(home.place.line._transport, tamper)
    home.place.line._transport = way
    return way


@pytest.mark.parametrize("change", LIES, ids=lambda one: one.__name__)
async def test_a_record_that_lies_fails_a_check_and_may_not_be_signed(
    home: Family, change: Callable[[Body], None]
) -> None:
    item = await home.opened()
    lie(home, change)
    told = await read(home, item)
    assert (bool(failing(told)), stands(told, item)) == (True, False)


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize("change", LIES, ids=lambda one: one.__name__)
async def test_a_decision_is_not_signed_where_the_record_lies_though_the_screen_was_shown_the_truth(
    home: Family, change: Callable[[Body], None], choice: Choice
) -> None:
    item = await home.opened()
    way = lie(home, change)
    who = home.kid if choice is Choice.CANCEL else home.ada
    failed = await home.failed(asking(who, home.decision(item, choice, "" if choice is Choice.SIGN else "why")))
    assert (failed.problem.code in {Code.ITEM_UNVERIFIED, Code.ITEM_DIFFERS}, failed.decided) == (True, True)
    assert not [path for path in way.paths if path.endswith("/signatures")]


async def test_the_check_that_kept_it_from_being_signed_is_named_and_told_to_the_screen(home: Family) -> None:
    item = await home.opened()
    lie(home, _token)
    failed = await home.failed(asking(home.ada, home.decision(item, Choice.SIGN)))
    told = next(action for action in home.place.told if isinstance(action, RecordChecked))
    assert (failed.problem.facts, failing(told)) == ({"check": "TOKEN_DECLARED"}, {CheckName.TOKEN_DECLARED})


async def test_a_proposal_that_is_another_one_each_time_is_caught(home: Family) -> None:
    item = await home.opened()
    other = replace(item, proposal=replace(item.proposal, reason="Something else"))
    told = await read(home, item)
    records, _ = reduce_records(ItemRecords(), told)
    reading = standing(records, other, altered=(), is_fresh=True)
    assert isinstance(reading, Checked)
    assert not may_sign(reading)


async def test_a_record_that_can_not_be_read_says_why(home: Family) -> None:
    item = await home.opened()
    home.place.line.is_cut = True
    missed = await home.place.one(FetchRecord(item.proposal.item_id), RecordMissed)
    assert (missed.item_id, missed.problem.code) == (item.proposal.item_id, Code.NODE_UNREACHABLE)


async def test_without_its_record_nothing_is_signed(home: Family) -> None:
    item = await home.opened()
    home.place.line.is_cut = True
    failed = await home.failed(asking(home.ada, home.decision(item, Choice.SIGN)))
    assert (failed.problem.code, failed.sent) == (Code.NODE_UNREACHABLE, False)


async def test_whether_somebody_may_sign_is_asked(home: Family) -> None:
    told = await home.place.one(FetchCapability(home.ada), CapabilityLoaded)
    assert (told.capability.identity_id, told.capability.can_sign) == (home.ada, True)


async def test_where_that_is_not_answered_it_is_not_known(home: Family) -> None:
    home.place.line.is_cut = True
    missed = await home.place.one(FetchCapability(home.ada), CapabilityMissed)
    assert missed.identity_id == home.ada


async def draft(home: Family) -> Item:
    """Open an item and leave it unsigned."""
    asked = home.draft()
    request_id = new_id()
    item = await home.place.services.wallets.transfer(
        home.kid, request_id, asked.recipient, asked.token_id, asked.amount, asked.memo
    )
    assert isinstance(item, Item)
    return item


@pytest.mark.parametrize("choice", [Choice.SIGN, Choice.CANCEL])
async def test_who_asks_may_sign_what_nobody_has_signed_yet_or_take_it_back(home: Family, choice: Choice) -> None:
    item = await draft(home)
    made = await home.done(asking(home.kid, home.decision(item, choice, "" if choice is Choice.SIGN else "no")))
    assert isinstance(made.receipt, Item)
    assert [vote.choice for vote in made.receipt.votes] == [choice]


async def test_nobody_else_signs_what_was_not_asked_for(home: Family) -> None:
    item = await draft(home)
    failed = await home.failed(asking(home.ada, home.decision(item, Choice.SIGN)))
    assert failed.decided
