"""AIDs: made, followed and forgotten, each by a way of its own."""

import pytest
import pytest_asyncio

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.state.aid_actions import AidGone, AidMade, CreateAid, ForgetAid, SubmitAid
from qwallet_desktop.state.identities import FetchIdentities, IdentitiesLoaded, IdentityRefused
from qwallet_desktop.state.wallets import FetchWallet, WalletLoaded
from tests.effects.aids import LABEL, Ways
from tests.effects.desks import Place, new_id

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def ways(place: Place) -> Ways:
    """The ways of AIDs beside that of all others."""
    return Ways(place)


async def test_an_aid_is_registered_for_its_token_without_a_name(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    token_id = await ways.place.token(ada.id)
    aid = await ways.aid(token_id)
    there = await (await ways.place.desk.services_for(aid.id)).identities.get_identity(aid.id)
    assert (there.type, there.token_id, there.name, there.owner) == (IdentityType.AID, token_id, "", None)


async def test_its_label_is_its_name_on_this_desktop(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    aid = await ways.aid(await ways.place.token(ada.id))
    assert aid.name == LABEL


async def test_nothing_about_an_aid_goes_by_the_way_of_others(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    token_id = await ways.place.token(ada.id)
    before = list(ways.place.line.paths)
    aid = await ways.aid(token_id)
    await ways.place.one(FetchWallet(aid.id), WalletLoaded)
    assert ways.place.line.paths == before


async def test_each_aid_has_a_way_of_its_own(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    token_id = await ways.place.token(ada.id)
    await ways.aid(token_id)
    first = list(ways.lines[0].paths)
    second = await ways.aid(token_id)
    await ways.place.one(FetchWallet(second.id), WalletLoaded)
    assert (ways.lines[0].paths, len(ways.lines)) == (first, 2)


async def test_the_list_of_identities_never_names_an_aid(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    aid = await ways.aid(await ways.place.token(ada.id))
    loaded = await ways.place.one(FetchIdentities(), IdentitiesLoaded)
    assert ([one.id for one in loaded.identities], loaded.held) == ([ada.id], (ada.id, aid.id))


async def test_the_session_of_others_may_not_read_of_an_aid(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    aid = await ways.aid(await ways.place.token(ada.id))
    with pytest.raises(ServiceError) as caught:
        await ways.place.services.identities.get_identity(aid.id)
    assert caught.value.problem.code is Code.IDENTITY_UNKNOWN


async def test_an_aid_that_can_not_be_registered_is_forgotten(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    token_id = await ways.place.token(ada.id)
    wrong = CreateAid(new_id(), type(token_id)("00" * 32), LABEL)
    told = await ways.place.one(SubmitAid(wrong), IdentityRefused)
    assert (told.problem.code, ways.place.desk.qlock.aids.held()) == (Code.TOKEN_UNKNOWN, ())


async def test_a_locked_vault_makes_no_aid(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    token_id = await ways.place.token(ada.id)
    ways.place.desk.qlock.lock()
    told = await ways.place.one(SubmitAid(CreateAid(new_id(), token_id, LABEL)), IdentityRefused)
    assert (told.problem.code, ways.lines) == (Code.VAULT_LOCKED, [])


async def test_an_aid_that_is_forgotten_has_no_way_left(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    aid = await ways.aid(await ways.place.token(ada.id))
    await ways.place.one(ForgetAid(aid.id), AidGone)
    with pytest.raises(ServiceError) as caught:
        await ways.place.desk.services_for(aid.id)
    assert (caught.value.problem.code, caught.value.sent) == (Code.KEY_UNKNOWN, False)


async def test_a_forgotten_key_is_not_held(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    aid = await ways.aid(await ways.place.token(ada.id))
    await ways.place.one(ForgetAid(aid.id), AidGone)
    assert ways.place.desk.held() == (ada.id,)


async def test_what_is_made_says_nothing_of_the_label_when_it_is_printed(ways: Ways) -> None:
    ada = await ways.place.person("Ada")
    command = CreateAid(new_id(), await ways.place.token(ada.id), LABEL)
    told = await ways.place.one(SubmitAid(command), AidMade)
    assert LABEL not in f"{command} {told} {SubmitAid(command)}"
