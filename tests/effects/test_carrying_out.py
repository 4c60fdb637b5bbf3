"""What is asked for on sheets is done by a real node, once under its id, and told to those whom it concerns."""

import os
from typing import cast

import pytest

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.domain.transfers import Receipt
from qwallet_desktop.state.asks import BurnToken, Command, IssueToken, MintToken, RenameIdentity, SetIdentityStatus
from qwallet_desktop.state.identities import IdentityAccepted
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.operation_actions import OperationFailed, OperationMade, SendOperation
from qwallet_desktop.state.tokens import TokenAccepted
from tests.effects.desks import Place, new_id
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio

STRANGER = IdentityId("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")


def sending(who: IdentityId, command: Command, request_id: RequestId | None = None, attempt: int = 1) -> SendOperation:
    return SendOperation(Operation(request_id or new_id(), who, command, now(), Sending(now(), attempt)))


async def supplied(place: Place, effect: SendOperation) -> tuple[TokenAccepted, OperationMade]:
    told, made = await place.answer(effect)
    assert isinstance(told, TokenAccepted)
    assert isinstance(made, OperationMade)
    assert told.request_id == made.request_id == effect.operation.id
    return told, made


async def changed(place: Place, effect: SendOperation) -> IdentityAccepted:
    told, made = await place.answer(effect)
    assert isinstance(told, IdentityAccepted)
    assert made == OperationMade(effect.operation.id, cast("OperationMade", made).at, None)
    assert (told.request_id, told.created) == (effect.operation.id, False)
    return told


async def refused(place: Place, effect: SendOperation) -> OperationFailed:
    told = await place.one(effect, OperationFailed)
    assert told.request_id == effect.operation.id
    return told


async def test_a_token_is_issued_with_its_first_amount(place: Place) -> None:
    ada = await place.person("Ada")
    told, made = await supplied(place, sending(ada.id, IssueToken("QTK", "Quick", 2, os.urandom(16).hex(), "10.00")))
    assert (told.token.symbol, told.token.issuer, told.balance.settled.units) == ("QTK", ada.id, 1_000)
    assert made.receipt is None


async def test_a_bad_symbol_is_named(place: Place) -> None:
    ada = await place.person("Ada")
    told = await refused(place, sending(ada.id, IssueToken("!", "", 2, "00" * 16, "")))
    assert (told.problem.field, told.decided) == ("symbol", True)


async def test_units_are_minted_and_burned(place: Place) -> None:
    ada = await place.person("Ada")
    token_id = await place.token(ada.id, "10.00")
    minted, made = await supplied(place, sending(ada.id, MintToken(token_id, "5.00", "more")))
    burned, _ = await supplied(place, sending(ada.id, BurnToken(token_id, "1.00", "less")))
    assert (minted.token.id, minted.balance.settled.units) == (token_id, 1_500)
    assert (burned.token.id, burned.balance.settled.units) == (token_id, 1_400)
    assert isinstance(made.receipt, Receipt)
    assert made.receipt.transfer.memo == "more"


async def test_what_is_minted_twice_under_one_id_is_minted_once(place: Place) -> None:
    ada = await place.person("Ada")
    effect = sending(ada.id, MintToken(await place.token(ada.id, "10.00"), "5.00", ""))
    place.line.loses = True
    lost = await refused(place, effect)
    place.line.loses = False
    told, _ = await supplied(place, effect)
    assert (lost.sent, lost.decided, told.balance.settled.units) == (True, False, 1_500)


async def test_minting_has_succeeded_also_where_the_token_can_not_be_read(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await place.person("Ada")
    effect = sending(ada.id, MintToken(await place.token(ada.id, "10.00"), "5.00", ""))
    mint = place.services.wallets.mint

    async def then_cut(*arguments: str) -> Receipt:
        receipt = await mint(*arguments)  # type: ignore[arg-type]  # handed on as they came
        place.line.is_cut = True
        return receipt

    monkeypatch.setattr(place.services.wallets, "mint", then_cut)
    made = await place.one(effect, OperationMade)
    assert made.receipt is not None


async def test_more_than_there_is_is_not_burned(place: Place) -> None:
    ada = await place.person("Ada")
    told = await refused(place, sending(ada.id, BurnToken(await place.token(ada.id, "10.00"), "10.01", "")))
    assert (told.problem.code, told.decided) == (Code.INSUFFICIENT_FUNDS, True)


async def test_a_locked_vault_mints_nothing(place: Place) -> None:
    ada = await place.person("Ada")
    effect = sending(ada.id, MintToken(await place.token(ada.id), "1.00", ""))
    place.desk.qlock.lock()
    told = await refused(place, effect)
    assert (told.problem.code, told.sent) == (Code.VAULT_LOCKED, False)


async def test_an_identity_is_renamed(place: Place) -> None:
    ada = await place.person("Ada")
    assert (await changed(place, sending(ada.id, RenameIdentity("Ada L.")))).identity.name == "Ada L."


async def test_an_identity_is_frozen_and_unfrozen(place: Place) -> None:
    ada = await place.person("Ada")
    for status, reason in ((IdentityStatus.FROZEN, "phone lost"), (IdentityStatus.ACTIVE, "")):
        told = await changed(place, sending(ada.id, SetIdentityStatus(ada.id, status, reason)))
        assert told.identity.status is status


async def test_an_owner_freezes_what_is_its_own(place: Place) -> None:
    ada = await place.person("Ada")
    savings = await place.person("Savings", owner=ada.id)
    told = await changed(place, sending(ada.id, SetIdentityStatus(savings.id, IdentityStatus.FROZEN, "lost")))
    assert (told.identity.id, told.identity.frozen_by) == (savings.id, ada.id)


async def test_an_answer_that_is_repeated_does_not_bring_the_past_back(place: Place) -> None:
    ada = await place.person("Ada")
    first = sending(ada.id, RenameIdentity("Ada L."))
    await changed(place, first)
    await changed(place, sending(ada.id, SetIdentityStatus(ada.id, IdentityStatus.FROZEN, "lost")))
    again = sending(ada.id, RenameIdentity("Ada L."), first.operation.id, attempt=2)
    told = (await changed(place, again)).identity
    assert (told.name, told.status) == ("Ada L.", IdentityStatus.FROZEN)


async def test_a_change_by_somebody_without_a_key_here_is_not_sent(place: Place) -> None:
    told = await refused(place, sending(STRANGER, RenameIdentity("Mine")))
    assert (told.problem.code, told.sent) == (Code.KEY_UNKNOWN, False)
