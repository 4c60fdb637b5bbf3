"""The document that operations are kept in: what was written is read again, and nothing else."""

import json
from dataclasses import replace

import pytest

from qwallet_desktop.domain.batches import (
    AskedPayment,
    BatchMode,
    BatchReceipt,
    PaymentMade,
    PaymentOpened,
    PaymentRefused,
)
from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.multisig import Choice
from qwallet_desktop.effects import operation_file
from qwallet_desktop.effects.document import DamagedError
from qwallet_desktop.effects.operation_file import OperationFile, unpack
from qwallet_desktop.state.asks import (
    AppointSuccessor,
    BurnToken,
    ChangeSigners,
    CloseIdentity,
    DecideItem,
    FoundGroup,
    IssueToken,
    MintToken,
    RenameIdentity,
    RetryItem,
    SetIdentityStatus,
    UpdateLimits,
    UpdatePolicy,
)
from qwallet_desktop.state.batch import Order
from qwallet_desktop.state.operation import (
    Ask,
    Cancelled,
    Course,
    FoundedAlone,
    Made,
    Operation,
    Refused,
    Stage,
    Unanswered,
    Waiting,
)
from qwallet_desktop.state.transfers import PaymentDraft
from tests.helpers import items
from tests.state.builders import ADA, BEN, NODE, NOW, QTK, REFUSAL, UNREACHABLE, receipt, request

DRAFT = PaymentDraft(BEN, QTK, "25.00", 'r\u00e9nt \u202e \U0001f511 "quoted"')
PAYMENT = AskedPayment(BEN, QTK, "1.00", "rent")
ORDER = Order((PAYMENT, PAYMENT), BatchMode.EACH, "a list\nof two")
ANSWER = BatchReceipt((PaymentMade(receipt()), PaymentRefused(REFUSAL)))
ASKS: tuple[Ask, ...] = (
    DRAFT,
    ORDER,
    IssueToken("QTK", "Quick \u202e token", 2, "0f" * 16, "1000.00"),
    MintToken(QTK, "25.00", "more"),
    BurnToken(QTK, "25.00", "less"),
    RenameIdentity("Ad\u00e0"),
    SetIdentityStatus(BEN, IdentityStatus.FROZEN, "phone lost"),
    replace(DRAFT, expected="NEEDS_APPROVAL"),
    FoundGroup(items.founding()),
    FoundGroup(items.founding(), items.founding().charter),
    ChangeSigners(items.founding().charter, 1, "Ines helps"),
    UpdatePolicy(items.POLICY.policy, 3, "stricter"),
    UpdateLimits(items.LIMITS.scope, items.LIMITS.limits, 2, "more"),
    DecideItem(items.MINE.proposal.item_id, Choice.REJECT, "too much", "0f" * 32, "Payment to Ben"),
    RetryItem(items.MINE.proposal.item_id, "Payment to Ben"),
    CloseIdentity(BEN),
    CloseIdentity(),
    AppointSuccessor(BEN),
)
STAGES: tuple[Stage, ...] = (
    Waiting(NOW),
    Waiting(NOW, UNREACHABLE, is_old=True, tries=3),
    Unanswered(NOW, UNREACHABLE, 2),
    Made(NOW, receipt()),
    Made(NOW, ANSWER),
    Made(NOW),
    Made(NOW, items.MINE),
    Made(NOW, FoundedAlone(items.founding().group_id, REFUSAL)),
    Made(NOW, items.STUCK),
    Made(NOW, BatchReceipt((PaymentOpened(items.NEW_LIMITS), PaymentMade(receipt())))),
    Refused(NOW, REFUSAL),
    Cancelled(NOW),
)


def operation(ask: Ask = DRAFT, stage: Stage = STAGES[0], number: int = 1) -> Operation:
    return Operation(request(number), ADA, ask, NOW, stage, request(9), Course(NOW, NOW, NOW, 2))


@pytest.mark.parametrize("ask", ASKS, ids=[f"{type(ask).__name__}{at}" for at, ask in enumerate(ASKS)])
@pytest.mark.parametrize("stage", STAGES, ids=map(str, range(len(STAGES))))
def test_what_was_written_is_read_again(ask: Ask, stage: Stage) -> None:
    one = operation(ask, stage)
    assert unpack(OperationFile().pack((one,))) == (one,)


def test_whose_ledger_it_is_for_is_kept() -> None:
    one = replace(operation(), node_id=NODE)
    assert unpack(OperationFile().pack((one,))) == (one,)


def test_who_signs_for_another_is_kept() -> None:
    one = replace(operation(), actor=BEN)
    assert unpack(OperationFile().pack((one,))) == (one,)


def test_the_second_version_knew_nobody_who_signs_for_another() -> None:
    document = json.loads(OperationFile().pack((operation(),)))
    document["version"] = 2
    del document["operations"][0]["actor"], document["operations"][0]["ask"]["expected"]
    assert unpack(json.dumps(document).encode()) == (operation(),)


def test_what_an_earlier_version_wrote_is_for_whatever_ledger_there_is() -> None:
    document = json.loads(OperationFile().pack((operation(),)))
    del document["operations"][0]["nodeId"]
    assert unpack(json.dumps(document).encode()) == (operation(),)


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


def test_a_document_of_the_first_version_is_read() -> None:
    first = (
        '{"version":1,"operations":[\n'
        '{"id":"00000000-0000-4000-8000-000000000001","identityId":"did:key:zAda","kind":"PAYMENT",'
        '"ask":{"recipient":"did:key:zBen","tokenId":"' + QTK + '","amount":"25.00","memo":"rent"},'
        '"submittedAt":"2026-11-23T12:00:00Z","stage":"WAITING",'
        '"at":{"confirmedAt":"2026-11-23T12:00:00Z","problem":null,"isOld":false,"tries":0},"retryOf":null,'
        '"course":{"keptAt":"2026-11-23T12:00:00Z","firstSentAt":null,"lastSentAt":null,"attempts":0}}\n]}'
    )
    kept = Operation(
        request(), ADA, PaymentDraft(BEN, QTK, "25.00", "rent"), NOW, Waiting(NOW), course=Course(kept_at=NOW)
    )
    assert unpack(first.encode()) == (kept,)


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


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"1",
        b'{"version":4,"operations":[]}',
        b'{"version":0,"operations":[]}',
        b'{"version":1}',
    ],
)
def test_another_document_is_not_read(data: bytes) -> None:
    with pytest.raises(DamagedError):
        unpack(data)
