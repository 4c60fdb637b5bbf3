"""A payment that waits for one ledger is not made in another one that has taken its place."""

from pathlib import Path

import pytest

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.effects.at_the_end import keep_at_the_end
from qwallet_desktop.effects.crash import crashed
from qwallet_desktop.effects.perform import performer
from qwallet_desktop.keys.memory_key_store import MemoryKeyStore
from qwallet_desktop.state.health import NodeLost, NodeReady
from qwallet_desktop.state.lock import Phase, Slot, VaultInspected
from qwallet_desktop.state.operation import Waiting
from qwallet_desktop.state.operations import HoldUp, hold_up
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.store import Store
from qwallet_desktop.state.transfers import PaymentDraft, SubmitTransfer
from tests.effects.desks import Place, new_id, node_in, place_at
from tests.flow.desk import now

pytestmark = pytest.mark.asyncio

LASTING = frozenset({"RunStream"})


async def begun(place: Place) -> Store[State, Action]:
    """Begin a program whose vault is open and whose node answers."""
    store: Store[State, Action] = Store(State(), reduce, performer(place.desk), crashed)
    held = place.desk.qlock.held()
    store.dispatch(
        VaultInspected(Phase.OPEN, Slot.KEYRING, words_checked=True, has_previous=False, keyring_usable=True, held=held)
    )
    await store.settle(besides=LASTING)
    store.dispatch(NodeReady(place.services.address.node_id, now()))
    await store.settle(besides=LASTING)
    return store


async def submitted(place: Place) -> SubmitTransfer:
    """Submit a payment while the node is away, then end the program."""
    ada, ben = await place.person("Ada"), await place.person("Ben")
    draft = PaymentDraft(ben.id, await place.token(ada.id), "25.00", "")
    store = await begun(place)
    store.dispatch(NodeLost(now(), Problem(Code.NODE_UNREACHABLE)))
    payment = SubmitTransfer(IdentityId(ada.id), new_id(), draft, now())
    store.dispatch(payment)
    await store.close()
    await keep_at_the_end(place.desk, store.state)
    return payment


async def test_a_payment_stays_with_its_ledger(tmp_path: Path) -> None:
    keys, folder = MemoryKeyStore(), tmp_path / "desk"
    async with node_in(tmp_path / "one") as one, node_in(tmp_path / "other") as other:
        async with place_at(folder, *one, keys) as place:
            await place.desk.qlock.create(None)
            payment = await submitted(place)
        async with place_at(folder, *other, keys) as place:
            await place.desk.qlock.unlock(None)
            store = await begun(place)
            waits = store.state.operations.known[payment.request_id]
            assert (type(waits.stage), hold_up(store.state, waits)) == (Waiting, HoldUp.LEDGER)
            assert "/v1/transfers" not in place.line.paths
            await store.close()
        async with place_at(folder, *one, keys) as place:
            await place.desk.qlock.unlock(None)
            store = await begun(place)
            assert not store.state.operations.lines
            assert place.line.paths.count("/v1/transfers") == 1
            await store.close()
