"""What is looked at beside the page, what is read at once, and what is read ahead."""

from qwallet_desktop.settings import Preferences
from qwallet_desktop.state import health, identities, lazy, lazy_actions, tokens, transfers
from qwallet_desktop.state.identities import SwitchIdentity
from qwallet_desktop.state.looking import MOST_FLYING, looked_at, next_to
from qwallet_desktop.state.part import limits, line, overview
from qwallet_desktop.state.recalled import LastKnownDropped
from qwallet_desktop.state.root import State
from qwallet_desktop.state.wallets import FetchDaily, FetchWallet
from tests.state.builders import (
    ADA,
    BEN,
    EVE,
    NODE,
    NOW,
    QTK,
    identity,
    request,
)
from tests.state.loader_world import INSPECTED, LOCKED, SEND, Loader, ready


def test_beside_the_sender_the_wallet_of_a_recipient_of_ours_is_looked_at() -> None:
    loader = ready().do(SEND)
    draft = transfers.PaymentDraft(BEN, QTK, "1.00", "")
    assert loader.do(transfers.PreviewTransfer(ADA, draft)).asked == [FetchWallet(BEN)]
    stranger = transfers.PaymentDraft("did:key:zStranger", QTK, "1.00", "")
    assert loader.do(transfers.PreviewTransfer(ADA, stranger)).flying == {}
    assert overview(BEN) not in looked_at(loader.do(transfers.NewPayment(ADA)).state)


def test_an_open_list_reads_what_it_shows_and_gives_it_up_when_it_is_closed() -> None:
    loader = ready().do(lazy_actions.Glance((ADA, BEN, EVE)))
    assert loader.asked == [FetchWallet(BEN), FetchWallet(EVE)]
    assert loader.do(lazy_actions.Glance(())).flying == {}
    assert loader.do(lazy_actions.Glance(())).asked == []


def test_not_all_is_read_at_once() -> None:
    many = tuple(identity(f"did:key:z{number}", str(number), number) for number in range(3 * MOST_FLYING))  # type: ignore[arg-type]
    loader = ready().do(identities.IdentitiesLoaded((identity(), *many), NOW)).answer_all()
    loader.do(lazy_actions.Glance(tuple(one.id for one in many)))
    assert len(loader.flying) == MOST_FLYING
    loader.answer(0)
    assert len(loader.flying) == MOST_FLYING
    assert all(overview(one.id) in loader.answer_all().books.fresh for one in many)


def test_when_it_is_quiet_the_neighbours_are_read_ahead_and_their_lines_after_that() -> None:
    loader = ready().do(SwitchIdentity(BEN)).answer_all()
    loader.do(lazy_actions.Quieted())
    assert loader.asked == [FetchWallet(EVE)]
    assert loader.answer_all().do(lazy_actions.Quieted()).asked == [FetchDaily(EVE, QTK)]
    assert loader.answer_all().do(lazy_actions.Quieted()).asked == []
    assert loader.do(SwitchIdentity(EVE)).asked == []


def test_what_is_read_ahead_gives_way_to_what_is_looked_at() -> None:
    loader = ready().do(lazy_actions.Quieted())
    assert loader.asked == [FetchWallet(BEN)]
    assert loader.do(SwitchIdentity(EVE)).asked == [FetchWallet(EVE)]
    assert list(loader.flying.values()) == [FetchWallet(EVE)]
    shared = ready().do(lazy_actions.Quieted()).do(SwitchIdentity(BEN))
    assert list(shared.flying.values()) == [FetchWallet(BEN)]
    assert (shared.asked, shared.gone) == ([], [])


def test_nothing_is_read_ahead_while_something_is_on_its_way_or_no_events_come() -> None:
    loader = ready().do(SwitchIdentity(BEN)).do(lazy_actions.Quieted())
    assert loader.asked == []
    assert lazy.reduce(loader.books, lazy_actions.Quieted())[1] == (lazy_actions.AwaitQuiet(),)
    assert ready().do(health.StreamLost()).do(lazy_actions.Quieted()).asked == []


def test_with_nobody_there_is_nobody_next() -> None:
    assert next_to(State()) == ()
    assert next_to(ready().state) == (overview(BEN), limits(BEN))
    pinned = ready().state.having({"preferences": Preferences(pinned_identities=(EVE,))})
    assert next_to(pinned) == (overview(BEN), limits(BEN), overview(EVE), limits(EVE))


def test_a_crash_lets_what_it_was_about_be_tried_again() -> None:
    loader = ready().do(SwitchIdentity(BEN)).do(health.EffectCrashed("FetchWallet", "KeyError"))
    assert loader.books.missed == {overview(BEN)}
    assert loader.do(health.EffectCrashed("SavePreferences", "KeyError")).books.missed == {overview(BEN)}


def test_of_another_node_nothing_is_known_and_nothing_granted() -> None:
    loader = ready().do(LOCKED).do(LastKnownDropped())
    assert (loader.books.granted, dict(loader.books.fresh), loader.asked) == (False, {}, [])


def test_an_identity_that_was_made_here_may_be_read_at_once() -> None:
    loader = Loader().do(health.NodeReady(NODE)).do(INSPECTED)
    loader.flying.clear()
    loader.do(identities.IdentitiesLoaded((), NOW))
    made = identities.IdentityAccepted(request(), identity(), created=True)
    assert loader.do(made).asked == [tokens.FetchTokens(), FetchWallet(ADA)]
    renamed = identities.IdentityAccepted(request(2), identity(ADA, "Eva"), created=False)
    assert loader.answer_all().do(renamed).asked == []


def test_the_moment_of_quiet_begins_anew_with_each_step_and_keeps_nobody_waiting() -> None:
    assert lazy_actions.AwaitQuiet().exclusive == "quiet"
    assert lazy_actions.AwaitQuiet().waits
    assert (lazy_actions.AwaitNextTry().exclusive, lazy_actions.AwaitNextTry().waits) == ("next-try", True)
    assert not FetchWallet(ADA).waits
    assert line(ADA, QTK) != overview(ADA)
