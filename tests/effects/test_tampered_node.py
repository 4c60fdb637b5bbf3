"""A liar between node and desktop changes each value of an answer about an item: nothing of that is ever signed."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio
from pydantic import ValidationError

from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.item_record import ItemRecord
from qwallet_desktop.domain.multisig import Choice, Executed, Item, message, proposal_hash
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.asks import DecideItem
from qwallet_desktop.state.operation_actions import OperationFailed, SendOperation
from qwallet_desktop.wire.shapes import adapter, dump
from tests.effects.approvals import Body, Family, Tampering, asking, family
from tests.effects.desks import Place, new_id
from tests.helpers.tampering import changes, kind_of, spelt

pytestmark = pytest.mark.asyncio

ON_THE_NODES_WORD = {"item.votes[].at"}
"""What no signature is over of an item that waits; the screen says so (tests/wire/test_tampered_records.py)."""

NOTICED = {Code.NODE_ANSWER_INVALID, Code.ITEM_UNVERIFIED, Code.ITEM_DIFFERS}


@pytest_asyncio.fixture
async def home(place: Place) -> Family:
    return await family(place)


class Liar(httpx.AsyncBaseTransport):
    """Answers what it is told to say of records, and passes on all else; counts signatures that come by."""

    def __init__(self, way: httpx.AsyncBaseTransport) -> None:
        self._way = way
        self.says: bytes | None = None
        self.signatures = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.signatures += request.url.path.endswith("/signatures")
        if self.says is None or not request.url.path.endswith("/record"):
            return await self._way.handle_async_request(request)
        headers = {"content-type": "application/json"}
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(self.says))


def between(home: Family) -> Liar:
    """Put a liar between the desktop and the node."""
    liar = home.place.line._transport = Liar(home.place.line._transport)
    return liar


async def truth_of(home: Family, item: Item) -> ItemRecord:
    return await home.place.services.multisig.get_record(item.proposal.item_id)


def read(document: bytes) -> ItemRecord | None:
    """Read a record; None where it is none."""
    try:
        return adapter(ItemRecord).validate_json(document, strict=True)
    except ValidationError:
        return None


async def test_nothing_is_signed_that_was_changed_on_the_way(home: Family) -> None:
    item = await home.opened()
    truth, decision, liar = await truth_of(home, item), home.decision(item, Choice.SIGN), between(home)
    tried, noticed = set[str](), set[Code]()
    for at, document in changes(json.loads(dump(truth))):
        liar.says = json.dumps(document).encode()
        if kind_of(at) in ON_THE_NODES_WORD or spelt(at) in tried or read(liar.says) == truth:
            continue
        tried.add(spelt(at))
        told = (await home.place.answer(SendOperation(asking(home.ada, decision))))[-1]
        assert isinstance(told, OperationFailed), spelt(at)
        noticed.add(told.problem.code)
    assert (noticed, liar.signatures) == (NOTICED, 0)
    assert len(tried) > len(json.loads(dump(truth.item.proposal)))
    # What was refused is no broken line: the same desktop signs what is true.
    liar.says = None
    made = await home.done(asking(home.ada, decision))
    assert isinstance(made.receipt, Item)
    assert isinstance(made.receipt.closing, Executed)


def _amount(proposal: Body) -> None:
    proposal["matter"]["amount"]["value"] = "99.00"


def _recipient(proposal: Body) -> None:
    proposal["matter"]["recipient"] = proposal["approvers"][0]


def _approvers(proposal: Body) -> None:
    proposal["approvers"].append(proposal["matter"]["recipient"])


def _time(proposal: Body) -> None:
    proposal["expiresAt"] = proposal["expiresAt"].replace("20", "21", 1)


@pytest.mark.parametrize("lie", [_amount, _recipient, _approvers, _time])
async def test_nothing_is_signed_of_a_lie_that_the_whole_node_tells(home: Family, lie: Callable[[Body], None]) -> None:
    """The list, the item, its record and its hash say the same: only the signatures say another thing."""
    truth = await truth_of(home, await home.opened())
    document = json.loads(dump(truth))
    lie(document["item"]["proposal"])
    lied = adapter(ItemRecord).validate_json(json.dumps(document), strict=True)
    liar = between(home)
    liar.says = json.dumps(document).encode()
    proposal = lied.item.proposal
    shown = proposal_hash(proposal, home.place.services.address.node_id)
    failed = await home.failed(asking(home.ada, DecideItem(proposal.item_id, Choice.SIGN, "", shown)))
    assert (failed.problem.code, liar.signatures) == (Code.ITEM_UNVERIFIED, 0)


async def test_no_key_of_the_liars_own_stands_for_anothers(home: Family) -> None:
    """It asks in its own name, with a signature that fits: but it is not the one whose money that is."""
    item = await home.opened()
    other = await home.place.person("Mallory")
    truth = await truth_of(home, item)
    node_id = home.place.services.address.node_id
    proposal = replace(truth.item.proposal, initiator=other.id)
    signature = await home.place.desk.qlock.sign(other.id, message(proposal, node_id))
    vote = replace(truth.item.votes[0], signer=other.id, signature=signature.hex())
    lied = replace(truth, item=replace(truth.item, proposal=proposal, votes=(vote,)))
    liar = between(home)
    liar.says = dump(lied)
    asked = DecideItem(proposal.item_id, Choice.SIGN, "", proposal_hash(proposal, node_id))
    failed = await home.failed(asking(home.ada, asked))
    assert (failed.problem.facts.get("check"), liar.signatures) == ("APPROVERS_BY_CHARTER", 0)


async def company(home: Family) -> Group:
    """Found a group of Ada and Ben, whose payments both must sign."""
    services, qlock = home.place.services, home.place.desk.qlock
    members = (Member(home.ada, (Role.SIGNER, Role.ADMIN)), Member(home.ben, (Role.SIGNER,)))
    charter, node_id = Charter(members, threshold=2), services.address.node_id
    founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, home.ada, node_id, "0a" * 16)
    signed = [(who, await qlock.sign(who, founding.message())) for who in (home.ada, home.ben)]
    signatures = tuple(FoundingSignature(who, signature.hex()) for who, signature in signed)
    return await services.identities.found_group(founding, signatures, actor=home.ada, request_id=new_id())


async def test_a_group_is_what_its_members_signed_or_is_not_read_at_all(home: Family) -> None:
    group = await company(home)
    document = json.loads(dump(group))
    silent = set[str]()
    for at, changed in changes(document):

        def say(path: str, body: Body, changed: Body = changed) -> None:
            if path.endswith("/group"):
                body.clear()
                body.update(changed)

        way = home.place.line._transport
        home.place.line._transport = Tampering(way, say)
        with suppress(ServiceError):
            found = await home.place.services.identities.get_group(group.id)
            silent |= set() if found == group else {kind_of(at)}
        home.place.line._transport = way
    assert silent <= {"signatures"}
