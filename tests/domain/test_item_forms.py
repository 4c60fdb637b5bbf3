"""Matters are whole, texts hide nothing, and tokens are what their ids are the hashes of."""

from dataclasses import replace
from typing import Any

import pytest

from qwallet_desktop.domain.checks import Verdict
from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.ids import IdentityId, ItemId, TokenId
from qwallet_desktop.domain.item_forms import amounts_of, is_as_signed, subject_fits, texts_clean, tokens_declared
from qwallet_desktop.domain.item_record import ItemRecord, TokenRecord
from qwallet_desktop.domain.limits import Limits, LimitScope, TokenLimits
from qwallet_desktop.domain.matters import (
    BatchMatter,
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
from qwallet_desktop.domain.multisig import Choice, Proposal, Vote
from qwallet_desktop.domain.problems import Code
from tests.domain.builders import ALICE, NOW, problem_of
from tests.verify.records import CHARTER, DECLARED, group, many, money, paid, payment, proposal_of

OTHER = TokenId("qtk1" + "cd" * 32)
SUBJECTS: list[tuple[Matter, Subject]] = [
    (payment(), Subject.TRANSFER),
    (payment(), Subject.CROSS_IDENTITY_TRANSFER),
    (many(1, 2), Subject.BATCH),
    (PolicyMatter(ConsentPolicy(), 3), Subject.POLICY_CHANGE),
    (LimitMatter(LimitScope.FAMILY, Limits(), 9), Subject.LIMIT_CHANGE),
    (SignersMatter(CHARTER, 1), Subject.SIGNERS_CHANGE),
    (FreezeMatter(), Subject.FREEZE),
    (UnfreezeMatter("The phone was lost"), Subject.UNFREEZE),
]


def asked(matter: Matter, subject: Subject = Subject.TRANSFER, **changes: Any) -> Proposal:
    return replace(proposal_of(group(), matter, subject), **changes)


def part(found: Any) -> str:
    """Return what is wrong, empty where nothing is."""
    return found.facts["part"] if found.verdict is Verdict.FAILS else ""


@pytest.mark.parametrize(("matter", "subject"), SUBJECTS)
def test_a_whole_matter_fits_its_subject_and_no_other(matter: Matter, subject: Subject) -> None:
    known = {subject for one, subject in SUBJECTS if type(one) is type(matter)}
    assert part(subject_fits(asked(matter, subject))) == ""
    assert {part(subject_fits(asked(matter, other))) for other in Subject if other not in known} == {"subject"}


@pytest.mark.parametrize(
    "matter",
    [
        payment(0),
        payment(-1),
        payment(10**78),
        replace(payment(), amount=Amount(1, 31, DECLARED.id)),
        replace(payment(), amount=Amount(1, -1, DECLARED.id)),
        many(1, 0),
        many(),
        many(10**78 - 1, 1),
    ],
)
def test_amounts_are_above_nothing_and_not_too_large_also_together(matter: Matter) -> None:
    subject = Subject.BATCH if isinstance(matter, BatchMatter) else Subject.TRANSFER
    found = replace(asked(payment(), subject), matter=matter)
    assert part(subject_fits(found)) == "amount"


def test_amounts_of_one_token_have_the_same_decimals() -> None:
    two = many(1, 2).payments
    mixed = BatchMatter((two[0], replace(two[1], amount=Amount(2, 3, DECLARED.id))))
    with pytest.raises(ValueError, match="different tokens"):
        subject_fits(replace(asked(payment(), Subject.BATCH), matter=mixed))


def test_nobody_pays_itself() -> None:
    assert part(subject_fits(asked(replace(payment(), recipient=group().id)))) == "recipient"


@pytest.mark.parametrize("recipient", [" " + ALICE, "somebody"])
def test_a_recipient_is_a_did(recipient: str) -> None:
    matter = replace(payment(), recipient=IdentityId(recipient))
    found = (
        part(subject_fits(asked(matter)))
        if recipient.startswith(" ")
        else problem_of(lambda: subject_fits(asked(matter))).code
    )
    assert found in {"recipient", Code.NOT_A_DID}


@pytest.mark.parametrize("changes", [{"item_id": ItemId("ms_1")}, {"number": 0}])
def test_an_item_has_an_id_and_a_number(changes: dict[str, Any]) -> None:
    assert part(subject_fits(asked(payment(), **changes))) == "number"


@pytest.mark.parametrize(
    ("matter", "subject"),
    [
        (PolicyMatter(ConsentPolicy(), 2), Subject.POLICY_CHANGE),
        (SignersMatter(CHARTER, 2), Subject.SIGNERS_CHANGE),
    ],
)
def test_new_rules_follow_those_under_which_they_are_decided(matter: Matter, subject: Subject) -> None:
    assert part(subject_fits(asked(matter, subject))) == "base"


@pytest.mark.parametrize(
    ("matter", "code"),
    [
        (PolicyMatter(ConsentPolicy(counterparties=(ALICE, ALICE)), 3), Code.ENTRY_TWICE),
        (LimitMatter(LimitScope.IDENTITY, Limits(max_transactions_per_hour=-1), 0), Code.LIMIT_COUNT),
        (SignersMatter(replace(CHARTER, threshold=0), 1), Code.THRESHOLD_INVALID),
    ],
)
def test_rules_that_could_not_come_into_force_do_not_fit(matter: Matter, code: Code) -> None:
    subject = next(subject for one, subject in SUBJECTS if type(one) is type(matter))
    found = replace(asked(payment(), subject), matter=matter)
    assert problem_of(lambda: subject_fits(found)).code is code


# --------------------------------------------------------------------------------------- texts


@pytest.mark.parametrize(
    "text", ["Rent \u202edlrow", "two  spaces", " ", "a\nb", "u\u0308", "x" * 281, "zero\u200bwidth"]
)
@pytest.mark.parametrize("where", ["reason", "memo", "frozen_for"])
def test_no_text_hides_anything(where: str, text: str) -> None:
    matters: dict[str, Proposal] = {
        "reason": asked(payment(), reason=text),
        "memo": asked(replace(payment(), memo=text)),
        "frozen_for": asked(UnfreezeMatter(text), Subject.UNFREEZE),
    }
    assert part(texts_clean(matters[where], ())) == where


@pytest.mark.parametrize("symbol", ["QTK\u200b", "qtk", "\u0410BC", ""])
def test_a_symbol_is_of_plain_letters(symbol: str) -> None:
    assert part(texts_clean(asked(replace(payment(), symbol=symbol)), ())) == "symbol"


@pytest.mark.parametrize(
    "matter",
    [
        replace(payment(), amount=Amount(1, 2, TokenId("gold"))),
        PolicyMatter(ConsentPolicy(tokens=(TokenId("gold"),)), 3),
        LimitMatter(LimitScope.IDENTITY, Limits((TokenLimits(TokenId("gold")),)), 0),
        LimitMatter(LimitScope.IDENTITY, Limits(allowed_tokens=(TokenId("gold"),)), 0),
    ],
)
def test_what_is_named_as_a_token_is_the_id_of_one(matter: Matter) -> None:
    assert part(texts_clean(replace(asked(payment()), matter=matter), ())) == "token"


@pytest.mark.parametrize(
    ("choice", "reason", "fits"),
    [
        (Choice.SIGN, "", True),
        (Choice.SIGN, "Why not", False),
        (Choice.REJECT, "No", True),
        (Choice.REJECT, "", False),
        (Choice.CANCEL, " No", False),
        (Choice.CANCEL, "x" * 281, False),
    ],
)
def test_a_votes_reason_is_as_it_was_signed(choice: Choice, reason: str, *, fits: bool) -> None:
    vote = Vote(ALICE, choice, NOW, "", reason)
    assert is_as_signed(vote) is fits
    assert (part(texts_clean(asked(payment()), [vote])) == "") is fits


# -------------------------------------------------------------------------------------- tokens


def record(matter: Matter, *tokens: TokenRecord) -> ItemRecord:
    item = paid().item
    return ItemRecord(replace(item, proposal=replace(item.proposal, matter=matter)), tokens=tokens)


def test_all_amounts_of_a_matter_are_named_in_its_order() -> None:
    limits = Limits((TokenLimits(OTHER, monthly=Amount(1, 0, OTHER)), TokenLimits(DECLARED.id, daily=money(2))))
    assert amounts_of(LimitMatter(LimitScope.FAMILY, limits, 0)) == (Amount(1, 0, OTHER), money(2))
    assert amounts_of(many(1, 2)) == (money(1), money(2))
    assert amounts_of(SignersMatter(CHARTER, 1)) == (money(1_000_000),)
    assert amounts_of(PolicyMatter(ConsentPolicy(), 3)) == ()


def test_each_token_is_declared_once_in_the_order_of_the_matter() -> None:
    second = replace(DECLARED, symbol="EUR")
    two = many(1, 2, 3).payments
    mixed = BatchMatter((two[0], replace(two[1], amount=Amount(2, 2, second.id), symbol="EUR"), two[2]))
    assert part(tokens_declared(record(mixed, DECLARED, second))) == ""
    assert part(tokens_declared(record(mixed, second, DECLARED))) == "others"
    assert part(tokens_declared(record(mixed, DECLARED, second, second))) == "others"


def test_what_names_no_amount_declares_no_token() -> None:
    assert part(tokens_declared(record(FreezeMatter()))) == ""
    assert part(tokens_declared(record(FreezeMatter(), DECLARED))) == "others"


def test_a_token_that_is_not_declared_fails() -> None:
    assert part(tokens_declared(record(payment()))) == "decimals"


def test_an_amount_has_the_tokens_decimals() -> None:
    finer = PaymentMatter(payment().recipient, Amount(2_500, 3, DECLARED.id), "QTK", "")
    assert part(tokens_declared(record(finer, DECLARED))) == "decimals"


def test_a_payment_has_the_tokens_symbol() -> None:
    assert part(tokens_declared(record(replace(payment(), symbol="ETH"), DECLARED))) == "symbol"


@pytest.mark.parametrize(
    "token",
    [
        replace(DECLARED, issuer=IdentityId("somebody")),
        replace(DECLARED, issuer=IdentityId(f" {DECLARED.issuer}")),
        replace(DECLARED, symbol="qtk"),
        replace(DECLARED, decimals=31),
    ],
)
def test_what_could_not_be_declared_is_no_token(token: TokenRecord) -> None:
    matter = PaymentMatter(payment().recipient, Amount(1, token.decimals, token.id), token.symbol, "")
    assert part(tokens_declared(record(matter, token))) == "others"
