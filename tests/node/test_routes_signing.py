"""Whether an identity may sign, why not, and how many items wait for its signature, through HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.node import capabilities
from qwallet_desktop.wire.shapes import adapter
from tests.node.charters import charter, propose, vote
from tests.node.groups import close, found, freeze, register_aid, sign, succeed
from tests.node.http_builders import Person, Web, code, open_web, taken

pytestmark = pytest.mark.asyncio

ANN, BEN, CLEO, EVA = Person("Ann"), Person("Ben"), Person("Cleo"), Person("Eva")
SUB, NEW, AID = Person("Sub"), Person("New"), Person("Aid")


@pytest_asyncio.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    async with open_web(tmp_path) as opened:
        for person in (ANN, BEN, CLEO, EVA):
            taken(await opened.register(person))
        taken(await opened.register(SUB, owner=ANN))
        yield opened


@pytest_asyncio.fixture
async def bakery(web: Web) -> IdentityId:
    return await found(web, ANN, {ANN: "AI", BEN: "S", CLEO: "S"}, threshold=2)


async def signing(web: Web, reader: Person, whose: str) -> tuple[bool, str, int]:
    """Read whether somebody may sign, the code of why not, and how much waits for it."""
    read: dict[str, Any] = taken(await web.read(reader, f"/identities/{whose}/signing"))
    assert read["identityId"] == whose
    problem = read["problem"]
    return read["canSign"], problem["code"] if problem else "", read["waiting"]


async def asks(web: Web, group: IdentityId) -> dict[str, Any]:
    """Have Ann ask for Eva as a third signer."""
    wanted = charter({ANN: "AI", BEN: "S", CLEO: "S", EVA: "S"}, 2)
    item: dict[str, Any] = taken(await propose(web, ANN, group, wanted))
    return item


async def test_who_is_active_may_sign_and_nothing_waits(web: Web) -> None:
    assert await signing(web, ANN, ANN.did) == (True, "", 0)


async def test_what_waits_is_counted_for_everybody_who_is_to_sign(web: Web, bakery: IdentityId) -> None:
    item = await asks(web, bakery)
    everybody = (ANN, BEN, CLEO, EVA)
    counts = [[(await signing(web, who, who.did))[2] for who in everybody]]
    item = taken(await sign(web, ANN, item))
    counts.append([(await signing(web, who, who.did))[2] for who in everybody])
    item = taken(await sign(web, BEN, item))
    item = taken(await sign(web, EVA, item))
    counts.append([(await signing(web, who, who.did))[2] for who in everybody])
    taken(await sign(web, CLEO, item))
    counts.append([(await signing(web, who, who.did))[2] for who in everybody])
    assert counts == [[1, 0, 0, 0], [0, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0]]


async def test_more_is_counted_than_is_read_at_once(
    web: Web, bakery: IdentityId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capabilities, "AT_ONCE", 2)
    for _ in range(3):
        taken(await sign(web, ANN, await asks(web, bakery)))
    assert (await signing(web, BEN, BEN.did))[2] == 3


async def test_what_was_rejected_does_not_wait(web: Web, bakery: IdentityId) -> None:
    item = taken(await sign(web, ANN, await asks(web, bakery)))
    taken(await vote(web, EVA, item, Choice.REJECT))
    assert [(await signing(web, who, who.did))[2] for who in (BEN, EVA)] == [0, 0]


async def test_what_has_expired_does_not_wait(web: Web, bakery: IdentityId) -> None:
    taken(await sign(web, ANN, await asks(web, bakery)))
    web.clock.now += timedelta(days=7)
    assert (await signing(web, BEN, BEN.did))[2] == 0


async def test_what_one_has_to_confirm_waits_a_second_time(web: Web) -> None:
    group = await found(web, ANN, {ANN: "SA", BEN: "V"})
    item = taken(await propose(web, ANN, group, charter({ANN: "SA"})))
    item = taken(await sign(web, ANN, item))
    assert (await signing(web, ANN, ANN.did))[2] == 1
    taken(await sign(web, ANN, item))
    assert (await signing(web, ANN, ANN.did))[2] == 0


async def test_who_is_frozen_may_not_sign_and_says_why(web: Web, bakery: IdentityId) -> None:
    taken(await sign(web, ANN, await asks(web, bakery)))
    taken(await freeze(web, BEN, BEN.did, "A key is lost"))
    read = taken(await web.read(BEN, f"/identities/{BEN.did}/signing"))
    assert (read["problem"]["facts"], await signing(web, BEN, BEN.did)) == (
        {"reason": "A key is lost"},
        (False, "IDENTITY_FROZEN", 1),
    )


async def test_who_is_closed_may_not_sign(web: Web) -> None:
    taken(await close(web, SUB, SUB.did))
    assert await signing(web, ANN, SUB.did) == (False, "IDENTITY_CLOSED", 0)


async def test_whose_consent_says_so_may_not_sign(web: Web) -> None:
    policy = adapter(ConsentPolicy).dump_python(ConsentPolicy(can_sign=False), mode="json", by_alias=True)
    body = {"policy": policy, "base": 0, "reason": ""}
    taken(await web.write(SUB, f"/identities/{SUB.did}/policy", body, method="PUT"))
    assert await signing(web, SUB, SUB.did) == (False, "SIGNING_OFF", 0)


async def test_groups_and_anonymous_identities_sign_nothing(web: Web, bakery: IdentityId) -> None:
    taken(await register_aid(web, AID, await web.issue(ANN)))
    read = [await signing(web, BEN, bakery), await signing(web, AID, AID.did)]
    assert read == [(False, "NOT_PERMITTED", 0)] * 2


async def test_a_successor_reads_it_of_the_old_one(web: Web) -> None:
    taken(await succeed(web, SUB, SUB, NEW))
    assert await signing(web, NEW, SUB.did) == (False, "IDENTITY_CLOSED", 0)


async def test_it_is_nobody_else_s_affair(web: Web) -> None:
    assert code(await web.read(BEN, f"/identities/{ANN.did}/signing")) == "IDENTITY_UNKNOWN"
