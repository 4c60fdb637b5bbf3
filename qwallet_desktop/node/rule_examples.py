"""Examples of the bodies and answers about groups, rules, items and address books, for `/openapi.json`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from qwallet_desktop.domain.addressbook import Contact, ContactState, SharedContact
from qwallet_desktop.domain.group_chain import founded
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import ContactId, IdentityId, ItemId, NodeId
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.matters import PaymentMatter, Subject
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Item, ItemPage, Proposal, SigningCapability, Vote
from qwallet_desktop.domain.tokens import TokenDeclaration
from qwallet_desktop.wire import rule_requests

_AT: Final = datetime(2026, 3, 2, 14, 2, 11, 250_000, tzinfo=UTC)
# The two keys are those of RFC 8032 §7.1, tests 1 and 2: everybody knows their secrets.
_ALICE: Final = IdentityId("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
_BOB: Final = IdentityId("did:key:z6MkiaMbhXHNA4eJVCCj8dbzKzTgYDKf6crKgHVHid1F1WCT")
_GROUP: Final = IdentityId("did:qwallet:z8rT3yKf7mQwZpL2sNvXcB5hJdGaE9uRtYxW4kMnPqS1b")
_SIGNATURE: Final = "5f" * 64
_CONTACT: Final = Contact(ContactId("ct_" + "7c" * 16), _BOB, "Bob's bakery", "Invoices on Fridays", _AT, _GROUP)

_CHARTER: Final = Charter((Member(_ALICE, (Role.SIGNER, Role.ADMIN)), Member(_BOB, (Role.SIGNER,))), threshold=2)
_NODE: Final = NodeId("5b0c8f0e9d1a4c7f8a2e6d3b1c9f7a40")
_FOUNDING: Final = Founding(IdentityType.ENTERPRISE, "Bakery", _CHARTER, _ALICE, _NODE, "0f" * 16)
_FOUNDED_BY: Final = (FoundingSignature(_ALICE, _SIGNATURE), FoundingSignature(_BOB, _SIGNATURE))

_QTK: Final = TokenDeclaration(_ALICE, "QTK", "Qwallet token", 2, "0f" * 16).id
_LARGER: Final = replace(_CHARTER, threshold=1, amount_thresholds=(AmountThreshold(Amount(1_000_000, 2, _QTK), 2),))
_ITEM: Final = Item(
    Proposal(
        item_id=ItemId("ms_" + "7c" * 16),
        identity_id=_GROUP,
        number=4,
        subject=Subject.TRANSFER,
        matter=PaymentMatter(_BOB, Amount(250_000, 2, _QTK), "QTK", "Flour, March"),
        reason="",
        initiator=_BOB,
        approvers=(_ALICE, _BOB),
        required=1,
        initiator_counts=False,
        policy_version=0,
        charter_version=1,
        opened_at=_AT,
        expires_at=_AT + timedelta(hours=72),
    ),
    (Vote(_BOB, Choice.SIGN, _AT, _SIGNATURE),),
)

RULE_EXAMPLES: Final[tuple[object, ...]] = (
    founded(_FOUNDING, _FOUNDED_BY),
    rule_requests.FoundRequest(_FOUNDING, _FOUNDED_BY),
    rule_requests.CharterRequest(_LARGER, 1, "Small payments need one of us"),
    SigningCapability(_ALICE, can_sign=True, problem=None, waiting=1),
    rule_requests.CloseRequest(_BOB),
    rule_requests.SuccessorRequest(_BOB, _SIGNATURE, owner_signature=_SIGNATURE),
    SharedContact(_CONTACT, ContactState.APPROVED, _BOB, _ALICE, _SIGNATURE),
    rule_requests.ContactRequest(_BOB, "Bob's bakery", "Invoices on Fridays"),
    rule_requests.ContactApproval(_SIGNATURE),
    rule_requests.ContactRemoval(),
    _ITEM,
    ItemPage((_ITEM,), "", 1),
    ItemRecord(_ITEM, founded(_FOUNDING, _FOUNDED_BY), tokens=(TokenRecord(_ALICE, "QTK", 2, "0f" * 16),)),
    rule_requests.VoteRequest(Choice.REJECT, _SIGNATURE, "Too much for flour"),
    rule_requests.ExecuteRequest(),
)
