"""Changing the signers of a group through HTTP: what comes of it, and who hears of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.group_chain import Amendment, Replacement
from qwallet_desktop.domain.groups import Charter
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.node.known import Known
from qwallet_desktop.wire.shapes import adapter
from tests.node.charters import above, agreed, charter, propose, read_group, status_of
from tests.node.groups import (
    close,
    found,
    freeze,
    shown,
    sign,
    succeed,
)
from tests.node.http_builders import Person, Web, code, open_web, taken
from tests.node.stream_builders import Listener, listening

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, DORA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Dora")
EVA, FAY, NEW = Person("Eva"), Person("Fay"), Person("New")
MEMBERS = {ANN: "A", BEN: "S", CLEO: "SI", DORA: "V"}
"""Ann is ADMIN, Ben SIGNER, Cleo SIGNER and INITIATOR, Dora VIEWER; Eva and Fay are strangers yet."""

WITH_EVA = charter({ANN: "A", BEN: "S", CLEO: "SI", EVA: "S"}, 2)
"""Eva signs too, and Dora is not there any more."""


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, DORA, EVA, FAY):
            taken(await opened.register(person))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, MEMBERS, threshold=2)


async def opened(web: Web, group: IdentityId, wanted: Charter = WITH_EVA) -> dict[str, Any]:
    """Return an item that Ann has asked for and signed."""
    proposed: dict[str, Any] = taken(await sign(web, ANN, taken(await propose(web, ANN, group, wanted))))
    return proposed


async def test_the_strictest_threshold_decides_on_signers_and_rules(web: Web) -> None:
    token = await web.issue(ANN)
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S", DORA: "S"}, threshold=1)
    graded = charter({ANN: "A", BEN: "S", CLEO: "S", DORA: "S"}, 1, amount_thresholds=(above(token, 10_000, 3),))
    await agreed(web, group, graded, ANN, BEN)
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_receive=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": ""}
    changed = taken(await web.write(ANN, f"/identities/{group}/policy", body, method="PUT"))
    proposed = taken(await propose(web, ANN, group, charter({ANN: "A", BEN: "S"}), 2))
    assert (changed["proposal"]["required"], proposed["proposal"]["required"]) == (3, 3)


async def test_everything_else_that_was_open_is_superseded(web: Web, bakery: IdentityId) -> None:
    first = await opened(web, bakery)
    draft = taken(await propose(web, ANN, bakery, charter({ANN: "SA"})))
    for person in (BEN, CLEO, EVA):
        first = taken(await sign(web, person, first))
    assert first["closing"]["kind"] == "EXECUTED"
    assert await status_of(web, ANN, draft) == "SUPERSEDED"
    assert code(await sign(web, ANN, draft)) == "ITEM_SUPERSEDED"


async def test_a_change_of_policy_supersedes_a_change_of_signers(web: Web, bakery: IdentityId) -> None:
    item = await opened(web, bakery)
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_receive=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": ""}
    other = taken(await web.write(ANN, f"/identities/{bakery}/policy", body, method="PUT"))
    for person in (ANN, BEN, CLEO):
        other = taken(await sign(web, person, other))
    assert await status_of(web, ANN, item) == "SUPERSEDED"


async def test_who_left_signs_nothing_any_more(web: Web) -> None:
    group = await found(web, ANN, {ANN: "AI", BEN: "S", CLEO: "S", DORA: "S"}, threshold=1)
    before = await opened(web, group, charter({ANN: "A", BEN: "S"}))
    await agreed(web, group, charter({ANN: "A", CLEO: "S"}), ANN, CLEO)
    assert code(await sign(web, BEN, before)) == "ITEM_SUPERSEDED"
    after = taken(await sign(web, ANN, taken(await propose(web, ANN, group, charter({ANN: "SA"}), 2))))
    assert code(await sign(web, BEN, after)) == "ITEM_UNKNOWN"


async def test_who_left_sees_the_group_no_more_and_who_joined_does(web: Web, bakery: IdentityId) -> None:
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    assert code(await web.read(DORA, f"/identities/{bakery}")) == "IDENTITY_UNKNOWN"
    listed = {who: [one["id"] for one in taken(await web.read(who, "/identities"))] for who in (DORA, EVA)}
    assert (bakery in listed[DORA], bakery in listed[EVA]) == (False, True)
    assert code(await web.read(DORA, f"/identities/{bakery}/transactions")) == "IDENTITY_UNKNOWN"
    assert (await shown(web, EVA, bakery))["name"] == "Bakery"


async def test_who_left_does_not_find_what_the_group_pays(web: Web, bakery: IdentityId) -> None:
    token = await web.issue(ANN)
    paid = {"recipient": bakery, "tokenId": token, "amount": "25.00", "memo": "Flour"}
    transfer = taken(await web.write(ANN, "/transfers", paid))["transfer"]["id"]
    assert (await web.read(DORA, f"/transfers/{transfer}")).is_success
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    seen = [(await web.read(who, f"/transfers/{transfer}")).is_success for who in (DORA, EVA)]
    found_by = [await web.read(who, f"/identities/{bakery}/transactions", search="Flour") for who in (DORA, EVA)]
    assert (seen, [answer.is_success for answer in found_by]) == ([False, True], [False, True])


async def test_roles_are_given_and_taken_at_once(web: Web, bakery: IdentityId) -> None:
    wanted = charter({ANN: "A", BEN: "SA", CLEO: "S", DORA: "I"}, 2)
    await agreed(web, bakery, wanted, ANN, BEN, CLEO)
    body = {"name": "Patisserie"}
    assert taken(await web.write(BEN, f"/identities/{bakery}", body, method="PATCH"))["name"] == "Patisserie"
    payment = {"recipient": ANN.did, "tokenId": await web.issue(ANN), "amount": "1.00", "memo": ""}
    sent = {who: code(await web.write(who, f"/identities/{bakery}/transfers", payment)) for who in (CLEO, DORA)}
    assert sent == {CLEO: "IDENTITY_UNKNOWN", DORA: "INSUFFICIENT_FUNDS"}


async def _until(listener: Listener, word: str) -> str:
    """Collect what is told until something says this word."""
    heard = ""
    while word not in (data := (await listener.next()).data):
        heard += data
    return heard


async def _renames(web: Web, person: Person, name: str) -> None:
    taken(await web.write(person, f"/identities/{person.did}", {"name": name}, method="PATCH"))


async def test_the_group_appears_live_to_who_joins(web: Web, bakery: IdentityId) -> None:
    async with listening(web, EVA) as listener:
        await listener.next()
        await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
        taken(await web.write(ANN, f"/identities/{bakery}", {"name": "Patisserie"}, method="PATCH"))
        await _renames(web, EVA, "Done")
        heard = await _until(listener, '"Done"')
    assert '"Patisserie"' in heard


async def test_nothing_more_of_the_group_is_told_to_who_left(web: Web, bakery: IdentityId) -> None:
    async with listening(web, DORA) as listener:
        await listener.next()
        await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
        taken(await web.write(ANN, f"/identities/{bakery}", {"name": "Patisserie"}, method="PATCH"))
        await _renames(web, DORA, "Done")
        heard = await _until(listener, '"Done"')
    assert ('"ITEM_NEWS"' in heard, '"Patisserie"' in heard) == (True, False)


async def _news(web: Web, who: Person) -> list[tuple[str, str]]:
    page = taken(await web.read(who, f"/identities/{who.did}/notifications"))
    facts = [one["fact"] for one in page["entries"] if one["fact"]["kind"] == "ITEM_NEWS"]
    return [(fact["proposal"]["subject"], fact["status"]) for fact in facts]


async def test_whoever_is_concerned_has_news_of_it(web: Web, bakery: IdentityId) -> None:
    wanted = charter({ANN: "A", BEN: "S", CLEO: "S", EVA: "S"}, 2)
    await agreed(web, bakery, wanted, ANN, BEN, CLEO, EVA)
    asked, done = ("SIGNERS_CHANGE", "PENDING"), ("SIGNERS_CHANGE", "EXECUTED")
    expected = {ANN: [done], BEN: [asked], CLEO: [done, asked], DORA: [done], EVA: [done, asked], FAY: []}
    assert {who: await _news(web, who) for who in expected} == expected


async def test_whose_last_group_it_was_may_be_closed(web: Web, bakery: IdentityId) -> None:
    assert code(await close(web, BEN, BEN.did)) == "HAS_DEPENDENTS"
    await agreed(web, bakery, charter({ANN: "SA", CLEO: "S"}), ANN, BEN, CLEO)
    assert taken(await close(web, BEN, BEN.did))["status"] == "CLOSED"
    assert code(await freeze(web, ANN, ANN.did)) == "LAST_ADMIN"


async def test_whom_larger_payments_need_is_not_closed(web: Web) -> None:
    token = await web.issue(ANN)
    group = await found(web, ANN, {ANN: "A", BEN: "S", CLEO: "S"}, threshold=1)
    graded = charter({ANN: "A", BEN: "S", CLEO: "S"}, 1, amount_thresholds=(above(token, 10_000, 2),))
    await agreed(web, group, graded, ANN, BEN)
    answer = await close(web, BEN, BEN.did)
    assert (code(answer), answer.json()["facts"]["part"]) == ("HAS_DEPENDENTS", "signer")


async def test_a_frozen_group_may_change_its_signers(web: Web, bakery: IdentityId) -> None:
    taken(await freeze(web, ANN, bakery, "Ben's key is lost"))
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    assert (await shown(web, EVA, bakery))["status"] == "FROZEN"
    assert (await read_group(web, EVA, bakery)).version == 2


async def test_one_after_the_other_and_a_successor_between_them_hold_from_the_id(web: Web, bakery: IdentityId) -> None:
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    taken(await succeed(web, CLEO, CLEO, NEW))
    back = charter({ANN: "A", BEN: "S", NEW: "SI", DORA: "V"}, 2)
    await agreed(web, bakery, back, ANN, EVA, NEW, base=3)
    group = await read_group(web, DORA, bakery)
    kinds = [type(change) for change in group.changes]
    assert (group.version, kinds) == (4, [Amendment, Replacement, Amendment])
    assert code(await web.read(EVA, f"/identities/{bakery}")) == "IDENTITY_UNKNOWN"


async def test_who_is_taken_out_and_put_in_again_is_a_member(web: Web, bakery: IdentityId) -> None:
    without = charter({ANN: "A", BEN: "S", CLEO: "SI"}, 2)
    await agreed(web, bakery, without, ANN, BEN, CLEO)
    await agreed(web, bakery, charter(MEMBERS, 2), ANN, BEN, CLEO, base=2)
    assert (await shown(web, DORA, bakery))["id"] == bakery
    assert (await read_group(web, DORA, bakery)).version == 3


async def test_what_is_remembered_between_commits_is_the_new_charter(web: Web, bakery: IdentityId) -> None:
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    known: Known = web.node.writer._known
    kept = [one for one in known.charters.values() if one[1] == 2]
    assert [one[0] for one in kept] == [WITH_EVA]
    left = known.memberships
    with web.node.read() as connection:
        numbers: dict[str, int] = dict(connection.exec_driver_sql("SELECT id, n FROM identities").all())
    assert [numbers[bakery] in left.get(numbers[who.did], ()) for who in (DORA, EVA)] == [False, True]


async def test_the_audit_log_says_what_was_asked_for_and_what_came_into_force(web: Web, bakery: IdentityId) -> None:
    await agreed(web, bakery, WITH_EVA, ANN, BEN, CLEO, EVA)
    with web.node.read() as connection:
        question = "SELECT kind, payload FROM audit_leaves, audit_payloads WHERE n = leaf_n ORDER BY n"
        payloads = connection.exec_driver_sql(question).all()
    (asked,) = [payload for kind, payload in payloads if kind == "CHANGE_CHARTER"]
    assert '"base":1,"charter":{"expiryHours":72' in asked
    assert EVA.did in asked
    assert '"charterVersion":2' in [payload for kind, payload in payloads if kind == "SIGN_ITEM"][-1]
