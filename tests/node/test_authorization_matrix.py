"""The whole authorization table through HTTP, by search and by events: each actor, each action, one subject.

The table is written out here by hand, so that a slip in `domain/permissions.py` shows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from qwallet_desktop.domain.permissions import TABLE, Action, Relation
from tests.node.http_builders import Person, Web, code, open_web, signed_link, taken
from tests.node.stream_builders import listening

ISSUER, OWNER, CHILD = Person("Issuer"), Person("Owner"), Person("Child")
COUNTERPARTY, STRANGER, UNREGISTERED = Person("Counterparty"), Person("Stranger"), Person("Nobody")
GRANDCHILD, SESSION, NOWHERE = Person("Grandchild"), Person("Session"), Person("Nowhere")
ACTORS = {
    "self": CHILD,
    "owner": OWNER,
    "counterparty": COUNTERPARTY,
    "stranger": STRANGER,
    "unregistered": UNREGISTERED,
}
READS = [
    Action.READ_IDENTITY,
    Action.READ_BALANCES,
    Action.READ_HISTORY,
    Action.READ_NOTIFICATIONS,
    Action.READ_POLICY,
    Action.READ_LIMITS,
    Action.READ_DECISIONS,
    Action.PREVIEW,
]
# The whole table is written out in tests/domain/test_permissions.py; members and guardians have files of their own.
MAY = {
    "self": set(Action),
    "owner": {
        Action.READ_IDENTITY,
        Action.READ_BALANCES,
        Action.READ_HISTORY,
        Action.READ_EVENTS,
        Action.READ_NOTIFICATIONS,
        Action.READ_TRANSFER,
        Action.READ_PROOF,
        Action.READ_POLICY,
        Action.READ_LIMITS,
        Action.READ_ITEMS,
        Action.READ_DECISIONS,
        Action.FREEZE,
        Action.UNFREEZE,
        Action.WRITE_POLICY,
        Action.WRITE_LIMITS,
        Action.PROPOSE,
        Action.SIGN_ITEM,
        Action.CLOSE,
        Action.SUCCEED,
    },
    "counterparty": {Action.READ_TRANSFER, Action.READ_PROOF},
    "stranger": set[Action](),
    "unregistered": set[Action](),
}


@dataclass(frozen=True)
class World:
    """A child with an owner, a payment that it made, and what these are called."""

    web: Web
    token: str
    transfer: str

    async def read(self, actor: Person, path: str, **params: str) -> httpx.Response:
        return await self.web.read(actor, path, **params)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_web(tmp_path) as web:
        for person in (ISSUER, OWNER, COUNTERPARTY, STRANGER):
            taken(await web.register(person))
        taken(await web.register(CHILD, owner=OWNER))
        token = await web.issue(ISSUER)
        taken(await web.pay(ISSUER, CHILD, token, "100.00", memo="pocket money"))
        taken(await web.pay(ISSUER, STRANGER, token, "1.00", memo="something else"))
        paid = await web.pay(CHILD, COUNTERPARTY, token, "10.00", memo="Secretword Rent")
        yield World(web, token, taken(paid)["transfer"]["id"])


def paths(world: World, subject: Person) -> dict[Action, list[tuple[str, dict[str, str]]]]:
    """List every read that asks for an action on somebody."""
    base = f"/identities/{subject.did}"
    payment = {"recipient": ISSUER.did, "tokenId": world.token, "amount": "1.00"}
    return {
        Action.READ_IDENTITY: [(base, {})],
        Action.READ_BALANCES: [
            (f"{base}/wallet", {}),
            (f"{base}/balances", {}),
            (f"{base}/balances/{world.token}/daily", {}),
        ],
        Action.READ_HISTORY: [
            (f"{base}/transactions", {}),
            (f"{base}/transactions", {"search": "secretword"}),
            (f"{base}/transactions/export", {}),
        ],
        Action.READ_NOTIFICATIONS: [(f"{base}/notifications", {})],
        Action.READ_POLICY: [(f"{base}/policy", {}), (f"{base}/policy/versions", {})],
        Action.READ_LIMITS: [(f"{base}/limits", {}), (f"{base}/limits/versions", {"scope": "IDENTITY"})],
        Action.READ_DECISIONS: [(f"{base}/decisions", {})],
        Action.PREVIEW: [(f"{base}/payments/preview", payment)],
    }


def expected_denial(actor: str) -> tuple[str, ...]:
    """Whoever is not registered may read for nobody; for all others it does not exist."""
    return ("GRANT_INVALID",) if actor == "unregistered" else ("IDENTITY_UNKNOWN",)


def test_the_table_here_is_the_table_there() -> None:
    for relation in Relation:
        assert relation.value.lower() not in MAY or TABLE[relation] == MAY[relation.value.lower()], relation


def test_every_action_is_tried_somewhere() -> None:
    elsewhere = {
        *(Action.READ_TRANSFER, Action.READ_PROOF, Action.READ_EVENTS),
        *(Action.RENAME, Action.FREEZE, Action.UNFREEZE, Action.MARK_READ),
        *(Action.SEND, Action.ISSUE, Action.REGISTER_CHILD),
        # Groups, rules, items, address books, closing and successors have files of their own.
        *(Action.READ_GROUP, Action.READ_BOOK, Action.PROPOSE_CONTACT, Action.APPROVE_CONTACT),
        *(Action.WRITE_CHARTER, Action.ASK_FREEZE),
        *(Action.WRITE_POLICY, Action.WRITE_LIMITS, Action.READ_ITEMS, Action.PROPOSE, Action.SIGN_ITEM),
        *(Action.CLOSE, Action.SUCCEED),
    }
    assert set(READS) | elsewhere == set(Action)


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("action", READS)
async def test_a_read_is_answered_as_the_table_says(world: World, actor: str, action: Action) -> None:
    for path, params in paths(world, CHILD)[action]:
        answer = await world.read(ACTORS[actor], path, **params)
        if action in MAY[actor]:
            taken(answer)
        else:
            assert code(answer) in expected_denial(actor)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("actor", "action"),
    [(actor, action) for actor in ACTORS for action in READS if action not in MAY[actor]],
)
async def test_what_is_denied_is_answered_as_if_it_were_not_there(world: World, actor: str, action: Action) -> None:
    both = zip(paths(world, CHILD)[action], paths(world, NOWHERE)[action], strict=True)
    for (path, params), (nowhere, _) in both:
        denied = await world.read(ACTORS[actor], path, **params)
        absent = await world.read(ACTORS[actor], nowhere, **params)
        assert (denied.status_code, denied.content) == (absent.status_code, absent.content)


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ["self", "owner", "counterparty", "stranger"])
@pytest.mark.parametrize("action", READS)
async def test_a_session_key_may_read_what_its_givers_may(world: World, actor: str, action: Action) -> None:
    taken(await world.web.grant(SESSION, ACTORS[actor]))
    for path, params in paths(world, CHILD)[action]:
        answer = await world.read(SESSION, path, **params)
        assert answer.is_success == (action in MAY[actor]), path


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("action", "suffix"), [(Action.READ_TRANSFER, ""), (Action.READ_PROOF, "/proof")])
async def test_a_transfer_is_shown_as_the_table_says(world: World, actor: str, action: Action, suffix: str) -> None:
    answer = await world.read(ACTORS[actor], f"/transfers/{world.transfer}{suffix}")
    if action in MAY[actor]:
        assert world.transfer in answer.text
        taken(answer)
    else:
        absent = await world.read(ACTORS[actor], f"/transfers/tr_{'0' * 32}{suffix}")
        assert code(answer) in {"TRANSFER_UNKNOWN", "GRANT_INVALID"}
        assert answer.content == absent.content


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
async def test_a_list_of_identities_holds_whom_the_table_lets_the_actor_see(world: World, actor: str) -> None:
    answer = await world.read(ACTORS[actor], "/identities")
    listed = CHILD.did in answer.text
    assert listed == (Action.READ_IDENTITY in MAY[actor])


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ["self", "owner", "counterparty", "stranger"])
async def test_a_search_finds_only_what_one_took_part_in(world: World, actor: str) -> None:
    person = ACTORS[actor]
    path = f"/identities/{person.did}/transactions"
    page = taken(await world.read(person, path, search="secretword"))
    assert page["total"] == (1 if actor in {"self", "counterparty"} else 0)


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ["self", "owner", "counterparty", "stranger"])
async def test_events_of_the_subject_reach_whom_the_table_names(world: World, actor: str) -> None:
    person = ACTORS[actor]
    async with listening(world.web, person) as listener:
        assert (await listener.next()).event == "hello"
        taken(await world.web.pay(CHILD, ISSUER, world.token, "1.00"))
        # Everybody is told of this one, so what did not come before it does not come at all.
        taken(await world.web.write(person, f"/identities/{person.did}", *RENAMED, method="PATCH"))
        told = ""
        while '"Renamed"' not in (data := (await listener.next()).data):
            told += data
    assert (CHILD.did in told) == (Action.READ_EVENTS in MAY[actor])


@pytest.mark.asyncio
async def test_an_unregistered_actor_gets_no_events(world: World) -> None:
    assert code(await world.read(UNREGISTERED, "/events")) == "GRANT_INVALID"


@pytest.mark.asyncio
async def test_a_counterparty_is_told_of_the_shared_transfer_as_its_own(world: World) -> None:
    async with listening(world.web, COUNTERPARTY) as listener:
        assert (await listener.next()).event == "hello"
        taken(await world.web.pay(CHILD, COUNTERPARTY, world.token, "1.00"))
        told = await listener.next()
    assert f'"identityId":"{COUNTERPARTY.did}"' in told.data
    assert '"98.00"' not in told.data
    assert '"89.00"' not in told.data


RENAMED = ({"name": "Renamed"},)
Ask = Callable[[World, Person], Awaitable[httpx.Response]]


async def rename(world: World, actor: Person) -> httpx.Response:
    body = {"name": "Another"}
    return await world.web.write(actor, f"/identities/{CHILD.did}", body, method="PATCH")


async def freeze(world: World, actor: Person) -> httpx.Response:
    body = {"status": "FROZEN", "reason": "lost"}
    return await world.web.write(actor, f"/identities/{CHILD.did}/status", body)


async def unfreeze(world: World, actor: Person) -> httpx.Response:
    # By the one who asks where that may be, so that the freezer's own right is not what counts.
    taken(await freeze(world, CHILD if actor is not OWNER else OWNER))
    return await world.web.write(actor, f"/identities/{CHILD.did}/status", {"status": "ACTIVE"})


async def mark_read(world: World, actor: Person) -> httpx.Response:
    return await world.web.write(actor, f"/identities/{CHILD.did}/notifications/read", {"upTo": 1})


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(
    ("action", "ask"),
    [
        (Action.RENAME, rename),
        (Action.FREEZE, freeze),
        (Action.UNFREEZE, unfreeze),
        (Action.MARK_READ, mark_read),
    ],
)
async def test_a_change_is_made_as_the_table_says(world: World, actor: str, action: Action, ask: Ask) -> None:
    answer = await ask(world, ACTORS[actor])
    if action in MAY[actor]:
        taken(answer)
    else:
        assert code(answer) == "IDENTITY_UNKNOWN"
        assert taken(await world.read(CHILD, f"/identities/{CHILD.did}"))["name"] == "Child"


async def in_the_name_of(world: World, subject: Person, actor: Person, path: str, body: Any) -> httpx.Response:
    """Ask as the subject, with the actor's key: the only way to ask for another at all."""
    attempt = world.web.attempt("POST", path, json=body, request_id=str(uuid4()), key_id=subject.did)
    return await world.web.send(attempt.signed_by(actor))


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
async def test_only_the_subject_sends_in_its_name(world: World, actor: str) -> None:
    body = {"recipient": ISSUER.did, "tokenId": world.token, "amount": "1.00"}
    answer = await in_the_name_of(world, CHILD, ACTORS[actor], "/transfers", body)
    if Action.SEND in MAY[actor]:
        taken(answer)
    else:
        assert code(answer) == "SIGNATURE_INVALID"
        assert await world.web.balance(CHILD) == {world.token: "90.00"}


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
async def test_only_the_subject_issues_in_its_name(world: World, actor: str) -> None:
    body = {"symbol": "NEW", "name": "", "decimals": 2, "salt": "0" * 32}
    person = ISSUER if actor == "self" else ACTORS[actor]
    answer = await in_the_name_of(world, ISSUER, person, "/tokens", body)
    if Action.ISSUE in MAY[actor]:
        taken(answer)
    else:
        assert code(answer) == "SIGNATURE_INVALID"


@pytest.mark.asyncio
@pytest.mark.parametrize("actor", ACTORS)
async def test_only_the_subject_takes_a_child(world: World, actor: str) -> None:
    person = ISSUER if actor == "self" else ACTORS[actor]
    link = signed_link(ISSUER, GRANDCHILD, world.web.node.node_id)
    forged = signed_link(person, GRANDCHILD, world.web.node.node_id)
    body = {"type": "ROOT", "name": "Grandchild", "link": {**forged, "parent": link["parent"]}}
    answer = await world.web.write(GRANDCHILD, "/identities", body)
    if Action.REGISTER_CHILD in MAY[actor]:
        assert taken(answer)["owner"] == ISSUER.did
    else:
        assert code(answer) == "LINK_INVALID"
