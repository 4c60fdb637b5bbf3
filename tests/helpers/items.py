"""Items in every state, for the tests and the pictures of what shows them."""

from dataclasses import replace
from datetime import datetime, timedelta

from immutables import Map

from qwallet_desktop.domain.consent import ConsentPolicy, External
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import Charter, Founding, FoundingSignature, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, ItemId, TransferId
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import (
    BatchMatter,
    BatchPayment,
    FreezeMatter,
    LimitMatter,
    Matter,
    PaymentMatter,
    PolicyMatter,
    SignersMatter,
    Subject,
    UnfreezeMatter,
)
from qwallet_desktop.domain.money import Amount
from qwallet_desktop.domain.multisig import Choice, Executed, ExecutionFailed, Expired, Item, Proposal, Superseded, Vote
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.items_known import MultiSig, learned
from qwallet_desktop.state.remote import Loaded
from tests.ui.builders import NODE, NOW, QTK, did
from tests.ui.operations import ACME, EVERYONE, LEO, MARA, STRANGER, TOKENS, VAST

__all__ = ["ACME", "EVERYONE", "LEO", "MARA", "NODE", "NOW", "STRANGER", "TOKENS"]

INES, OMAR = did(21), did(22)
HOUR = timedelta(hours=1)
_SUBJECTS: dict[type[Matter], Subject] = {
    PaymentMatter: Subject.TRANSFER,
    BatchMatter: Subject.BATCH,
    SignersMatter: Subject.SIGNERS_CHANGE,
    FreezeMatter: Subject.FREEZE,
    PolicyMatter: Subject.POLICY_CHANGE,
    LimitMatter: Subject.LIMIT_CHANGE,
    UnfreezeMatter: Subject.UNFREEZE,
}


def qtk(units: int) -> Amount:
    """Return an amount of QTK."""
    return Amount(units, 2, QTK)


def paying(recipient: IdentityId = LEO, units: int = 2_500, memo: str = "") -> PaymentMatter:
    """Return a payment in QTK."""
    return PaymentMatter(recipient, qtk(units), "QTK", memo)


def payment(recipient: IdentityId = LEO, units: int = 2_500, memo: str = "") -> BatchPayment:
    """Return one of many payments in QTK."""
    return BatchPayment(recipient, qtk(units), "QTK", memo)


def item(  # noqa: PLR0913 - each value may be given
    number: int = 1,
    matter: Matter | None = None,
    *,
    whose: IdentityId = MARA,
    initiator: IdentityId | None = None,
    approvers: tuple[IdentityId, ...] = (ACME,),
    required: int = 1,
    reason: str = "",
    counts: bool = False,
    hours: float = 70,
    joining: tuple[IdentityId, ...] = (),
    signed: tuple[IdentityId, ...] = (),
) -> Item:
    """Return an item that waits; `signed` have agreed to it, and it expires in `hours`."""
    about, asks = matter or paying(), initiator or whose
    opened = NOW + hours * HOUR - 72 * HOUR
    proposal = Proposal(
        ItemId(f"ms_{number:032x}"),
        whose,
        number,
        _SUBJECTS[type(about)],
        about,
        reason,
        asks,
        approvers,
        required,
        counts,
        policy_version=1,
        charter_version=0,
        opened_at=opened,
        expires_at=opened + 72 * HOUR,
        joining=joining,
    )
    first = vote(asks, Choice.SIGN, minutes=0, at=opened)
    return Item(proposal, (first, *(vote(who, Choice.SIGN, 5 + at, opened) for at, who in enumerate(signed))))


def vote(who: IdentityId, choice: Choice, minutes: float, at: datetime = NOW, reason: str = "") -> Vote:
    """Return a vote some minutes after a moment."""
    return Vote(who, choice, at + timedelta(minutes=minutes), "00" * 64, reason)


def rejected(waiting: Item, who: IdentityId, reason: str) -> Item:
    """Return the item with a rejection."""
    return replace(waiting, votes=(*waiting.votes, vote(who, Choice.REJECT, -30, reason=reason)))


def withdrawn(waiting: Item, who: IdentityId, reason: str) -> Item:
    """Return the item taken back."""
    return replace(waiting, votes=(*waiting.votes, vote(who, Choice.CANCEL, -20, reason=reason)))


POLICY = PolicyMatter(ConsentPolicy(external=External.ALLOW, can_issue=False), 0)
LIMITS = LimitMatter(
    LimitScope.IDENTITY,
    Limits((TokenLimits(QTK, daily=qtk(100_000), approval_above=qtk(20_000)),), max_transactions_per_hour=20),
    0,
)
THAW = UnfreezeMatter("laptop lost")
LONG_WORDS = "For the lighthouse of the far north, whose lamp has to be replaced before the winter storms come. " * 2

MINE = item(1, paying(LEO, 2_500, "Boat, second part"), whose=MARA, approvers=(ACME,))
OURS = item(
    2, paying(STRANGER, 1_250_000, LONG_WORDS), whose=ACME, initiator=LEO, approvers=(INES, OMAR, LEO), required=2
)
NEW_LIMITS = item(3, LIMITS, whose=LEO, approvers=(ACME,), reason="More for the harbour")
NEW_POLICY = item(4, POLICY, whose=LEO, approvers=(INES,), reason="\u202eto pay strangers")
THAWED = item(5, THAW, whose=ACME, initiator=LEO, approvers=(LEO, MARA), required=2, reason="Found again", counts=True)
MADE = replace(
    item(6, paying(LEO, 9_900), signed=(ACME,), hours=20),
    closing=Executed(NOW - 50 * HOUR, TransferId(f"tr_{6:032x}")),
)
NO = rejected(item(7, paying(STRANGER, 77_00), hours=30), ACME, "Who is that?")
BACK = withdrawn(item(8, paying(LEO, 5_00), hours=40), MARA, "Paid twice")
LATE = replace(item(9, paying(LEO, 41_00), hours=-2), closing=Expired(NOW - 2 * HOUR))
OVERTAKEN = replace(item(10, paying(LEO, 42_00), hours=10), closing=Superseded(NOW - 3 * HOUR))
FUNDS = Problem(Code.INSUFFICIENT_FUNDS, {"available": "12.00", "symbol": "QTK"})
STUCK = replace(item(11, paying(LEO, 99_00), signed=(ACME,), hours=60), closing=ExecutionFailed(NOW - HOUR, FUNDS))
TWICE = item(12, paying(LEO, 300_00), whose=MARA, approvers=(MARA,))
HUGE = item(
    13, PaymentMatter(LEO, Amount(int("98765" * 15), 0, VAST), "VAST", ""), whose=MARA, approvers=(ACME,), hours=1
)
ALL = (MINE, OURS, NEW_LIMITS, NEW_POLICY, THAWED, MADE, NO, BACK, LATE, OVERTAKEN, STUCK)


def known(*items: Item) -> MultiSig:
    """Return the slice that knows these items."""
    return learned(MultiSig(open=Loaded("", NOW), done=Loaded("", NOW)), items)


def founding() -> Founding:
    """Return the founding document of a company."""
    members = (Member(LEO, (Role.ADMIN, Role.INITIATOR)), Member(INES, (Role.SIGNER,)))
    return Founding(IdentityType.ENTERPRISE, "Acme", Charter(members, 1), LEO, NODE, "0f" * 16)


def group_of(identity_id: IdentityId, *members: Member, threshold: int = 2) -> Groups:
    """Return the slice that knows the charter of a group."""
    charter = Charter(members, threshold)
    founding = Founding(IdentityType.ENTERPRISE, "Acme", charter, members[0].identity_id, NODE, "0f" * 16)
    signatures = (FoundingSignature(members[0].identity_id, "00" * 64),)
    group = Group(identity_id, founding, signatures, charter)
    return Groups(Map({identity_id: Loaded(group, NOW)}))


ADMINS = (Member(LEO, (Role.ADMIN, Role.INITIATOR)), Member(INES, (Role.SIGNER,)), Member(OMAR, (Role.SIGNER,)))
