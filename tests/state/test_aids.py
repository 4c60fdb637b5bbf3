"""Anonymous identities in the state: made, told of, closed, and what holds up the end of the program."""

from dataclasses import replace

import pytest

from qwallet_desktop.domain.events import IdentityChanged
from qwallet_desktop.domain.identities import Identity, IdentityStatus, IdentityType
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.settings import Preferences
from qwallet_desktop.state.aid_actions import (
    AidGone,
    AidMade,
    AidNewsLost,
    AskToLeave,
    CreateAid,
    EndProgram,
    ForgetAid,
    Leave,
    RunAidStream,
    SubmitAid,
)
from qwallet_desktop.state.aids import AtStake, at_stake
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.identities import IdentitiesLoaded, IdentityAccepted, IdentityRefused
from qwallet_desktop.state.last_known import WaitToKeep
from qwallet_desktop.state.navigation import CloseSheet
from qwallet_desktop.state.part import overview
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.root import Action, State, initial_state, reduce
from qwallet_desktop.state.sheets import LeaveSheet
from qwallet_desktop.state.submission import Accepted, Pending, Refused
from qwallet_desktop.state.taking import parts, seen
from qwallet_desktop.state.wallets import WalletFailed, WalletLoaded
from tests.state.builders import ADA, NOW, QTK, UNREACHABLE, balance, context, event, identity, posted, request
from tests.state.loader_world import ready

AID = IdentityId("did:key:zAid")
LABEL = "Night market"
CREATE = CreateAid(request(7), QTK, LABEL)


def aid(name: str = LABEL, status: IdentityStatus = IdentityStatus.ACTIVE) -> Identity:
    made = identity(AID, name, 5)
    return replace(made, type=IdentityType.AID, token_id=QTK, can_issue=False, status=status)


def after(state: State, *actions: Action) -> tuple[State, tuple[Effect, ...]]:
    """Apply actions and gather what they ask for."""
    asked: tuple[Effect, ...] = ()
    for action in actions:
        state, effects = reduce(state, action)
        asked += effects
    return state, asked


@pytest.fixture
def world() -> State:
    """Ada, who is active, and an AID that was made after her."""
    return after(ready().state, AidMade(request(7), aid()))[0]


def holding(world: State, units: int) -> State:
    """Let the AID hold so much."""
    loaded = replace(context(AID), balances=(balance(units, 3),) if units else ())
    return after(world, WalletLoaded(loaded, (), NOW))[0]


def test_making_an_aid_is_awaited_and_done_once() -> None:
    state, asked = after(initial_state(Preferences()), CREATE, CREATE)
    assert (state.identities.submission, asked) == (Pending(request(7)), (SubmitAid(CREATE),))


def test_an_aid_that_was_made_is_acted_under_and_followed_by_a_stream_of_its_own() -> None:
    state, asked = after(ready().state, CREATE, AidMade(request(7), aid()))
    assert (state.identities.active, state.identities.submission) == (AID, Accepted(request(7)))
    assert RunAidStream(AID) in asked


def test_an_aid_that_was_not_made_says_why() -> None:
    state, _ = after(ready().state, CREATE, IdentityRefused(request(7), UNREACHABLE))
    assert state.identities.submission == Refused(request(7), UNREACHABLE)


def test_the_key_of_an_aid_counts_as_held(world: State) -> None:
    assert AID in world.lock.held


def test_making_an_aid_does_not_begin_the_stream_of_all_others_anew() -> None:
    _, asked = after(ready().state, AidMade(request(7), aid()))
    assert "RunStream" not in {type(effect).__name__ for effect in asked}


def test_making_an_aid_changes_nothing_that_is_kept_of_the_window() -> None:
    before = ready().state
    assert after(before, AidMade(request(7), aid()))[0].preferences == before.preferences


def test_making_an_aid_gives_nothing_to_tell_that_would_be_written() -> None:
    before = ready().state
    assert after(before, AidMade(request(7), aid()))[0].notifications.noted == before.notifications.noted


def test_a_list_of_identities_leaves_the_aids_that_are_held(world: State) -> None:
    listed = IdentitiesLoaded((identity(),), NOW, (ADA, AID))
    assert after(world, listed)[0].identities.known[AID].name == LABEL


def test_an_aid_keeps_its_label_when_the_node_tells_of_it(world: State) -> None:
    told = EventReceived(event(9, AID, IdentityChanged(aid("", IdentityStatus.FROZEN))), anonymous=True)
    known = after(world, told)[0].identities.known[AID]
    assert (known.name, known.status) == (LABEL, IdentityStatus.FROZEN)


def test_what_happens_to_an_aid_does_not_move_the_place_in_the_log_of_others(world: State) -> None:
    state, _ = after(world, EventReceived(posted(40, AID), anonymous=True))
    assert (state.health.head, state.wallets[AID].balances[QTK]) == (world.health.head, balance(0, 40))


def test_what_happens_to_an_aid_is_no_reason_to_write_what_is_known(world: State) -> None:
    idle = world.having({"last_known": replace(world.last_known, due=False, opened=True)})
    _, asked = after(idle, EventReceived(posted(40, AID), anonymous=True))
    assert WaitToKeep() not in asked


def test_what_is_kept_for_the_next_start_leaves_an_aid_out(world: State) -> None:
    state = holding(after(world, EventReceived(posted(40, AID), anonymous=True))[0], 100)
    what = seen(state, NOW)
    assert what is not None
    assert [part.name for part in parts(what) if AID in repr(part.take())] == []


def test_news_that_were_lost_let_what_is_known_of_an_aid_be_read_anew(world: State) -> None:
    fresh = holding(world, 100)
    assert overview(AID) in fresh.lazy.fresh
    assert overview(AID) not in after(fresh, AidNewsLost(AID))[0].lazy.fresh


def test_a_closed_aid_is_forgotten(world: State) -> None:
    _, asked = after(world, IdentityAccepted(request(8), aid(status=IdentityStatus.CLOSED), created=False))
    assert ForgetAid(AID) in asked


def test_an_aid_that_is_gone_is_followed_no_more(world: State) -> None:
    assert Cancel(RunAidStream(AID).exclusive) in after(world, AidGone(AID))[1]


def test_an_aid_that_the_node_tells_is_closed_is_forgotten(world: State) -> None:
    told = IdentityChanged(aid("", IdentityStatus.CLOSED))
    _, asked = after(world, EventReceived(event(9, AID, told), anonymous=True))
    assert ForgetAid(AID) in asked


def test_of_an_aid_that_is_gone_nothing_is_known(world: State) -> None:
    state, _ = after(holding(world, 100), AidGone(AID))
    assert (AID in state.identities.known, AID in state.wallets, AID in state.lock.held) == (False, False, False)


def test_who_acted_under_an_aid_that_is_gone_acts_under_another(world: State) -> None:
    assert after(world, AidGone(AID))[0].identities.active == ADA


def test_an_aid_that_is_gone_twice_is_gone(world: State) -> None:
    once = after(world, AidGone(AID))[0]
    assert after(once, AidGone(AID))[0].identities == once.identities


def test_an_aid_that_holds_something_is_at_stake(world: State) -> None:
    assert at_stake(holding(world, 100)) == (AtStake(aid(), balance(100, 3)),)


def test_an_empty_aid_is_not_at_stake(world: State) -> None:
    assert at_stake(holding(world, 0)) == ()


def test_an_aid_whose_balance_is_not_known_is_at_stake(world: State) -> None:
    assert at_stake(after(world, WalletFailed(AID, UNREACHABLE, NOW))[0]) == (AtStake(aid(), None),)


def test_a_closed_aid_is_not_at_stake(world: State) -> None:
    closed = IdentityAccepted(request(8), aid(status=IdentityStatus.CLOSED), created=False)
    assert at_stake(after(holding(world, 100), closed)[0]) == ()


def test_who_wants_to_leave_leaves_where_nothing_would_be_lost(world: State) -> None:
    assert after(holding(world, 0), AskToLeave())[1] == (EndProgram(),)


def test_who_wants_to_leave_is_told_first_what_would_be_lost(world: State) -> None:
    state, asked = after(holding(world, 100), AskToLeave())
    assert (state.navigation.sheet, EndProgram() in asked) == (LeaveSheet(), False)


def test_who_closes_the_sheet_stays(world: State) -> None:
    state, asked = after(holding(world, 100), AskToLeave(), CloseSheet())
    assert (state.navigation.sheet, EndProgram() in asked) == (None, False)


def test_who_gives_up_what_would_be_lost_leaves(world: State) -> None:
    assert EndProgram() in after(holding(world, 100), AskToLeave(), Leave())[1]


def test_another_ledger_knows_nothing_of_an_aid(world: State) -> None:
    assert AID not in after(world, LastKnownDropped())[0].identities.known


def test_no_action_shows_the_label_when_it_is_printed() -> None:
    assert LABEL not in f"{CREATE}{SubmitAid(CREATE)}{AidMade(request(7), aid())}"
