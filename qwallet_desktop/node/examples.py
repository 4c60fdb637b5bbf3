"""One example of every body and answer, for `/openapi.json`: true shapes made of the domain's values."""

from datetime import UTC, date, datetime
from typing import Any

from qwallet_desktop.domain.audit import AuditEntry, Checkpoint, InclusionProof, signed_note
from qwallet_desktop.domain.batches import BatchMode, BatchReceipt, PaymentMade, PaymentRefused
from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.events import Event, TransferPosted
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, NodeId, Sequence, TransferId
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.notifications import Notification, NotificationPage, ReadMark
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.tokens import Token, TokenDeclaration
from qwallet_desktop.domain.transfers import (
    Direction,
    HistoryEntry,
    HistoryPage,
    Receipt,
    Transfer,
    TransferKind,
)
from qwallet_desktop.domain.wallets import Balance, DailyBalance, WalletContext, WalletPermissions
from qwallet_desktop.node.limit_examples import LIMIT_EXAMPLES
from qwallet_desktop.node.rule_examples import RULE_EXAMPLES
from qwallet_desktop.wire import requests
from qwallet_desktop.wire.shapes import adapter

_AT = datetime(2026, 3, 2, 14, 2, 11, 250_000, tzinfo=UTC)
# The two keys are those of RFC 8032 §7.1, tests 1 and 2: everybody knows their secrets.
_ALICE = IdentityId("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
_BOB = IdentityId("did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT")
_NODE = NodeId("5b0c8f0e9d1a4c7f8a2e6d3b1c9f7a40")
_KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
_SIGNATURE = "5f" * 64
_DECLARED = TokenDeclaration(_ALICE, "QTK", "Qwallet token", 2, "0f" * 16)
_TOKEN = Token(_DECLARED.id, "QTK", "Qwallet token", 2, _ALICE, _DECLARED.salt, _AT)
_IDENTITY = Identity(_ALICE, IdentityType.ROOT, "Alice", IdentityStatus.ACTIVE, None, can_issue=True, created_at=_AT)


def _amount(units: int) -> Amount:
    return Amount(units, _TOKEN.decimals, _TOKEN.id)


_TRANSFER = Transfer(
    TransferId("tr_" + "7c" * 16),
    Sequence(5),
    TransferKind.TRANSFER,
    _ALICE,
    _BOB,
    _amount(2_500),
    "Rent, March",
    _AT,
)
_BALANCE = Balance(_amount(97_500), _amount(0), Sequence(5))
_SHORT = Problem(Code.INSUFFICIENT_FUNDS, {"available": "975.00", "symbol": "QTK"}, "amount")
_ENTRY = HistoryEntry(_ALICE, _TRANSFER, Direction.OUT, _amount(97_500))
_CAME_IN = HistoryEntry(_BOB, _TRANSFER, Direction.IN, _amount(2_500))
_NOTIFICATION = Notification(
    _TRANSFER.sequence,
    _BOB,
    _AT,
    TransferPosted(_CAME_IN, Balance(_amount(2_500), _amount(0), Sequence(5)), _TOKEN),
    read=False,
)
_NOTE = signed_note(Checkpoint(f"qwallet.node/{_NODE}", 5, bytes(32)), _KEY, bytes(64))
_PROOF = InclusionProof(
    _TRANSFER.id,
    AuditEntry(4, Sequence(5), _AT, _ALICE, "PAY", "ab" * 32),
    ("cd" * 32,),
    _NOTE,
    _KEY.hex(),
)

_EXAMPLES: tuple[object, ...] = (
    _IDENTITY,
    _TOKEN,
    _TRANSFER,
    _PROOF,
    _BALANCE,
    DailyBalance(date(2026, 3, 2), _amount(97_500)),
    WalletContext(
        _ALICE,
        (_BALANCE,),
        WalletPermissions(can_send=True, can_receive=True, can_issue=True),
        Sequence(5),
        _AT,
    ),
    HistoryPage((_ENTRY,), 0, 1, Sequence(5)),
    Decision(Outcome.ALLOW, Rule.DEFAULT, _amount(95_000)),
    Receipt(_TRANSFER, _BALANCE),
    BatchReceipt((PaymentMade(Receipt(_TRANSFER, _BALANCE)), PaymentRefused(_SHORT))),
    Event(Sequence(9), Sequence(7), _ALICE, TransferPosted(_ENTRY, _BALANCE, _TOKEN)),
    NotificationPage((_NOTIFICATION,), 1, Sequence(3), Sequence(9)),
    ReadMark(Sequence(5), 0),
    requests.NodeInfo(_NODE, _KEY.hex(), "0.1.0", _AT),
    requests.Health("ok", _AT),
    requests.RegisterRequest(IdentityType.ROOT, "Alice"),
    requests.RenameRequest("Alice, private"),
    requests.StatusRequest(IdentityStatus.FROZEN, "The phone was lost"),
    requests.MarkReadRequest(Sequence(5)),
    requests.GrantsRequest((requests.SignedGrant(_ALICE, _BOB, _AT, _SIGNATURE),)),
    requests.GrantsAnswer((_ALICE,)),
    requests.IssueRequest("QTK", "Qwallet token", 2, _DECLARED.salt, "1000.00"),
    requests.IssueAnswer(_TOKEN, _BALANCE),
    requests.AmountRequest("10.00", "For the spring"),
    requests.TransferRequest(_BOB, _TOKEN.id, "25.00", "Rent, March"),
    requests.BatchRequest(
        BatchMode.EACH,
        (
            requests.TransferRequest(_BOB, _TOKEN.id, "25.00", "Rent, March"),
            requests.TransferRequest(_BOB, _TOKEN.id, "9000.00", "Rent, the years to come"),
        ),
    ),
    requests.ExportPage((_ENTRY,), ""),
    requests.CheckpointAnswer(_NOTE, _KEY.hex()),
    requests.ConsistencyAnswer(("cd" * 32,)),
    *RULE_EXAMPLES,
    *LIMIT_EXAMPLES,
)
_BY_FORM = {type(example): example for example in _EXAMPLES}


def example(form: Any) -> Any:
    """Return the JSON of an example of a shape, or of a list of it.

    Raises:
        KeyError: The shape has no example yet; add it above.
    """
    items = getattr(form, "__args__", None)
    if items:
        return [example(items[0])]
    return adapter(form).dump_python(_BY_FORM[form], mode="json", by_alias=True)
