"""The document that operations are kept in: what was written is read again, and nothing else."""

import json

import pytest

from qwallet_desktop.domain.batches import AskedPayment, BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.effects import operation_file
from qwallet_desktop.effects.operation_file import DamagedError, OperationFile, unpack
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Course,
    Made,
    Operation,
    Refused,
    Stage,
    Unanswered,
    Waiting,
)
from qwallet_desktop.state.transfers import PaymentDraft
from tests.state.builders import ADA, BEN, NOW, QTK, REFUSAL, UNREACHABLE, receipt, request

DRAFT = PaymentDraft(BEN, QTK, "25.00", 'r\u00e9nt \u202e \U0001f511 "quoted"')
PAYMENT = AskedPayment(BEN, QTK, "1.00", "rent")
ORDER = Order((PAYMENT, PAYMENT), BatchMode.EACH, "a list\nof two")
ANSWER = BatchReceipt((PaymentMade(receipt()), PaymentRefused(REFUSAL)))
ASKS: tuple[Ask, ...] = (DRAFT, ORDER)
STAGES: tuple[Stage, ...] = (
    Waiting(NOW),
    Waiting(NOW, UNREACHABLE, is_old=True, tries=3),
    Unanswered(NOW, UNREACHABLE, 2),
    Made(NOW, receipt()),
    Made(NOW, ANSWER),
    Made(NOW),
    Refused(NOW, REFUSAL),
    Cancelled(NOW),
)


def operation(ask: Ask = DRAFT, stage: Stage = STAGES[0], number: int = 1) -> Operation:
    return Operation(request(number), ADA, ask, NOW, stage, request(9), Course(NOW, NOW, NOW, 2))


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: type(ask).__name__)
@pytest.mark.parametrize("stage", STAGES, ids=map(str, range(len(STAGES))))
def test_what_was_written_is_read_again(ask: Ask, stage: Stage) -> None:
    one = operation(ask, stage)
    assert unpack(OperationFile().pack((one,))) == (one,)


def test_the_order_stays() -> None:
    all_ = tuple(operation(number=number) for number in (3, 1, 2))
    assert unpack(OperationFile().pack(all_)) == all_
    assert unpack(OperationFile().pack(())) == ()


def test_one_that_has_changed_is_written_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[Operation]()
    plain = operation_file._written

    def counted(one: Operation) -> str:
        written.append(one)
        return plain(one)

    monkeypatch.setattr(operation_file, "_written", counted)
    file, first, second = OperationFile(), operation(number=1), operation(number=2)
    file.pack((first, second))
    changed = operation(stage=Cancelled(NOW), number=1)
    assert unpack(file.pack((changed, second))) == (changed, second)
    assert written == [first, second, changed]


GOOD = json.loads(OperationFile().pack((operation(),)))


@pytest.mark.parametrize(
    "change",
    [
        {"stage": "KEEPING"},
        {"kind": "NOBODY"},
        {"submittedAt": "2026-11-23T12:00:00"},
        {"at": {"confirmedAt": "2026-11-23T12:00:00Z", "more": 1}},
        {"at": {"confirmedAt": "2026-11-23T12:00:00Z", "tries": "3"}},
        {"at": None},
        {"ask": {**GOOD["operations"][0]["ask"], "amount": 25}},
    ],
    ids=str,
)
def test_what_this_version_does_not_write_is_not_read(change: dict[str, object]) -> None:
    document = {**GOOD, "operations": [{**GOOD["operations"][0], **change}]}
    with pytest.raises(DamagedError):
        unpack(json.dumps(document).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"1", b'{"version":2,"operations":[]}', b'{"version":1}'])
def test_another_document_is_not_read(data: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack(data)
