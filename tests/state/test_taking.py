"""What is kept for the next start is taken in parts: each when it has changed, and nothing of an AID."""

from dataclasses import replace
from datetime import datetime

import pytest

from qwallet_desktop.domain.identities import IdentityType
from qwallet_desktop.domain.ids import IdentityId, Sequence
from qwallet_desktop.domain.last_known import LastKnown
from qwallet_desktop.domain.transfers import Direction
from qwallet_desktop.domain.wallets import WalletPermissions
from qwallet_desktop.state import health, identities, last_known, wallets
from qwallet_desktop.state.remote import Loaded, Loading, Remote, Stale
from qwallet_desktop.state.root import State
from qwallet_desktop.state.taking import DIRECTORY, FRONT, OTHERS, parts, seen, wallet_as_of
from qwallet_desktop.state.wallets import Wallet
from tests.state.builders import ADA, EVE, NODE, NOW, UNREACHABLE, identity, posted
from tests.state.test_last_known import (
    BEFORE,
    HEAD,
    LATER,
    LISTED,
    LOADED,
    MAY,
    OPENED,
    PEOPLE,
    UP,
    context,
    latest,
    run,
)


def front(state: State) -> LastKnown:
    what = seen(state, LATER)
    assert what is not None
    (part,) = [part for part in parts(what) if part.name == FRONT]
    return part.take()


def test_each_part_is_new_to_a_disk_that_has_none() -> None:
    what = seen(run(OPENED, UP, LISTED), NOW)
    assert what is not None
    assert {part.name for part in parts(what) if part.differs(None)} == {DIRECTORY, OTHERS, FRONT}


def test_a_part_in_which_nothing_changed_is_told_from_one_in_which_something_did() -> None:
    first = run(OPENED, UP, LISTED, LOADED)
    told = run(health.EventReceived(posted(10, ADA, Direction.IN, 1_000)), state=first)
    before, later = (seen(state, NOW) for state in (first, told))
    assert before is not None
    assert later is not None
    marks = {part.name: part.mark for part in parts(before)}
    assert {part.name for part in parts(later) if part.differs(marks[part.name])} == {FRONT}


def test_the_front_is_written_last_so_that_its_place_in_the_log_is_never_too_far_on() -> None:
    what = seen(run(OPENED, UP, LISTED), NOW)
    assert what is not None
    assert parts(what)[-1].name == FRONT


def test_an_anonymous_identity_leaves_no_trace() -> None:
    anonymous = replace(identity(EVE, "Eve", 2), type=IdentityType.AID)
    eve = wallets.WalletLoaded(context(EVE, 3), latest(3, EVE), NOW)
    listed = identities.IdentitiesLoaded((*PEOPLE, anonymous), NOW)
    state = run(OPENED, UP, listed, LOADED, eve, identities.SwitchIdentity(EVE))
    what = seen(state, NOW)
    assert what is not None
    taken = [part.take() for part in parts(what)]
    assert EVE not in {one.id for each in taken for one in each.identities}
    assert EVE not in {one.identity_id for each in taken for one in each.wallets}
    assert EVE not in {each.active for each in taken}


def test_the_wallets_looked_at_last_are_kept() -> None:
    many = tuple(identity(IdentityId(f"did:key:z{number:03}"), "One", number) for number in range(40))
    loads = [wallets.WalletLoaded(context(one.id, 3), latest(3, one.id), NOW) for one in many]
    switches = [identities.SwitchIdentity(one.id) for one in reversed(many)]
    what = seen(run(OPENED, UP, identities.IdentitiesLoaded(many, NOW), *loads, *switches), NOW)
    assert what is not None
    taken = {part.name: part.take() for part in parts(what)}
    assert [one.identity_id for one in taken[FRONT].wallets] == [many[0].id]
    assert len(taken[OTHERS].wallets) == last_known.MOST_WALLETS
    assert taken[OTHERS].wallets[0].identity_id == many[1].id


def test_a_wallet_is_as_it_was_when_it_was_read_unless_events_have_told_all_since() -> None:
    away = run(OPENED, UP, LISTED, LOADED, identities.SwitchIdentity(ADA))
    live = run(health.StreamConnected(Sequence(HEAD)), state=away)
    assert [one.at for one in front(away).wallets] == [NOW]
    assert [one.at for one in front(live).wallets] == [LATER]


def test_a_wallet_that_could_not_be_read_again_is_as_of_then() -> None:
    failed = wallets.WalletFailed(ADA, UNREACHABLE, BEFORE)
    state = run(OPENED, UP, LISTED, LOADED, failed, identities.SwitchIdentity(ADA))
    assert [one.at for one in front(state).wallets] == [BEFORE]


def test_a_wallet_that_was_never_read_is_not_kept() -> None:
    assert front(run(OPENED, UP, LISTED, identities.SwitchIdentity(ADA))).wallets == ()


@pytest.mark.parametrize(
    ("held", "node", "at"),
    [
        (Loaded(MAY, BEFORE), health.Up(NODE), None),
        (Loaded(MAY, BEFORE), health.Down(LATER, UNREACHABLE), LATER),
        (Stale(MAY, BEFORE, UNREACHABLE), health.Up(NODE), BEFORE),
        (Loading(), health.Down(LATER, UNREACHABLE), None),
    ],
)
def test_a_wallet_may_be_out_of_date_since_it_was_read_or_since_the_node_left(
    held: Remote[WalletPermissions], node: health.Node, at: datetime | None
) -> None:
    assert wallet_as_of(Wallet(context=held), node) == at
