"""Payments: previewed after a pause in typing, made once, and never called refused while nobody knows."""

import pytest

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.permissions import Outcome
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import transfers
from qwallet_desktop.state.transfers import (
    AskPreview,
    ExecuteTransfer,
    PaymentDraft,
    PreviewFailed,
    TransferCompleted,
    TransferPreviewed,
    TransferRefused,
)
from tests.effects.desks import Place, new_id

pytestmark = pytest.mark.asyncio


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were asked for; none is taken."""
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        if seconds:
            taken.append(seconds)

    monkeypatch.setattr("qwallet_desktop.effects.transfers.asyncio.sleep", sleep)
    return taken


async def drafted(place: Place, amount: str = "25.00") -> tuple[Identity, PaymentDraft]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    return ada, PaymentDraft(ben.id, await place.token(ada.id), amount, "rent")


async def test_a_preview_says_what_the_node_would_decide(place: Place, sleeps: list[float]) -> None:
    ada, draft = await drafted(place)
    told = await place.one(AskPreview(ada.id, draft), TransferPreviewed)
    assert (told.identity_id, told.draft, told.decision.outcome) == (ada.id, draft, Outcome.ALLOW)
    assert sleeps == [transfers.TYPING_PAUSE]


async def test_a_preview_pays_nothing(place: Place, sleeps: list[float]) -> None:
    ada, draft = await drafted(place)
    await place.answer(AskPreview(ada.id, draft))
    assert (await place.services.wallets.get_balances(ada.id))[0].settled.units == 100_000
    assert len(sleeps) == 1


async def test_a_preview_that_can_not_be_had_says_why(place: Place, sleeps: list[float]) -> None:
    ada, draft = await drafted(place)
    place.line.is_cut = True
    told = await place.one(AskPreview(ada.id, draft), PreviewFailed)
    assert (told.identity_id, told.draft, told.problem.code) == (ada.id, draft, Code.NODE_UNREACHABLE)
    assert len(sleeps) == 1


async def test_a_payment_is_made_under_its_request_id(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = ExecuteTransfer(ada.id, new_id(), draft)
    told = await place.one(effect, TransferCompleted)
    assert (told.request_id, told.identity_id) == (effect.request_id, ada.id)
    assert (told.receipt.balance.settled.units, told.receipt.transfer.memo) == (97_500, "rent")


async def test_a_payment_performed_twice_is_made_once(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = ExecuteTransfer(ada.id, new_id(), draft)
    first, second = [await place.one(effect, TransferCompleted) for _ in range(2)]
    assert first == second
    assert (await place.services.wallets.get_balances(ada.id))[0].settled.units == 97_500


async def test_a_refusal_of_the_node_is_decided(place: Place) -> None:
    ada, draft = await drafted(place, "1000.01")
    told = await place.one(ExecuteTransfer(ada.id, new_id(), draft), TransferRefused)
    assert (told.problem.code, told.unanswered) == (Code.INSUFFICIENT_FUNDS, False)


async def test_a_payment_whose_answer_was_lost_is_undecided_and_comes_out_once(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = ExecuteTransfer(ada.id, new_id(), draft)
    place.line.loses = True
    told = await place.one(effect, TransferRefused)
    place.line.loses = False
    assert (told.problem.code, told.unanswered) == (Code.NODE_UNREACHABLE, True)
    assert (await place.one(effect, TransferCompleted)).receipt.balance.settled.units == 97_500


async def test_a_payment_that_never_left_may_be_sent_again_under_the_same_id(place: Place) -> None:
    ada, draft = await drafted(place)
    place.desk.qlock.lock()
    told = await place.one(ExecuteTransfer(ada.id, new_id(), draft), TransferRefused)
    assert (told.problem.code, told.unanswered) == (Code.VAULT_LOCKED, True)
