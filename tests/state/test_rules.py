"""Limits, policies, decisions and *What if?*: what is read, kept, and made old by what is told."""

from dataclasses import replace

import pytest
from immutables import Map

from qwallet_desktop.domain.consent import ConsentPolicy
from qwallet_desktop.domain.events import BalanceChanged, Fact, ItemNews, LimitsSet, PolicySet
from qwallet_desktop.domain.explanations import DecisionPage, PastDecision
from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, TransferId
from qwallet_desktop.domain.limits import Limits, LimitScope
from qwallet_desktop.domain.matters import Subject
from qwallet_desktop.domain.multisig import ItemStatus
from qwallet_desktop.domain.what_if import Supposition, WhatIf
from qwallet_desktop.state import consent, explanations, health, identities, limits, what_if
from qwallet_desktop.state.asks import UpdateLimits, UpdatePolicy
from qwallet_desktop.state.consent import Consent, PolicyDraft, WritePolicy
from qwallet_desktop.state.effect import Cancel
from qwallet_desktop.state.explanations import Decisions, Explanations
from qwallet_desktop.state.limits import FetchLimits, LimitsDraft, LimitsKnown, WriteLimits
from qwallet_desktop.state.navigation import GoTo, OpenSheet, Page, Tab
from qwallet_desktop.state.operation import Operation, Sending
from qwallet_desktop.state.operation_actions import OperationMade
from qwallet_desktop.state.part import decision, limits_history
from qwallet_desktop.state.part import decisions as decisions_part
from qwallet_desktop.state.part import limits as limits_part
from qwallet_desktop.state.part import policy as policy_part
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.root import State, reduce
from qwallet_desktop.state.rules_told import rules_asked
from qwallet_desktop.state.sheets import LimitsSheet, PolicySheet, WhySheet
from qwallet_desktop.state.what_if import AskWhatIf, ForgetWhatIf, ReplayPayments, RetryWhatIf
from tests.domain.items import proposal
from tests.state.builders import ADA, BEN, EVE, NOW, UNREACHABLE, balance, event, identity, posted, request, token
from tests.state.loader_world import INSPECTED, Loader, ready
from tests.state.rule_reads import book, no_limits, policy
from tests.ui.rules import MADE, WHAT_IF

OWN, FAMILY = LimitScope.IDENTITY, LimitScope.FAMILY
TO_LIMITS, TO_PERMISSIONS = GoTo(Page.WALLET, Tab.LIMITS), GoTo(Page.WALLET, Tab.PERMISSIONS)
TRANSFER = TransferId("tr_" + "0a" * 16)
TIGHT = Supposition(limits=Limits(max_transactions_per_hour=1))
LOOSE = Supposition(limits=Limits(max_transactions_per_hour=9))


def ruled() -> Loader:
    """Return a world at rest in which what is read of rules flies too."""
    loader = ready()
    loader.ruled = True
    return loader


def told(loader: Loader, fact: Fact, who: IdentityId = ADA, sequence: int = 9) -> Loader:
    return loader.do(health.EventReceived(event(sequence, who, fact)))


# ------------------------------------------------------------------------------------------- looking


def test_the_limits_tab_reads_limits_and_their_history_once() -> None:
    loader = ruled().do(TO_LIMITS)
    assert loader.asked == [limits.FetchLimitsHistory(ADA, OWN)]
    assert loader.answer_all().do(GoTo(Page.WALLET, Tab.RECEIVE)).do(TO_LIMITS).asked == []


def test_the_permissions_tab_reads_the_policy_and_the_decisions() -> None:
    assert ruled().do(TO_PERMISSIONS).asked == [consent.FetchPolicy(ADA), explanations.FetchDecisions(ADA)]


def test_who_leaves_the_tab_gives_up_what_it_asked_for() -> None:
    loader = ruled().do(TO_PERMISSIONS).do(GoTo(Page.WALLET, Tab.RECEIVE))
    assert consent.FetchPolicy(ADA) in loader.gone
    assert not loader.flying


def test_of_an_anonymous_identity_no_rules_are_read() -> None:
    loader = ruled()
    ghost = replace(identity(), type=IdentityType.AID)
    loader.do(identities.IdentitiesLoaded((ghost,), NOW))
    assert loader.do(TO_PERMISSIONS).asked == []


def test_the_form_for_the_limits_of_a_family_reads_those_of_its_root() -> None:
    loader = ruled().do(TO_LIMITS).answer_all()
    asked = loader.do(OpenSheet(LimitsSheet(BEN, FAMILY))).asked
    assert asked == [FetchLimits(BEN), limits.FetchLimitsHistory(BEN, FAMILY)]


def test_a_form_for_permissions_reads_the_policy_and_why_the_decision() -> None:
    assert ruled().do(OpenSheet(PolicySheet(BEN))).asked == [consent.FetchPolicy(BEN)]
    state = ruled().state
    assert explanations.FetchDecision(TRANSFER) in reduce(state, OpenSheet(WhySheet(TRANSFER)))[1]
    assert reduce(state, OpenSheet(WhySheet(TRANSFER, MADE)))[1] == ()


# ------------------------------------------------------------------------------------------ news


def test_a_payment_has_the_limits_read_anew_after_a_moment() -> None:
    loader = ruled().do(TO_LIMITS).answer_all().do(health.EventReceived(posted(9)))
    assert FetchLimits(ADA, again=True) in loader.asked


def test_a_payment_of_another_of_the_family_has_them_read_anew() -> None:
    loader = ruled().do(TO_LIMITS).answer_all()
    loader.do(identities.IdentitiesLoaded((identity(), replace(identity(BEN, "Ben"), owner=ADA)), NOW)).answer_all()
    loader.do(limits.LimitsLoaded(ADA, book(ADA, ADA), NOW))
    assert FetchLimits(ADA, again=True) in loader.do(health.EventReceived(posted(9, BEN))).asked


def test_a_payment_of_a_stranger_to_the_family_leaves_them() -> None:
    loader = ruled().do(TO_LIMITS).answer_all().do(health.EventReceived(posted(9, EVE)))
    assert limits_part(ADA) in loader.books.fresh


@pytest.mark.parametrize(
    "fact", [BalanceChanged(balance(5, 9), token()), LimitsSet(no_limits(ADA))], ids=["held", "set"]
)
def test_what_is_held_or_set_has_limits_read_anew(fact: Fact) -> None:
    loader = told(ruled().do(TO_LIMITS).answer_all(), fact)
    assert FetchLimits(ADA, again=True) in loader.asked


def test_limits_that_were_set_have_their_history_read_anew() -> None:
    loader = told(ruled().do(TO_LIMITS).answer_all(), LimitsSet(no_limits(ADA)))
    assert limits.FetchLimitsHistory(ADA, OWN) in loader.asked


def test_limits_of_a_family_concern_all_who_share_them() -> None:
    loader = ruled().do(TO_LIMITS).answer_all()
    loader.do(limits.LimitsLoaded(ADA, book(ADA, BEN), NOW))
    assert FetchLimits(ADA, again=True) in told(loader, LimitsSet(no_limits(BEN, FAMILY)), BEN).asked


def test_a_policy_that_was_set_is_read_anew() -> None:
    loader = told(ruled().do(TO_PERMISSIONS).answer_all(), PolicySet(policy(ADA).version))
    assert loader.asked == [consent.FetchPolicy(ADA)]


def test_a_payment_has_the_decisions_read_anew() -> None:
    loader = ruled().do(TO_PERMISSIONS).answer_all().do(health.EventReceived(posted(9)))
    assert explanations.FetchDecisions(ADA) in loader.asked


def news(subject: Subject, status: ItemStatus) -> ItemNews:
    return ItemNews(replace(proposal(), subject=subject), status, BEN, "", NOW)


def test_other_signers_of_a_group_have_all_who_there_are_read_anew() -> None:
    loader = told(ruled(), news(Subject.SIGNERS_CHANGE, ItemStatus.EXECUTED))
    assert identities.FetchIdentities() in loader.asked


@pytest.mark.parametrize(
    ("subject", "status"),
    [(Subject.SIGNERS_CHANGE, ItemStatus.PENDING), (Subject.FREEZE, ItemStatus.EXECUTED)],
)
def test_other_news_leave_who_there_is(subject: Subject, status: ItemStatus) -> None:
    assert identities.FetchIdentities() not in told(ruled(), news(subject, status)).asked


def test_what_was_not_read_is_not_made_old() -> None:
    loader = told(ruled(), PolicySet(policy(ADA).version))
    assert policy_part(ADA) not in loader.books.touched


# ------------------------------------------------------------------------------------------ limits


def test_limits_that_fail_stay_as_they_were_known() -> None:
    known = limits.reduce(LimitsKnown(), limits.LimitsLoaded(ADA, book(ADA), NOW))[0]
    failed = limits.reduce(known, limits.LimitsFailed(ADA, UNREACHABLE, NOW))[0]
    assert failed.books[ADA] == Stale(book(ADA), NOW, UNREACHABLE)
    never = limits.reduce(LimitsKnown(), limits.LimitsFailed(ADA, UNREACHABLE, NOW))[0]
    assert never.books[ADA] == Failed(UNREACHABLE)


def test_asking_for_limits_again_keeps_what_is_shown() -> None:
    known = limits.reduce(LimitsKnown(), limits.LimitsLoaded(ADA, book(ADA), NOW))[0]
    assert limits.reduce(known, limits.LoadLimits(ADA)) == (known, (FetchLimits(ADA, again=True),))
    asked, effects = limits.reduce(LimitsKnown(), limits.LoadLimits(ADA))
    assert (asked.books[ADA], effects) == (Loading(), (FetchLimits(ADA),))


def test_a_history_is_kept_by_identity_and_scope() -> None:
    versions = (no_limits(ADA),)
    known = limits.reduce(LimitsKnown(), limits.LimitsHistoryLoaded(ADA, OWN, versions, NOW))[0]
    assert dict(known.versions) == {(ADA, OWN): Loaded(versions, NOW)}
    failed = limits.reduce(known, limits.LimitsHistoryFailed(ADA, FAMILY, UNREACHABLE, NOW))[0]
    assert failed.versions[ADA, FAMILY] == Failed(UNREACHABLE)
    assert failed.versions[ADA, OWN] == Loaded(versions, NOW)


def test_what_is_written_survives_tabs_and_identities() -> None:
    draft = LimitsDraft(0, per_hour="5")
    loader = ready().do(WriteLimits(ADA, OWN, draft)).do(TO_PERMISSIONS).do(identities.SwitchIdentity(BEN))
    assert dict(loader.do(TO_LIMITS).state.limits.drafts) == {(ADA, OWN): draft}
    assert not loader.do(WriteLimits(ADA, OWN, None)).state.limits.drafts


def test_writing_the_same_changes_nothing() -> None:
    draft = LimitsDraft(0)
    known = limits.reduce(LimitsKnown(), WriteLimits(ADA, OWN, draft))[0]
    assert limits.reduce(known, WriteLimits(ADA, OWN, draft))[0] is known
    written = consent.reduce(Consent(), WritePolicy(ADA, PolicyDraft(0)))[0]
    assert consent.reduce(written, WritePolicy(ADA, PolicyDraft(0)))[0] is written


def submitted(ask: UpdateLimits | UpdatePolicy) -> Loader:
    """Return a world in which an identity's rules are being changed."""
    loader = ready().do(INSPECTED).do(WriteLimits(ADA, OWN, LimitsDraft(0)))
    loader.do(WritePolicy(ADA, PolicyDraft(0)))
    operation = Operation(request(), ADA, ask, NOW, Sending(NOW, 1))
    known = loader.state.operations.known.set(request(), operation)
    loader.state = loader.state.having({"operations": replace(loader.state.operations, known=known)})
    return loader


def test_limits_that_were_asked_for_are_written_no_more() -> None:
    loader = submitted(UpdateLimits(OWN, Limits(), 0, "")).do(OperationMade(request(), NOW, None))
    assert (len(loader.state.limits.drafts), len(loader.state.consent.drafts)) == (0, 1)


def test_a_policy_that_was_asked_for_is_written_no_more() -> None:
    loader = submitted(UpdatePolicy(ConsentPolicy(), 0, "")).do(OperationMade(request(), NOW, None))
    assert (len(loader.state.limits.drafts), len(loader.state.consent.drafts)) == (1, 0)


def test_another_node_knows_nothing_of_these_rules() -> None:
    assert limits.reduce(LimitsKnown(drafts=LimitsKnown().drafts), LastKnownDropped())[0] == LimitsKnown()
    known = consent.reduce(Consent(), consent.PolicyLoaded(ADA, policy(ADA), NOW))[0]
    assert consent.reduce(known, LastKnownDropped())[0] == Consent()
    listed = explanations.reduce(Explanations(), explanations.LoadDecisions(ADA))[0]
    assert explanations.reduce(listed, LastKnownDropped())[0] == Explanations()


# ----------------------------------------------------------------------------------------- policies


def test_a_policy_that_fails_stays_as_it_was_known() -> None:
    known = consent.reduce(Consent(), consent.PolicyLoaded(ADA, policy(ADA), NOW))[0]
    assert consent.reduce(known, consent.LoadPolicy(ADA))[0] is known
    failed = consent.reduce(known, consent.PolicyFailed(ADA, UNREACHABLE, NOW))[0]
    assert failed.policies[ADA] == Stale(policy(ADA), NOW, UNREACHABLE)


# ---------------------------------------------------------------------------------------- decisions


def listed(count: int = 2, next_: str = "c") -> Explanations:
    page = DecisionPage((MADE,) * count, next_)
    return explanations.reduce(Explanations(), explanations.DecisionsLoaded(ADA, page, NOW))[0]


def older(count: int, next_: str = "") -> explanations.OlderDecisionsLoaded:
    return explanations.OlderDecisionsLoaded(ADA, "c", DecisionPage((MADE,) * count, next_))


def of(held: Explanations) -> Decisions:
    return held.lists[ADA]


def test_older_decisions_follow_the_newest() -> None:
    asking, effects = explanations.reduce(listed(), explanations.LoadOlderDecisions(ADA))
    assert (of(asking).asking, effects) == (True, (explanations.FetchDecisions(ADA, "c"),))
    assert explanations.reduce(asking, explanations.LoadOlderDecisions(ADA)) == (asking, ())
    more = of(explanations.reduce(asking, older(3, "d"))[0])
    assert (len(more.older), more.next, more.asking) == (3, "d", False)


def test_older_decisions_that_nobody_awaits_change_nothing() -> None:
    assert explanations.reduce(listed(), older(1)) == (listed(), ())
    failed = explanations.OlderDecisionsFailed(ADA, "c", UNREACHABLE)
    assert explanations.reduce(listed(), failed) == (listed(), ())
    assert explanations.reduce(Explanations(), explanations.LoadOlderDecisions(ADA)) == (Explanations(), ())


def test_older_decisions_that_fail_can_be_asked_for_again() -> None:
    asking = explanations.reduce(listed(), explanations.LoadOlderDecisions(ADA))[0]
    failed = explanations.reduce(asking, explanations.OlderDecisionsFailed(ADA, "c", UNREACHABLE))[0]
    assert (of(failed).asking, of(failed).problem) == (False, UNREACHABLE)
    again = explanations.reduce(failed, explanations.LoadOlderDecisions(ADA))[0]
    assert (of(again).asking, of(again).problem) == (True, None)


def test_at_some_point_there_are_enough_decisions() -> None:
    asking = explanations.reduce(listed(), explanations.LoadOlderDecisions(ADA))[0]
    assert not of(explanations.reduce(asking, older(explanations.MOST_KEPT, "d"))[0]).next


def test_decisions_read_anew_begin_with_the_newest() -> None:
    asking = explanations.reduce(listed(), explanations.LoadOlderDecisions(ADA))[0]
    more = explanations.reduce(asking, older(3))[0]
    assert of(explanations.reduce(more, explanations.LoadDecisions(ADA))[0]) == of(more)
    anew = explanations.DecisionsLoaded(ADA, DecisionPage((MADE,), ""), NOW)
    assert of(explanations.reduce(more, anew)[0]) == Decisions(Loaded((MADE,), NOW))


def test_decisions_that_fail_stay_as_they_were_known() -> None:
    failed = explanations.reduce(listed(), explanations.DecisionsFailed(ADA, UNREACHABLE, NOW))[0]
    assert of(failed).newest == Stale((MADE, MADE), NOW, UNREACHABLE)
    never = explanations.reduce(Explanations(), explanations.DecisionsFailed(ADA, UNREACHABLE, NOW))[0]
    assert of(never).newest == Failed(UNREACHABLE)


def test_the_decision_of_a_transfer_is_read_and_kept() -> None:
    asked = explanations.reduce(Explanations(), explanations.LoadDecision(TRANSFER))[0]
    assert asked.transfers[TRANSFER] == Loading()
    past: PastDecision = MADE
    known = explanations.reduce(asked, explanations.DecisionLoaded(TRANSFER, past, NOW))[0]
    assert known.transfers[TRANSFER] == Loaded(past, NOW)
    failed = explanations.reduce(asked, explanations.DecisionFailed(TRANSFER, UNREACHABLE, NOW))[0]
    assert failed.transfers[TRANSFER] == Failed(UNREACHABLE)


def test_parts_are_named_for_what_they_are() -> None:
    assert explanations.LoadDecision(TRANSFER).part == decision(TRANSFER)
    assert explanations.DecisionLoaded(TRANSFER, MADE, NOW).part == decision(TRANSFER)
    assert explanations.LoadDecisions(ADA).part == decisions_part(ADA)
    assert limits.LoadLimitsHistory(ADA, OWN).part == limits_history(ADA, OWN)
    assert limits.LoadLimitsHistory(ADA, OWN).part != limits_history(ADA, FAMILY)


def test_what_fails_is_about_the_part_that_was_asked_for() -> None:
    assert limits.LimitsHistoryFailed(ADA, OWN, UNREACHABLE, NOW).part == limits_history(ADA, OWN)
    assert explanations.DecisionFailed(TRANSFER, UNREACHABLE, NOW).part == decision(TRANSFER)
    assert explanations.DecisionsFailed(ADA, UNREACHABLE, NOW).part == decisions_part(ADA)
    assert consent.PolicyFailed(ADA, UNREACHABLE, NOW).part == policy_part(ADA)


def test_of_an_operation_that_nobody_knows_nothing_was_asked() -> None:
    assert rules_asked(State(), State(), OperationMade(request(), NOW, None)) == []


# ------------------------------------------------------------------------------------------ what if


def answered(supposition: Supposition, answer: WhatIf = WHAT_IF) -> what_if.WhatIfAnswered:
    return what_if.WhatIfAnswered(ADA, supposition, answer, NOW)


def test_what_is_supposed_is_asked_and_answered() -> None:
    asked, effects = what_if.reduce(Map(), AskWhatIf(ADA, TIGHT))
    assert effects == (ReplayPayments(ADA, TIGHT),)
    assert what_if.reduce(asked, answered(TIGHT))[0][ADA].answer == Loaded(WHAT_IF, NOW)


def test_a_newer_supposition_supersedes_the_one_before() -> None:
    asked = what_if.reduce(what_if.reduce(Map(), AskWhatIf(ADA, TIGHT))[0], AskWhatIf(ADA, LOOSE))[0]
    assert ReplayPayments(ADA, TIGHT).exclusive == ReplayPayments(ADA, LOOSE).exclusive
    assert what_if.reduce(asked, answered(TIGHT))[0] is asked
    assert what_if.reduce(asked, answered(LOOSE))[0][ADA].answer == Loaded(WHAT_IF, NOW)


def test_the_same_is_not_asked_twice_unless_it_failed() -> None:
    asked = what_if.reduce(Map(), AskWhatIf(ADA, TIGHT))[0]
    assert what_if.reduce(asked, AskWhatIf(ADA, TIGHT)) == (asked, ())
    failed = what_if.reduce(asked, what_if.WhatIfFailed(ADA, TIGHT, UNREACHABLE))[0]
    assert failed[ADA].answer == Failed(UNREACHABLE)
    assert what_if.reduce(failed, RetryWhatIf(ADA)) == (asked, (ReplayPayments(ADA, TIGHT),))
    assert what_if.reduce(failed, AskWhatIf(ADA, TIGHT)) == (asked, (ReplayPayments(ADA, TIGHT),))


def test_what_nobody_wants_to_know_any_more_is_given_up() -> None:
    asked = what_if.reduce(Map(), AskWhatIf(ADA, TIGHT))[0]
    forgotten, effects = what_if.reduce(asked, ForgetWhatIf(ADA))
    assert (forgotten, effects) == (Map(), (Cancel(ReplayPayments(ADA, TIGHT).exclusive),))
    assert what_if.reduce(forgotten, answered(TIGHT))[0] is forgotten
    assert what_if.reduce(forgotten, ForgetWhatIf(ADA)) == (forgotten, ())
    assert what_if.reduce(forgotten, RetryWhatIf(ADA)) == (forgotten, ())


def test_another_node_is_not_waited_for() -> None:
    asked = what_if.reduce(Map(), AskWhatIf(ADA, TIGHT))[0]
    assert what_if.reduce(asked, LastKnownDropped())[1] == (Cancel(ReplayPayments(ADA, TIGHT).exclusive),)


def test_an_event_of_another_kind_makes_nothing_old() -> None:
    loader = ruled().do(TO_LIMITS).answer_all()
    assert limits_part(ADA) in told(loader, PolicySet(policy(ADA).version)).books.fresh
