"""Every type of sender under every rule: what is decided, written out by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from qwallet_desktop.domain.consent import ConsentPolicy, External, Hours
from qwallet_desktop.domain.decisions import Outcome, Rule, Scope
from qwallet_desktop.domain.groups import Charter, Member, Role
from qwallet_desktop.domain.identities import AID_CAP, Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.limits import Limits, TokenLimits
from qwallet_desktop.domain.payment_facts import LimitFacts, PaymentFacts, Use
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import ALICE, BOB, CAROL, DAVE, TOKEN, amount, identity

WEDNESDAY = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
OTHER = TokenId("qtk1" + "cd" * 32)
GROUP = IdentityId("did:qwallet:z6MkGroup")
_ROOT = identity(ALICE)
SENDERS: dict[str, Identity] = {
    "ROOT": _ROOT,
    "SUB": identity(ALICE, owner=CAROL),
    "ENTERPRISE": replace(_ROOT, id=GROUP, type=IdentityType.ENTERPRISE),
    "DAO": replace(_ROOT, id=GROUP, type=IdentityType.DAO),
    "CONSENTIDA": replace(_ROOT, type=IdentityType.CONSENTIDA, guardian=DAVE),
    "AID": replace(_ROOT, type=IdentityType.AID, token_id=TOKEN, name=""),
}
CHARTER = Charter((Member(CAROL, (Role.SIGNER,)), Member(DAVE, (Role.SIGNER, Role.INITIATOR))), 2)
APPROVERS = {
    "ROOT": (ALICE,),
    "SUB": (CAROL,),
    "ENTERPRISE": (CAROL, DAVE),
    "CONSENTIDA": (DAVE,),
}
AID = replace(identity(BOB), type=IdentityType.AID, token_id=TOKEN, name="")
_CAPPED = LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(1_000_000)),)))


@dataclass(frozen=True)
class Said:
    """What is decided: the outcome, the rule that decided, and the problem's code."""

    outcome: Outcome
    rule: Rule
    code: Code | None = None


GOES = Said(Outcome.ALLOW, Rule.DEFAULT)
OWN = Said(Outcome.ALLOW, Rule.OWN_IDENTITIES)
SIGNERS = Said(Outcome.NEEDS_APPROVAL, Rule.GROUP_SIGNERS)
VOTE = Said(Outcome.DENY, Rule.GROUP_VOTE, Code.GOVERNANCE_NOT_READY)
GUARDIAN = Said(Outcome.NEEDS_APPROVAL, Rule.GUARDIAN)
NO_CAP = Said(Outcome.DENY, Rule.GUARDED_CAP, Code.CAP_MISSING)
NOBODY = Said(Outcome.DENY, Rule.APPROVAL_ABOVE, Code.NO_APPROVER)
PLAIN = {"ROOT": GOES, "SUB": GOES, "ENTERPRISE": SIGNERS, "DAO": VOTE, "CONSENTIDA": GUARDIAN, "AID": GOES}


def no(rule: Rule, code: Code) -> Said:
    return Said(Outcome.DENY, rule, code)


def ask(rule: Rule) -> Said:
    return Said(Outcome.NEEDS_APPROVAL, rule)


def all_say(said: Said, **others: Said) -> dict[str, Said]:
    """Every type is told the same, but for some."""
    return {**dict.fromkeys(SENDERS, said), **others}


def after_vote(said: Said, **others: Said) -> dict[str, Said]:
    """Every type is told the same, but a DAO, whose members have to vote before anything else is asked."""
    return all_say(said, DAO=VOTE, **others)


def limited(use: Use | None = None, *, per_hour: int | None = None, **units: int) -> LimitFacts:
    given = {"daily": 1_000_000, **units}
    return LimitFacts(
        Limits((TokenLimits(TOKEN, **{name: amount(one) for name, one in given.items()}),), per_hour), use or Use()
    )


def facts(who: str, **changed: object) -> PaymentFacts:
    """25.00 of 100.00 to somebody else, on a Wednesday morning; a guarded identity has its cap."""
    sender = SENDERS[who]
    plain = PaymentFacts(sender, identity(BOB), amount(2_500), amount(10_000), "QTK", WEDNESDAY, initiator=DAVE)
    if sender.type is IdentityType.CONSENTIDA:
        plain = replace(plain, own=_CAPPED)
    if sender.type in {IdentityType.ENTERPRISE, IdentityType.DAO}:
        plain = replace(plain, charter=CHARTER)
    return replace(plain, **changed)  # type: ignore[arg-type]  # the names of its fields


def _states(status: IdentityStatus) -> dict[str, Identity]:
    return {who: replace(sender, status=status, reason="lost") for who, sender in SENDERS.items()}


_OWN_OF = {who: identity(BOB, owner=sender.owner or sender.id) for who, sender in SENDERS.items()}
_REST_OF_RULES: Mapping[str, tuple[Mapping[str, object], Rule, Code]] = {
    "a token that limits leave out": (
        {"own": LimitFacts(Limits(allowed_tokens=(OTHER,)))},
        Rule.LIMIT_TOKEN,
        Code.TOKEN_NOT_ALLOWED,
    ),
    "a recipient that is never paid": (
        {"own": LimitFacts(Limits((TokenLimits(TOKEN, daily=amount(5_000)),), restricted_addresses=(BOB,)))},
        Rule.LIMIT_ADDRESS,
        Code.ADDRESS_RESTRICTED,
    ),
    "above the limit of a payment": (
        {"own": limited(per_transaction=2_499)},
        Rule.LIMIT_TRANSACTION,
        Code.LIMIT_EXCEEDED,
    ),
    "above the limit of a day": ({"own": limited(Use(day=1), daily=2_500)}, Rule.LIMIT_DAILY, Code.LIMIT_EXCEEDED),
    "above the limit of a day by what is held": (
        {"own": limited(Use(held=1), daily=2_500)},
        Rule.LIMIT_DAILY,
        Code.LIMIT_EXCEEDED,
    ),
    "above the limit of a month": (
        {"own": limited(Use(month=1), monthly=2_500)},
        Rule.LIMIT_MONTHLY,
        Code.LIMIT_EXCEEDED,
    ),
    "too many in an hour": ({"own": limited(Use(made=2), per_hour=2)}, Rule.LIMIT_HOURLY_COUNT, Code.TOO_MANY_PER_HOUR),
    "too many in an hour by what waits": (
        {"own": limited(Use(made=1, waiting=1), per_hour=2)},
        Rule.LIMIT_HOURLY_COUNT,
        Code.TOO_MANY_PER_HOUR,
    ),
    "sending is off": ({"policy": ConsentPolicy(can_send=False)}, Rule.CONSENT_SEND, Code.SENDING_OFF),
    "a token that the policy leaves out": (
        {"policy": ConsentPolicy(tokens=(OTHER,))},
        Rule.CONSENT_TOKEN,
        Code.TOKEN_NOT_ALLOWED,
    ),
    "a counterparty that the policy leaves out": (
        {"policy": ConsentPolicy(counterparties=(CAROL,))},
        Rule.CONSENT_COUNTERPARTY,
        Code.COUNTERPARTY_NOT_ALLOWED,
    ),
    "another hour": ({"policy": ConsentPolicy(hours=(Hours((3,), 0, 300),))}, Rule.CONSENT_HOURS, Code.OUTSIDE_HOURS),
    "another day": (
        {"policy": ConsentPolicy(hours=(Hours((2, 4), 0, 1_440),))},
        Rule.CONSENT_HOURS,
        Code.OUTSIDE_HOURS,
    ),
    "nobody outside": ({"policy": ConsentPolicy(external=External.DENY)}, Rule.CONSENT_EXTERNAL, Code.EXTERNAL_OFF),
    "the recipient takes nothing": (
        {"recipient_policy": ConsentPolicy(can_receive=False)},
        Rule.CONSENT_RECEIVE,
        Code.RECIPIENT_REFUSES,
    ),
    "the recipient takes another token": (
        {"recipient_policy": ConsentPolicy(tokens=(OTHER,))},
        Rule.CONSENT_RECEIVE,
        Code.RECIPIENT_REFUSES,
    ),
    "the recipient takes from others": (
        {"recipient_policy": ConsentPolicy(counterparties=(CAROL,))},
        Rule.CONSENT_RECEIVE,
        Code.RECIPIENT_REFUSES,
    ),
}
"""Rules that deny to every type alike; a guarded identity without its cap is told of that first."""

_NO_CAP_IN = {"a token that limits leave out"}


def _family_rules() -> Iterator[tuple[str, Mapping[str, object], dict[str, Said]]]:
    """The same limits of the whole family."""
    for name, (changed, rule, code) in _REST_OF_RULES.items():
        if "own" in changed:
            yield f"{name}, of the family", {"family": changed["own"]}, after_vote(no(rule, code))


def _rows() -> Iterator[tuple[str, Mapping[str, object], dict[str, Said]]]:
    yield "no rule", {}, PLAIN
    yield "everything is spent", {"amount": amount(10_000)}, PLAIN
    yield "more than there is", {"amount": amount(10_001)}, all_say(no(Rule.FUNDS, Code.INSUFFICIENT_FUNDS))
    yield "nothing", {"amount": amount(0)}, all_say(no(Rule.FUNDS, Code.AMOUNT_ZERO))
    yield "nobody", {"recipient": None}, all_say(no(Rule.RECIPIENT_STATE, Code.RECIPIENT_UNKNOWN))
    for status in (IdentityStatus.FROZEN, IdentityStatus.CLOSED):
        there = {"recipient": identity(BOB, status=status)}
        yield f"a recipient that is {status}", there, all_say(no(Rule.RECIPIENT_STATE, Code.RECIPIENT_FROZEN))
    for name, (changed, rule, code) in _REST_OF_RULES.items():
        guarded = {"CONSENTIDA": NO_CAP} if name in _NO_CAP_IN else {}
        yield name, changed, after_vote(no(rule, code), **guarded)
    yield from _family_rules()
    yield "a cap that is missing", {"own": None}, {**PLAIN, "CONSENTIDA": NO_CAP}
    yield (
        "exactly at every limit",
        {
            "own": limited(
                Use(1_000, 2_000, 500, 1, 1),
                daily=4_000,
                monthly=5_000,
                per_transaction=2_500,
                approval_above=2_500,
                per_hour=3,
            )
        },
        PLAIN,
    )
    above = {"own": limited(approval_above=2_499)}
    yield (
        "above what goes without approval",
        above,
        {
            **PLAIN,
            "ROOT": ask(Rule.APPROVAL_ABOVE),
            "SUB": ask(Rule.APPROVAL_ABOVE),
            "AID": NOBODY,
        },
    )
    yield (
        "others outside ask",
        {"policy": ConsentPolicy(external=External.APPROVAL)},
        {
            **PLAIN,
            "ROOT": ask(Rule.CONSENT_EXTERNAL),
            "SUB": ask(Rule.CONSENT_EXTERNAL),
            "AID": no(Rule.CONSENT_EXTERNAL, Code.NO_APPROVER),
        },
    )
    shared = {"policy": ConsentPolicy(external=External.DENY), "shares_group": True}
    yield "nobody outside, to one of the same group", shared, PLAIN
    yield "an AID", {"recipient": AID, "recipient_holds": amount(0)}, PLAIN
    full = {"recipient": AID, "recipient_holds": amount(AID_CAP * 100 - 2_499)}
    yield "an AID that is full", full, after_vote(no(Rule.AID_CAP, Code.AID_CAP_REACHED))
    just = {"recipient": AID, "recipient_holds": amount(AID_CAP * 100 - 2_500)}
    yield "an AID that is full then", just, PLAIN
    other = {"recipient": replace(AID, token_id=OTHER), "recipient_holds": amount(0)}
    yield "an AID of another token", other, after_vote(no(Rule.AID_TOKEN, Code.AID_OTHER_TOKEN))
    yield (
        "what can't be read",
        {"unread": (Scope.SENDER,)},
        {
            **PLAIN,
            "ROOT": ask(Rule.UNDECIDED),
            "SUB": ask(Rule.UNDECIDED),
            "AID": no(Rule.UNDECIDED, Code.NO_APPROVER),
        },
    )


def _of_each() -> Iterator[tuple[str, str, PaymentFacts, Said]]:
    """Rows whose facts differ by the sender."""
    for who, sender in SENDERS.items():
        frozen, closed = _states(IdentityStatus.FROZEN)[who], _states(IdentityStatus.CLOSED)[who]
        yield "a frozen sender", who, facts(who, sender=frozen), no(Rule.SENDER_STATE, Code.SENDER_FROZEN)
        yield "a closed sender", who, facts(who, sender=closed), no(Rule.SENDER_STATE, Code.IDENTITY_CLOSED)
        yield "oneself", who, facts(who, recipient=sender), no(Rule.NOT_ONESELF, Code.SELF_TRANSFER)
        own = _OWN_OF[who]
        mine = {**PLAIN, "ROOT": OWN, "SUB": OWN, "AID": OWN}
        yield "an own identity", who, facts(who, recipient=own), mine[who]
        large = facts(who, recipient=own, own=limited(approval_above=1))
        yield "an own identity, above what asks", who, large, mine[who]
        nobody = facts(who, recipient=own, policy=ConsentPolicy(external=External.DENY))
        yield "an own identity, nobody outside", who, nobody, mine[who]
        apart = facts(who, recipient=own, policy=ConsentPolicy(cross_identity=False))
        crossing = after_vote(no(Rule.CONSENT_CROSS_IDENTITY, Code.CROSS_IDENTITY_OFF))
        yield "not to own identities", who, apart, crossing[who]
        refusing = facts(who, recipient=own, recipient_policy=ConsentPolicy(cross_identity=False))
        refused = after_vote(no(Rule.CONSENT_CROSS_IDENTITY, Code.RECIPIENT_REFUSES))
        yield "not from own identities", who, refusing, refused[who]
        beyond = facts(who, recipient=own, own=limited(Use(day=1), daily=2_500))
        yield (
            "an own identity, above the day's limit",
            who,
            beyond,
            after_vote(no(Rule.LIMIT_DAILY, Code.LIMIT_EXCEEDED))[who],
        )
    yield (
        "another token",
        "AID",
        facts("AID", sender=replace(SENDERS["AID"], token_id=OTHER)),
        no(Rule.AID_TOKEN, Code.AID_OTHER_TOKEN),
    )
    alone = Charter((Member(DAVE, (Role.SIGNER, Role.INITIATOR)),), 1, initiator_counts=True)
    enough = facts("ENTERPRISE", charter=alone)
    yield "who asks is enough", "ENTERPRISE", enough, GOES
    yield "who asks is enough, above what asks", "ENTERPRISE", replace(enough, own=limited(approval_above=1)), GOES
    unread = replace(enough, unread=(Scope.SENDER,))
    yield "who asks is enough, but it can't be read", "ENTERPRISE", unread, ask(Rule.UNDECIDED)
    not_counted = facts("ENTERPRISE", charter=replace(alone, initiator_counts=False))
    yield "who asks does not count", "ENTERPRISE", not_counted, SIGNERS
    no_charter = facts("ENTERPRISE", charter=None)
    yield "a charter that can't be read", "ENTERPRISE", no_charter, no(Rule.UNDECIDED, Code.NO_APPROVER)


def cases() -> Iterator[tuple[str, str, PaymentFacts, Said]]:
    """Go through all: the row's name, the type of the sender, the facts, and what is decided."""
    for name, changed, expected in _rows():
        for who, said in expected.items():
            yield name, who, facts(who, **changed), said
    yield from _of_each()


CASES = {f"{name} ({who})": (who, given, said) for name, who, given, said in cases()}
