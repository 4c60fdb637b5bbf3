"""Whatever was clicked in the last moment of a run, the next one knows of it."""

import pytest

from qwallet_desktop.effects.at_the_end import keep_at_the_end
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.operation_file import NAME, unpack
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.state.lock import Phase, Slot, VaultInspected
from qwallet_desktop.state.operation import Cancelled, Operation, Waiting
from qwallet_desktop.state.operation_actions import CancelOperation
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.transfers import PaymentDraft, SubmitTransfer
from tests.effects.desks import Place
from tests.state.builders import ADA, BEN, NOW, QTK, request

pytestmark = pytest.mark.asyncio

OPENED = VaultInspected(
    Phase.OPEN, Slot.KEYRING, words_checked=True, has_previous=False, keyring_usable=True, held=(ADA,)
)
PAYMENT = SubmitTransfer(ADA, request(), PaymentDraft(BEN, QTK, "1.00", ""), NOW)


async def kept(place: Place) -> tuple[Operation, ...]:
    data = await place.desk.qlock.unseal(NAME)
    return () if data is None else unpack(data)


async def opened(place: Place) -> Store[State, Action]:
    """A program whose node has not answered yet, once it has read what there was."""
    store: Store[State, Action] = Store(State(), reduce, performer(place.desk), crashed)
    store.dispatch(OPENED)
    await store.settle()
    return store


async def end(place: Place, store: Store[State, Action]) -> None:
    await store.close()
    await keep_at_the_end(place.desk, store.state)


async def test_a_payment_that_was_submitted_in_the_last_moment_waits_for_the_next_run(place: Place) -> None:
    store = await opened(place)
    store.dispatch(PAYMENT)
    await end(place, store)
    assert [one.stage for one in await kept(place)] == [Waiting(NOW)]


async def test_a_payment_that_was_called_off_in_the_last_moment_stays_called_off(place: Place) -> None:
    store = await opened(place)
    store.dispatch(PAYMENT)
    await store.settle()
    store.dispatch(CancelOperation(request()))
    await end(place, store)
    assert [one.stage for one in await kept(place)] == [Cancelled(NOW)]


async def test_where_nothing_has_changed_nothing_is_written(place: Place) -> None:
    store = await opened(place)
    await end(place, store)
    assert await place.desk.qlock.unseal(NAME) is None


async def test_a_vault_that_is_locked_by_then_hurts_nobody(place: Place) -> None:
    store = await opened(place)
    store.dispatch(PAYMENT)
    await store.close()
    place.desk.qlock.lock()
    await keep_at_the_end(place.desk, store.state)
