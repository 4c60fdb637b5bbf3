"""Proposals of every kind, as the tests of items need them."""

from datetime import timedelta

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.ids import ItemId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import LimitMatter, Matter, PaymentMatter, PolicyMatter, Subject, UnfreezeMatter
from qwallet_desktop.domain.multisig import Proposal
from tests.domain.builders import ALICE, BOB, CAROL, NOW, TOKEN, amount

PAYMENT = PaymentMatter(CAROL, amount(2_500), "QTK", "Rent, März")
MATTERS: tuple[Matter, ...] = (
    PAYMENT,
    PolicyMatter(ConsentPolicy(can_send=False, counterparties=(BOB,)), 3),
    LimitMatter(LimitScope.FAMILY, Limits((TokenLimits(TOKEN, daily=amount(10)),), 5), 2),
    UnfreezeMatter("The phone was lost"),
)


def proposal(matter: Matter = PAYMENT) -> Proposal:
    """Build what Alice proposes for herself, and Bob may agree to."""
    return Proposal(
        item_id=ItemId("ms_" + "7c" * 16),
        identity_id=ALICE,
        number=7,
        subject=Subject.TRANSFER,
        matter=matter,
        reason="It is due",
        initiator=ALICE,
        approvers=(BOB,),
        required=1,
        initiator_counts=False,
        policy_version=3,
        charter_version=2,
        opened_at=NOW,
        expires_at=NOW + timedelta(hours=72),
    )
