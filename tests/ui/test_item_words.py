"""Items of every subject in words: their titles, what they would change, for whom they wait and what became of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from immutables import Map

from qwallet_desktop.domain.events import ItemNews
from qwallet_desktop.domain.group_chain import Group
from qwallet_desktop.domain.groups import AmountThreshold, Charter, Member, Role
from qwallet_desktop.domain.ids import TokenId
from qwallet_desktop.domain.matters import BatchMatter, BatchPayment, FreezeMatter, Matter, SignersMatter, Subject
from qwallet_desktop.domain.money import PLAIN, Amount
from qwallet_desktop.domain.multisig import Choice, Executed, Item, ItemStatus, Vote
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.asks import ChangeSigners, FoundGroup
from qwallet_desktop.state.consent import Consent
from qwallet_desktop.state.groups import Groups
from qwallet_desktop.state.limits import LimitsKnown
from qwallet_desktop.state.notice import ItemTold
from qwallet_desktop.state.operation import FoundedAlone, Made, Operation
from qwallet_desktop.state.remote import Loaded
from qwallet_desktop.ui.ask_words import head_words, kind_words, memo_of, verbs_of
from qwallet_desktop.ui.item_changes import change_sentences, charter_of_item, rules_in_force
from qwallet_desktop.ui.item_course import item_points
from qwallet_desktop.ui.item_notices import item_notice
from qwallet_desktop.ui.item_words import (
    ItemTerms,
    amount_reason,
    approval_words,
    count_words,
    meaning_words,
    open_title,
    title_words,
    waits_words,
)
from qwallet_desktop.ui.limit_words import LimitWords
from qwallet_desktop.ui.operation_words import mark, meaning
from qwallet_desktop.ui.policy_words import PolicyWords
from tests.ui.builders import NOW, QTK, REQUEST, identities, identity, token
from tests.ui.groups import asked_change, group_identity, keyed, keyed_founding, signed, with_votes

PEOPLE = tuple(
    replace(identity(number, name), id=keyed(number)) for number, name in ((1, "Ada"), (2, "Ben"), (3, "Cy"))
)
ACME = signed(keyed_founding())
FIRM = group_identity(ACME.founding)
WHO = replace(identities(*PEOPLE, FIRM), named=Map({keyed(4): "Bo", keyed(5): "Di"}))
TERMS = ItemTerms(WHO, Map({QTK: token()}), PLAIN)
JOINS = Charter((*ACME.charter.members, Member(keyed(4), (Role.SIGNER,)), Member(keyed(5), (Role.SIGNER,))), 2)
ASKED = asked_change(ACME, JOINS, "Bo and Di help")
OTHER = TokenId("eur1" + "cd" * 32)
PAID = (
    BatchPayment(keyed(2), Amount(2_500, 2, QTK), "QTK", ""),
    BatchPayment(keyed(3), Amount(1_500, 2, QTK), "QTK", ""),
    BatchPayment(keyed(3), Amount(700, 2, OTHER), "EUR", ""),
)


def about(matter: Matter, subject: Subject) -> Item:
    return replace(ASKED, proposal=replace(ASKED.proposal, matter=matter, subject=subject, joining=()))


BATCH = about(BatchMatter(PAID), Subject.BATCH)
FREEZE = about(FreezeMatter(), Subject.FREEZE)


def rejected(item: Item, number: int) -> Item:
    vote = Vote(keyed(number), Choice.REJECT, NOW, "00" * 64, "no")
    return replace(item, votes=(*item.votes, vote))


@pytest.mark.parametrize(
    ("item", "title", "opened"),
    [
        (BATCH, "3 payments: 40.00 QTK and 7.00 EUR", "3 payments"),
        (ASKED, "Change of signers", "Change of signers"),
        (FREEZE, "Freeze", "Freeze"),
    ],
    ids=["batch", "signers", "freeze"],
)
def test_each_subject_has_its_title(item: Item, title: str, opened: str) -> None:
    assert (title_words(item.proposal, TERMS), open_title(item.proposal, TERMS)) == (title, opened)


def test_sums_are_hidden_in_titles() -> None:
    assert "40.00" not in title_words(BATCH.proposal, TERMS._replace(hidden=True))


# ------------------------------------------------------------------------------------------ for whom it waits


def test_it_waits_for_those_who_decide_and_for_those_who_join() -> None:
    assert waits_words(ASKED, WHO, PLAIN) == "Waits for Ben and Cy, and for Bo and Di to join"
    assert waits_words(with_votes(ASKED, 2, 3, 5), WHO, PLAIN) == "Waits for Bo to join"
    assert waits_words(with_votes(ASKED, 4, 5), WHO, PLAIN) == "Waits for Ben and Cy"


def test_signatures_are_counted_and_joiners_apart() -> None:
    assert count_words(with_votes(ASKED, 2, 4), PLAIN) == "1 of 2 signatures, 1 of 2 who join"
    assert count_words(rejected(ASKED, 4), PLAIN) == "0 of 2 signatures, 0 of 2 who join"


def test_who_must_sign_includes_those_who_join() -> None:
    assert approval_words(ASKED, PLAIN) == "2 of 2 must sign, and all 2 who join by it"
    one = asked_change(ACME, replace(JOINS, members=JOINS.members[:-1]))
    assert approval_words(one, PLAIN) == "2 of 2 must sign, and whoever joins by it"
    assert approval_words(FREEZE, PLAIN) == "2 of 2 must sign"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (rejected(ASKED, 4), "Bo does not want to join, so it can't come into force."),
        (replace(ASKED, closing=Executed(NOW)), "Enough have signed, and whoever joins"),
        (replace(BATCH, closing=Executed(NOW)), "all of the payments were made"),
        (rejected(BATCH, 2), "not enough can sign any more. What was held is available again."),
    ],
    ids=["joiner rejects", "in force", "paid", "rejected"],
)
def test_what_became_of_it_is_said(item: Item, said: str) -> None:
    assert said in meaning_words(item, NOW, TERMS)


def test_the_course_tells_joining_from_deciding() -> None:
    points = [point.words for point in item_points(with_votes(ASKED, 2, 4), WHO, NOW)]
    assert points[1:] == ["Ben signed", "Bo agreed to join", "Cy has not signed", "Di has not agreed to join"]


def test_who_is_to_join_is_told_so() -> None:
    news = ItemNews(ASKED.proposal, ItemStatus.PENDING, None, "", NOW)
    assert item_notice(ItemTold(keyed(4), news), TERMS)[0] == "You are asked to join"
    assert item_notice(ItemTold(keyed(2), news), TERMS)[0] == "Needs your signature"


# -------------------------------------------------------------------------------------------- what it changes


def changes(item: Item, *groups: Group) -> tuple[str, tuple[str, ...]]:
    known = Groups(Map({each.id: Loaded(each, NOW) for each in groups}))
    before = rules_in_force(item, Consent(), LimitsKnown(), known)
    limits = LimitWords(TERMS.tokens, WHO, PLAIN)
    return change_sentences(item.proposal.matter, before, PolicyWords(TERMS.tokens, WHO, 0), limits)


def test_a_change_of_signers_is_told_against_the_charter_that_it_was_written_from() -> None:
    title, sentences = changes(ASKED, ACME)
    assert title == "What changes"
    assert sentences == (
        "Bo joins as a signer, and must agree itself.",
        "Di joins as a signer, and must agree itself.",
        "2 of 5 signers decide instead of 2 of 3 signers.",
    )


def test_of_a_charter_that_is_not_known_here_the_new_one_is_told_in_full() -> None:
    title, sentences = changes(ASKED)
    assert title == "The new signers and rules"
    assert sentences[0] == "Ada: Initiator, Signer, Admin"


def test_a_version_that_never_was_is_told_in_full() -> None:
    forged = replace(ASKED, proposal=replace(ASKED.proposal, matter=SignersMatter(JOINS, 7)))
    assert changes(forged, ACME)[0] == "The new signers and rules"


def test_a_freeze_says_what_stops() -> None:
    assert changes(FREEZE)[1][0].startswith("It can't pay any more")


def test_why_a_payment_needs_more_signatures_is_told_by_its_charter() -> None:
    rules = replace(ACME.charter, amount_thresholds=(AmountThreshold(Amount(3_000, 2, QTK), 3),))
    group = signed(replace(keyed_founding(), charter=rules))
    item = replace(BATCH, proposal=replace(BATCH.proposal, identity_id=group.id, required=3))
    known = Groups(Map({group.id: Loaded(group, NOW)}))
    charter = charter_of_item(item, rules_in_force(item, Consent(), LimitsKnown(), known))
    assert amount_reason(item.proposal, charter, TERMS) == "because together they are above 30.00 QTK"
    assert amount_reason(item.proposal, None, TERMS) == ""


# ------------------------------------------------------------------------------------------------- operations


def made(ask: ChangeSigners | FoundGroup, receipt: Item | FoundedAlone | None) -> Operation:
    return Operation(REQUEST, FIRM.id, ask, NOW, Made(NOW, receipt))


CHANGE = ChangeSigners(JOINS, 1, "Bo and Di help")
FOUND = FoundGroup(ACME.founding, JOINS)


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (made(CHANGE, ASKED), "others must sign it before it comes into force, whoever joins among them."),
        (made(CHANGE, replace(ASKED, closing=Executed(NOW))), "it is in force."),
        (made(CHANGE, rejected(ASKED, 4)), "It was rejected; nothing has changed."),
        (made(FOUND, ASKED), "belong to it once they have signed."),
        (made(FOUND, replace(ASKED, closing=Executed(NOW))), "have joined it."),
        (made(FOUND, rejected(ASKED, 4)), "have not joined it; the inbox says why."),
        (made(FOUND, None), "The group was founded."),
        (
            made(FOUND, FoundedAlone(FIRM.id, Problem(Code.MEMBER_UNKNOWN))),
            "could not be asked to join. A member is not registered here",
        ),
    ],
)
def test_what_became_of_an_operation_is_said(operation: Operation, said: str) -> None:
    assert said in meaning(operation, None, PLAIN)
    assert "held" not in meaning(operation, None, PLAIN)


def test_a_group_without_those_who_were_to_join_is_partly_made() -> None:
    assert mark(made(FOUND, FoundedAlone(FIRM.id, Problem(Code.MEMBER_UNKNOWN))), None).words == "Partly made"


def test_asking_for_other_signers_has_its_words() -> None:
    assert (kind_words(CHANGE), head_words(CHANGE, WHO, PLAIN), memo_of(CHANGE)) == (
        "Signers",
        "Change signers",
        "Bo and Di help",
    )
    assert verbs_of(CHANGE, made=True).look == "Show members"


def test_an_item_of_long_ago_is_over() -> None:
    assert "Not enough signed in time." in meaning_words(ASKED, NOW + timedelta(days=30), TERMS)
