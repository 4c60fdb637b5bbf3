"""Charters in words: what a change of signers makes different, what it means, and why so many must sign."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.money import PLAIN, Amount
from qwallet_desktop.ui.agreement_words import signers_agreement, signers_warnings
from qwallet_desktop.ui.charter_words import CharterTerms, charter_differences, charter_lines, why_so_many
from qwallet_desktop.ui.role_words import charter_meaning, frozen_rules_words, strictest_words
from qwallet_desktop.ui.widgets.amount import HIDDEN_AMOUNT
from tests.ui.builders import QTK, did, identities, identity, token
from tests.ui.groups import ALL

ANN, BO, LEO = did(1), did(2), did(3)
TERMS = CharterTerms(identities(identity(1, "Ann"), identity(2, "Bo"), identity(3, "Leo")), Map({QTK: token()}), PLAIN)
SIGNS = (Role.INITIATOR, Role.SIGNER)
BEFORE = Charter((Member(ANN, ALL), Member(LEO, SIGNS)), 1)


def above(units: int, threshold: int) -> AmountThreshold:
    return AmountThreshold(Amount(units, 2, QTK), threshold)


def different(**after: object) -> tuple[str, ...]:
    return charter_differences(BEFORE, replace(BEFORE, **after), TERMS)  # type: ignore[arg-type]  # as given


def test_the_same_charter_is_not_different() -> None:
    assert different() == ()


def test_who_joins_as_a_signer_must_agree_itself() -> None:
    assert different(members=(*BEFORE.members, Member(BO, SIGNS))) == (
        "Bo joins as an initiator and a signer, and must agree itself.",
        "1 of 3 signers decide instead of 1 of 2 signers.",
    )


def test_who_may_only_read_need_not_agree() -> None:
    assert different(members=(*BEFORE.members, Member(BO, (Role.VIEWER,)))) == ("Bo joins as a viewer.",)


def test_who_is_a_signer_no_more_is_named() -> None:
    members = (BEFORE.members[0], Member(LEO, (Role.INITIATOR,)))
    assert different(members=members)[0] == "Leo is a signer no more."


def test_a_signer_that_becomes_an_admin_was_asked_already() -> None:
    assert different(members=(BEFORE.members[0], Member(LEO, ALL))) == ("Leo becomes an admin.",)


def test_who_leaves_is_named() -> None:
    assert different(members=BEFORE.members[:1])[0] == "Leo is no member any more."


def test_a_weight_is_told_with_the_one_before() -> None:
    members = (Member(ANN, ALL, 1_000), BEFORE.members[1])
    assert different(members=members) == ("Ann weighs 1000 instead of 1.",)


def test_each_rule_is_told_with_the_one_before() -> None:
    assert different(threshold=2, initiator_counts=True, expiry_hours=24) == (
        "2 of 2 signers decide instead of 1 of 2 signers.",
        "The signature of who asks counts from now on, if that is a signer.",
        "Proposals wait 24 hours instead of 72.",
    )


def test_what_larger_payments_need_is_told() -> None:
    before = replace(BEFORE, amount_thresholds=(above(100, 2), above(200, 3)))
    after = replace(BEFORE, amount_thresholds=(above(200, 4), above(300, 5)))
    assert charter_differences(before, after, TERMS) == (
        "Payments above 2.00 QTK need 4 signatures instead of 3.",
        "Payments above 3.00 QTK need 5 signatures.",
        "Payments above 1.00 QTK need no more signatures than others.",
    )


def test_a_whole_charter_names_its_members_and_its_rules() -> None:
    lines = charter_lines(replace(BEFORE, amount_thresholds=(above(100_000, 2),)), TERMS)
    assert lines == (
        "Ann: Initiator, Signer, Admin",
        "Leo: Initiator, Signer",
        "1 of 2 signers decide.",
        "Above 1000.00 QTK: 2 of 2 signers.",
        "The signature of who asks does not count.",
        "What is not signed within 72 hours expires.",
    )


def test_hidden_amounts_are_dots_here_too() -> None:
    lines = charter_lines(replace(BEFORE, amount_thresholds=(above(100_000, 2),)), TERMS._replace(hidden=True))
    assert f"Above {HIDDEN_AMOUNT} QTK: 2 of 2 signers." in lines


@pytest.mark.parametrize(
    ("amounts", "required", "why"),
    [
        ((100,), 1, ""),
        ((101,), 2, "because it is above 1.00 QTK"),
        ((60, 60), 2, "because together they are above 1.00 QTK"),
        ((50, 50), 1, ""),
        ((500,), 3, "because it is above 2.00 QTK"),
    ],
)
def test_why_so_many_must_sign(amounts: tuple[int, ...], required: int, why: str) -> None:
    charter = replace(BEFORE, amount_thresholds=(above(100, 2), above(200, 3)))
    assert why_so_many(charter, [Amount(units, 2, QTK) for units in amounts], required, TERMS) == why


def test_where_the_charter_is_not_known_no_reason_is_given() -> None:
    assert why_so_many(None, [Amount(500, 2, QTK)], 3, TERMS) == ""


# ---------------------------------------------------------------------------------------------- who must agree


def agreement(before: Charter, *joining: Member) -> str:
    return signers_agreement(before, replace(before, members=(*before.members, *joining)), ANN, TERMS)


def test_who_decides_and_who_joins_is_said_before_asking() -> None:
    assert agreement(BEFORE, Member(BO, SIGNS)) == (
        "1 of 2 signers must sign before it comes into force, and Bo must agree to join. "
        "That of Ann, who asks, does not count."
    )


def test_a_change_asks_for_as_many_as_the_largest_payment() -> None:
    strict = replace(BEFORE, initiator_counts=True, amount_thresholds=(above(100, 2),))
    assert agreement(strict, Member(BO, (Role.VIEWER,))) == (
        "2 of 2 signers must sign before it comes into force. The signature of Ann is the first."
    )


def test_where_the_askers_signature_is_enough_it_waits_for_those_who_join() -> None:
    alone = replace(BEFORE, initiator_counts=True)
    assert agreement(alone, Member(BO, SIGNS)) == "It only waits for Bo to join."
    assert agreement(alone, Member(BO, (Role.VIEWER,))) == "In force at once, signed by Ann."


def test_giving_away_the_last_admin_here_is_warned_of() -> None:
    after = replace(BEFORE, members=(Member(ANN, SIGNS), Member(LEO, ALL)))
    assert any("Ann would be no admin any more" in each for each in signers_warnings(BEFORE, after, (ANN,), TERMS))
    assert signers_warnings(BEFORE, BEFORE, (ANN,), TERMS) == []


def test_fewer_signatures_and_a_single_admin_are_warned_of() -> None:
    before = Charter((Member(ANN, ALL), Member(LEO, ALL)), 2)
    after = Charter((Member(ANN, ALL), Member(LEO, SIGNS)), 1)
    said = " ".join(signers_warnings(before, after, (ANN, LEO), TERMS))
    assert "Ann would be the only admin" in said
    assert "1 instead of 2" in said


# ------------------------------------------------------------------------------------------- what it would mean


def test_one_lost_key_that_locks_all_rules_is_warned_of() -> None:
    words, careful = strictest_words(2, 3, 3)
    assert careful
    assert "nobody can change them any more" in words
    assert strictest_words(2, 3, 4)[1] is False
    assert strictest_words(2, 2, 2) == ("", False)


def test_rules_that_nobody_could_change_are_named() -> None:
    members = [Member(ANN, ALL), Member(LEO, SIGNS)]
    assert "could never be changed again" in frozen_rules_words(members, 2, initiator_counts=False)
    assert frozen_rules_words(members, 2, initiator_counts=True) == ""


def test_a_single_signer_confirms_what_it_asked_for() -> None:
    meaning = charter_meaning(IdentityType.ENTERPRISE, [Member(ANN, ALL)], 1, 0, initiator_counts=False)
    assert meaning.rules == ("", False)
