"""Payment forms: previewed after a pause in typing."""

import pytest

from qwallet_desktop.domain.decisions import Outcome
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import transfers
from qwallet_desktop.state.transfers import (
    AskPreview,
    PaymentDraft,
    PreviewFailed,
    TransferPreviewed,
)
from tests.effects.desks import Place

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


async def test_a_node_that_says_nothing_for_long_is_not_waited_for(
    place: Place, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, draft = await drafted(place)
    monkeypatch.setattr(transfers, "PATIENCE", 0.0)
    told = await place.one(AskPreview(ada.id, draft), PreviewFailed)
    assert (told.draft, told.problem.code) == (draft, Code.NODE_TIMEOUT)
    assert len(sleeps) == 1
