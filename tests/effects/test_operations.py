"""Operations on a real node and a real vault: done once, kept through everything, never called refused too early."""

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, PaymentMade, PaymentRefused
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code
from qwallet_desktop.effects import operations
from qwallet_desktop.effects.operation_file import NAME
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.batches import BatchDecided
from qwallet_desktop.state.operation import Ask, Course, Operation, Sending, Waiting
from qwallet_desktop.state.operation_actions import (
    DiskDue,
    OperationDue,
    OperationFailed,
    OperationMade,
    OperationsNotRead,
    OperationsNotWritten,
    OperationsRead,
    OperationsWritten,
    Proceed,
    ReadClock,
    ReadOperations,
    RestDisk,
    RestOperation,
    SendOperation,
    WatchAge,
    WriteOperations,
)
from qwallet_desktop.state.transfers import PaymentDraft, TransferCompleted
from tests.effects.desks import Place, new_id
from tests.flow.desk import now
from tests.state.builders import QTK

pytestmark = pytest.mark.asyncio


async def drafted(place: Place, amount: str = "25.00") -> tuple[Identity, PaymentDraft]:
    ada, ben = await place.person("Ada"), await place.person("Ben")
    return ada, PaymentDraft(ben.id, await place.token(ada.id), amount, "rent")


async def ordered(place: Place, *amounts: str, mode: BatchMode = BatchMode.EACH) -> tuple[Identity, Order]:
    ada, draft = await drafted(place)
    recipient = IdentityId(draft.recipient)
    return ada, Order(tuple(AskedPayment(recipient, draft.token_id, amount, "") for amount in amounts), mode, "")


def sending(ada: Identity, ask: Ask) -> SendOperation:
    return SendOperation(Operation(new_id(), ada.id, ask, now(), Sending(now(), 1)))


@pytest.fixture
def pauses(place: Place) -> list[float]:
    """The pauses that were asked for; each turns the clock on by as much."""
    taken, began = list[float](), now()

    async def pause(seconds: float) -> None:
        taken.append(seconds)

    place.desk.pause = pause
    place.desk.now = lambda: began + timedelta(seconds=sum(taken))
    return taken


async def test_a_payment_is_made_under_its_request_id(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = sending(ada, draft)
    told, made = await place.answer(effect)
    assert isinstance(told, TransferCompleted)
    assert (told.request_id, told.identity_id) == (effect.operation.id, ada.id)
    assert (told.receipt.balance.settled.units, told.receipt.transfer.memo) == (97_500, "rent")
    assert isinstance(made, OperationMade)
    assert (made.request_id, made.receipt) == (effect.operation.id, told.receipt)


async def test_a_payment_that_is_sent_twice_is_made_once(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = sending(ada, draft)
    first, second = [(await place.answer(effect))[0] for _ in range(2)]
    assert first == second
    assert (await place.services.wallets.get_balances(ada.id))[0].settled.units == 97_500


async def test_a_list_is_paid_and_each_outcome_told(place: Place) -> None:
    ada, order = await ordered(place, "25.00", "5000.00")
    told, made = await place.answer(sending(ada, order))
    assert isinstance(told, BatchDecided)
    assert [type(outcome) for outcome in told.receipt.outcomes] == [PaymentMade, PaymentRefused]
    assert isinstance(made, OperationMade)
    assert made.receipt == told.receipt


async def test_a_list_that_falls_as_a_whole_says_with_which_payment(place: Place) -> None:
    ada, order = await ordered(place, "25.00", "5000.00", mode=BatchMode.ALL_OR_NOTHING)
    told = await place.one(sending(ada, order), OperationFailed)
    assert (told.problem.code, told.problem.field, told.decided) == (
        Code.INSUFFICIENT_FUNDS,
        "payments[1].amount",
        True,
    )


async def test_a_refusal_of_the_node_is_decided(place: Place) -> None:
    ada, draft = await drafted(place, "1000.01")
    told = await place.one(sending(ada, draft), OperationFailed)
    assert (told.problem.code, told.sent, told.decided) == (Code.INSUFFICIENT_FUNDS, True, True)


async def test_a_lost_answer_leaves_it_open_and_the_same_id_pays_once(place: Place) -> None:
    ada, draft = await drafted(place)
    effect = sending(ada, draft)
    place.line.loses = True
    told = await place.one(effect, OperationFailed)
    place.line.loses = False
    assert (told.problem.code, told.sent, told.decided) == (Code.NODE_UNREACHABLE, True, False)
    await place.answer(effect)
    assert (await place.services.wallets.get_balances(ada.id))[0].settled.units == 97_500


async def test_what_had_no_way_to_the_node_was_not_sent(place: Place) -> None:
    ada, draft = await drafted(place)
    place.line.is_cut = True
    told = await place.one(sending(ada, draft), OperationFailed)
    assert (told.problem.code, told.sent, told.decided) == (Code.NODE_UNREACHABLE, False, False)


async def test_what_can_not_be_signed_was_not_sent(place: Place) -> None:
    ada, draft = await drafted(place)
    place.desk.qlock.lock()
    told = await place.one(sending(ada, draft), OperationFailed)
    assert (told.problem.code, told.sent, told.decided) == (Code.VAULT_LOCKED, False, False)


async def test_what_nobody_foresaw_counts_as_sent(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, draft = await drafted(place)

    async def broken(*_: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(place.services.wallets), "transfer", broken)
    with pytest.raises(ZeroDivisionError):
        await place.answer(sending(ada, draft))
    told = place.told[-1]
    assert isinstance(told, OperationFailed)
    assert (told.problem.code, told.sent, told.decided) == (Code.INTERNAL, True, False)


def waiting(place: Place) -> Operation:
    draft = PaymentDraft("did:key:zBen", QTK, "1.00", "r\u00e9nt\u202e \U0001f511")
    return Operation(new_id(), place.desk.qlock.held()[0], draft, now(), Waiting(now()), course=Course(now()))


def sealed(place: Place) -> list[Path]:
    """The files of sealed documents, without those of last-known state."""
    return sorted(path for path in (place.desk.folder / "vault" / "sealed").iterdir() if path.suffix != ".passing")


async def test_what_was_kept_is_read_again(place: Place) -> None:
    await place.person("Ada")
    operation = waiting(place)
    await place.one(WriteOperations((operation,)), OperationsWritten)
    assert (await place.one(ReadOperations(), OperationsRead)).operations == (operation,)


async def test_what_was_kept_is_not_readable_without_the_key(place: Place) -> None:
    await place.person("Ada")
    operation = waiting(place)
    await place.one(WriteOperations((operation,)), OperationsWritten)
    (file,) = sealed(place)
    data = file.read_bytes()
    assert not any(word.encode() in data for word in (operation.id, operation.identity_id, "zBen", "1.00"))


async def test_of_the_first_run_nothing_is_read(place: Place) -> None:
    told = await place.one(ReadOperations(), OperationsRead)
    assert (told.operations, told.lost) == ((), None)


async def test_while_locked_nothing_is_read_or_written(place: Place) -> None:
    place.desk.qlock.lock()
    assert (await place.one(ReadOperations(), OperationsNotRead)).problem.code is Code.VAULT_LOCKED
    assert (await place.one(WriteOperations(()), OperationsNotWritten)).problem.code is Code.VAULT_LOCKED


@pytest.mark.parametrize("damage", ["bits", "not-json", "newer"])
async def test_a_damaged_document_is_said_set_aside_and_never_sent(place: Place, damage: str) -> None:
    await place.person("Ada")
    await place.one(WriteOperations((waiting(place),)), OperationsWritten)
    if damage == "bits":
        (file,) = sealed(place)
        file.write_bytes(file.read_bytes()[:-1] + b"\0")
    else:
        await place.desk.qlock.seal(NAME, b"{" if damage == "not-json" else b'{"version":4,"operations":[]}')
    told = await place.one(ReadOperations(), OperationsRead)
    assert told.operations == ()
    assert told.lost is not None
    assert told.lost.code is Code.OPERATIONS_DAMAGED
    assert [path.suffix for path in sealed(place)] == [".aside-1"]


async def test_what_was_set_aside_is_never_overwritten(place: Place) -> None:
    for _ in range(2):
        await place.desk.qlock.seal(NAME, b"{")
        await place.answer(ReadOperations())
    assert [path.suffix for path in sealed(place)] == [".aside-1", ".aside-2"]


async def test_a_damaged_document_that_can_not_be_set_aside_is_left_and_nothing_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.desk.qlock.seal(NAME, b"{")

    def full(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr(Path, "rename", full)
    assert (await place.one(ReadOperations(), OperationsNotRead)).problem.code is Code.STORAGE_READ_ONLY


async def test_a_full_disk_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    assert (await place.one(WriteOperations(()), OperationsNotWritten)).problem.code is Code.STORAGE_FULL


async def test_what_nobody_foresaw_leaves_the_disk_unread_and_unwritten(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(place.desk.qlock), "unseal", broken)
    monkeypatch.setattr(type(place.desk.qlock), "seal", broken)
    for effect in (ReadOperations(), WriteOperations(())):
        with pytest.raises(ZeroDivisionError):
            await place.answer(effect)
    read, written = place.told[-2:]
    assert isinstance(read, OperationsNotRead)
    assert isinstance(written, OperationsNotWritten)
    assert (read.problem.code, written.problem.code) == (Code.INTERNAL, Code.INTERNAL)


async def test_rests_grow_with_the_tries_and_end_by_saying_so(place: Place, pauses: list[float]) -> None:
    one = new_id()
    for tries in (1, 4, 30):
        assert (await place.one(RestOperation(one, tries, 0.0), OperationDue)).request_id == one
    first, fourth, last = pauses
    assert first <= operations.FIRST_REST < fourth <= 8 * operations.FIRST_REST
    assert operations.LONGEST_REST / 2 <= last <= operations.LONGEST_REST


async def test_the_node_is_left_alone_for_as_long_as_it_asks_but_not_for_ever(
    place: Place, pauses: list[float]
) -> None:
    await place.answer(RestOperation(new_id(), 1, 60.0))
    await place.answer(RestOperation(new_id(), 1, 1e9))
    assert pauses == [60.0, operations.LONGEST_WISH]


async def test_the_disk_rests_too(place: Place, pauses: list[float]) -> None:
    await place.one(RestDisk(), DiskDue)
    assert pauses == [operations.DISK_REST]


async def test_the_clock_is_read(place: Place, pauses: list[float]) -> None:
    assert (await place.one(ReadClock(), Proceed)).at == place.desk.now()
    assert pauses == []


async def test_it_is_said_when_something_has_grown_old(place: Place, pauses: list[float]) -> None:
    until = place.desk.now() + timedelta(hours=1, seconds=5)
    assert (await place.one(WatchAge(until), Proceed)).at == until
    assert max(pauses) <= operations.LONGEST_LOOK.total_seconds()


async def test_what_is_old_already_is_said_at_once(place: Place, pauses: list[float]) -> None:
    await place.one(WatchAge(place.desk.now()), Proceed)
    assert pauses == []
