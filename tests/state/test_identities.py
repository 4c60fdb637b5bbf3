"""The identities' slice: lists, switching, changes, and making one at a time."""

from dataclasses import replace

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.identities import IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.state import identities, successor_key
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import Identities
from qwallet_desktop.state.remote import Failed, Loaded, Loading, Stale
from qwallet_desktop.state.sections import in_switcher_order
from qwallet_desktop.state.submission import Accepted, Idle, Pending, Refused
from tests.state.builders import ADA, BEN, EVE, NOW, REFUSAL, UNREACHABLE, event, identity, posted, request

LOADED = identities.reduce(
    Identities(), identities.IdentitiesLoaded((identity(BEN, "Ben", 2), identity(ADA, "Ada", 1)), NOW)
)[0]
CREATE = identities.CreateIdentity(request(), "Eve", None)


def test_identities_stand_in_the_order_of_their_creation_and_the_first_is_active() -> None:
    assert (LOADED.order, LOADED.active) == ((ADA, BEN), ADA)
    assert identities.active_identity(LOADED) == identity(ADA, "Ada", 1)


def test_the_remembered_identity_stays_active_if_it_is_still_there() -> None:
    loaded = identities.IdentitiesLoaded((identity(ADA), identity(BEN, "Ben", 2)), NOW)
    assert identities.reduce(Identities(active=BEN), loaded)[0].active == BEN
    assert identities.reduce(Identities(active=EVE), loaded)[0].active == ADA


def test_without_identities_none_is_active() -> None:
    empty = identities.reduce(Identities(), identities.IdentitiesLoaded((), NOW))[0]
    assert identities.active_identity(empty) is None


def test_a_list_that_was_on_its_way_does_not_take_a_new_identity_away() -> None:
    late = identities.IdentitiesLoaded((identity(ADA),), NOW, (ADA, BEN))
    after = identities.reduce(replace(LOADED, active=BEN), late)[0]
    assert (after.order, after.active) == ((ADA, BEN), BEN)


def test_an_identity_whose_key_is_gone_leaves_with_the_next_list() -> None:
    after = identities.reduce(LOADED, identities.IdentitiesLoaded((identity(ADA),), NOW, (ADA,)))[0]
    assert after.order == (ADA,)


def test_loading_keeps_the_old_list_and_a_failure_marks_it_stale() -> None:
    first, effects = identities.reduce(Identities(), identities.LoadIdentities())
    assert (first.loading, effects) == (Loading(), (identities.FetchIdentities(),))
    assert identities.FetchIdentities().exclusive == "identities"
    failed = identities.reduce(first, identities.IdentitiesFailed(UNREACHABLE, NOW))[0]
    assert failed.loading == Failed(UNREACHABLE)
    again = identities.reduce(LOADED, identities.LoadIdentities())[0]
    assert again.loading == Loaded(2, NOW)
    stale = identities.reduce(again, identities.IdentitiesFailed(UNREACHABLE, NOW))[0]
    assert stale.loading == Stale(2, NOW, UNREACHABLE)


def test_only_a_known_identity_can_be_switched_to() -> None:
    assert identities.reduce(LOADED, identities.SwitchIdentity(BEN))[0].active == BEN
    assert identities.reduce(LOADED, identities.SwitchIdentity(EVE))[0] is LOADED
    assert identities.reduce(LOADED, identities.SwitchIdentity(ADA))[0] is LOADED


def test_one_identity_is_made_at_a_time() -> None:
    asked, effects = identities.reduce(LOADED, CREATE)
    assert (asked.submission, effects) == (Pending(request()), (identities.SubmitIdentity(CREATE),))
    assert identities.reduce(asked, CREATE) == (asked, ())


def test_a_created_identity_becomes_the_active_one() -> None:
    asked = identities.reduce(LOADED, CREATE)[0]
    made = identities.reduce(asked, identities.IdentityAccepted(request(), identity(EVE, "Eve", 3), created=True))[0]
    assert (made.active, made.order, made.submission) == (EVE, (ADA, BEN, EVE), Accepted(request()))


def test_a_change_leaves_the_active_identity_and_a_late_answer_the_form() -> None:
    renamed = identity(BEN, "Benno", 2)
    changed = identities.reduce(LOADED, identities.IdentityAccepted(request(9), renamed, created=False))[0]
    assert (changed.active, changed.known[BEN], changed.submission) == (ADA, renamed, Idle())


def test_a_refusal_is_shown_only_where_it_is_awaited() -> None:
    asked = identities.reduce(LOADED, CREATE)[0]
    refused = identities.reduce(asked, identities.IdentityRefused(request(), REFUSAL))[0]
    assert refused.submission == Refused(request(), REFUSAL)
    assert identities.reduce(asked, identities.IdentityRefused(request(9), REFUSAL))[0] is asked
    assert identities.reduce(refused, identities.ForgetIdentitySubmission())[0].submission == Idle()


def test_a_told_change_is_applied_once_and_other_facts_not_at_all() -> None:
    frozen = replace(identity(BEN, "Ben", 2), status=IdentityStatus.FROZEN)
    told = EventReceived(event(9, BEN, IdentityChanged(frozen)))
    changed = identities.reduce(LOADED, told)[0]
    assert changed.known[BEN] == frozen
    assert identities.reduce(changed, told)[0] is changed
    assert identities.reduce(LOADED, EventReceived(posted(3)))[0] is LOADED


def test_a_late_list_leaves_what_was_told_or_answered_while_it_was_on_its_way() -> None:
    asked = identities.reduce(LOADED, identities.LoadIdentities())[0]
    frozen = replace(identity(ADA), status=IdentityStatus.FROZEN)
    told = identities.reduce(asked, EventReceived(event(7, ADA, IdentityChanged(frozen))))[0]
    renamed = identity(BEN, "Benjamin", 2)
    answered = identities.reduce(told, identities.IdentityAccepted(request(), renamed, created=False))[0]
    old = (identity(ADA), identity(BEN, "Ben", 2))
    listed = identities.reduce(answered, identities.IdentitiesLoaded(old, NOW))[0]
    assert (listed.known[ADA], listed.known[BEN]) == (frozen, renamed)
    anew = identities.reduce(listed, identities.LoadIdentities())[0]
    assert identities.reduce(anew, identities.IdentitiesLoaded(old, NOW))[0].known[ADA] == identity(ADA)


def test_of_two_facts_about_an_identity_the_later_one_counts_in_whatever_order_they_come() -> None:
    frozen = EventReceived(event(7, ADA, IdentityChanged(replace(identity(ADA), status=IdentityStatus.FROZEN))))
    active = EventReceived(event(8, ADA, IdentityChanged(identity(ADA))))
    for facts in ((frozen, active), (active, frozen), (frozen, active, frozen)):
        known = LOADED
        for fact in facts:
            known = identities.reduce(known, fact)[0]
        assert known.known[ADA].status is IdentityStatus.ACTIVE


def test_a_key_for_another_one_s_place_is_made_once_at_a_time() -> None:
    replaces = successor_key.ReplaceKey(request(), ADA, ADA)
    asked, effects = identities.reduce(LOADED, replaces)
    assert (asked.submission, effects) == (Pending(request()), (successor_key.MakeSuccessorKey(replaces),))
    assert identities.reduce(asked, replaces) == (asked, ())


def test_a_key_that_is_made_leaves_the_rest_to_the_operation() -> None:
    asked = identities.reduce(LOADED, successor_key.ReplaceKey(request(), ADA, ADA))[0]
    assert identities.reduce(asked, successor_key.KeyMade(request()))[0].submission == Idle()
    assert identities.reduce(asked, successor_key.KeyMade(request(9)))[0] is asked


def test_that_no_key_could_be_made_is_told_where_it_is_awaited() -> None:
    asked = identities.reduce(LOADED, successor_key.ReplaceKey(request(), ADA, ADA))[0]
    refused = identities.reduce(asked, successor_key.KeyNotMade(request(), REFUSAL))[0]
    assert refused.submission == Refused(request(), REFUSAL)
    assert identities.reduce(asked, successor_key.KeyNotMade(request(9), REFUSAL))[0] is asked


def test_who_acted_under_the_old_key_acts_under_the_new_one() -> None:
    after = identities.reduce(LOADED, successor_key.KeyReplaced(ADA, identity(EVE, "Ada", 3)))[0]
    assert (after.active, after.known[EVE].name) == (EVE, "Ada")


def test_who_acts_under_another_one_goes_on_with_that() -> None:
    after = identities.reduce(LOADED, successor_key.KeyReplaced(BEN, identity(EVE, "Ben", 3)))[0]
    assert (after.active, EVE in after.known) == (ADA, True)


def test_the_switcher_lists_own_ones_then_groups_guarded_anonymous_and_closed_ones() -> None:
    kinds = (IdentityType.AID, IdentityType.CONSENTIDA, IdentityType.DAO, IdentityType.ROOT, IdentityType.ROOT)
    people = [
        replace(identity(IdentityId(f"did:key:z{at}"), f"Nr {at}", at), type=kind) for at, kind in enumerate(kinds, 1)
    ]
    people[3] = replace(people[3], status=IdentityStatus.CLOSED)
    of = identities.reduce(Identities(), identities.IdentitiesLoaded(tuple(people), NOW))[0]
    assert [one[-1] for one in in_switcher_order(of, ())] == ["5", "3", "2", "1", "4"]
    assert [one[-1] for one in in_switcher_order(of, ("did:key:z4",))] == ["4", "5", "3", "2", "1"]


def test_hidden_ones_are_left_out_but_for_the_one_that_one_acts_under() -> None:
    assert in_switcher_order(LOADED, (BEN,), (ADA, BEN)) == (ADA,)
