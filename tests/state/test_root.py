"""The whole reducer: what follows, or does not, from one slice's change for another."""

from qwallet_desktop.state import identities
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.health_effects import RunStream
from qwallet_desktop.state.root import State, reduce
from tests.state import builders
from tests.state.builders import ADA, BEN, NOW


def test_where_no_identity_is_known_nothing_more_is_asked_for() -> None:
    state, effects = reduce(State(), identities.IdentitiesLoaded((), NOW))
    assert state.identities.order == ()
    assert effects == ()


def test_the_stream_begins_anew_for_a_made_identity_but_not_for_a_changed_one() -> None:
    known = reduce(State(), identities.IdentitiesLoaded((builders.identity(),), NOW))[0]
    ben = builders.identity(BEN, "Ben", 1)
    changed = reduce(known, identities.IdentityAccepted(builders.request(), ben, created=False))[1]
    made = reduce(known, identities.IdentityAccepted(builders.request(), ben, created=True))[1]
    assert RunStream not in {type(effect) for effect in changed}
    assert RunStream in {type(effect) for effect in made}


def test_an_action_that_changes_nothing_leaves_the_very_same_state() -> None:
    state = reduce(State(), EventReceived(builders.posted(5, ADA)))[0]
    assert reduce(state, EventReceived(builders.posted(5, ADA)))[0] is state


def test_slices_that_an_action_does_not_touch_stay_the_very_same() -> None:
    before = reduce(State(), identities.IdentitiesLoaded((builders.identity(),), NOW))[0]
    after = reduce(before, EventReceived(builders.posted(5, ADA)))[0]
    assert after.health is not before.health
    assert after.identities is before.identities
    assert after.lock is before.lock
