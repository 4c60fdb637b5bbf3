"""Over any sequence of actions: identities never mix, late answers and repeated facts change nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.decisions import Decision, Outcome, Rule
from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.state import history, identities, transfers, wallets
from qwallet_desktop.state.health import EventReceived
from qwallet_desktop.state.root import Action, State, reduce
from tests.state.builders import (
    ADA,
    BEN,
    EVE,
    NOW,
    QTK,
    UNREACHABLE,
    amount,
    context,
    entry,
    identity,
    page,
    posted,
    receipt,
    request,
)

PEOPLE = (ADA, BEN, EVE)
DRAFT = transfers.PaymentDraft(BEN, QTK, "1.00", "")
ALLOWED = Decision(Outcome.ALLOW, Rule.DEFAULT, amount(0))

owners = st.sampled_from(PEOPLE)
sequences = st.integers(min_value=1, max_value=30)
requests = st.builds(request, st.integers(min_value=1, max_value=3))
events = st.builds(
    lambda sequence, owner, after: EventReceived(posted(sequence, owner, Direction.IN, after)),
    sequences,
    owners,
    st.integers(0, 10_000),
)
about_one: st.SearchStrategy[Action] = st.one_of(
    st.builds(wallets.LoadWallet, owners),
    st.builds(
        lambda owner, s: wallets.WalletLoaded(context(owner, 100 * s, s), (entry(s, owner),), NOW), owners, sequences
    ),
    st.builds(lambda owner: wallets.WalletFailed(owner, UNREACHABLE, NOW), owners),
    st.builds(lambda owner: transfers.PreviewTransfer(owner, DRAFT), owners),
    st.builds(lambda owner: transfers.TransferPreviewed(owner, DRAFT, ALLOWED, NOW), owners),
    st.builds(lambda owner, r: transfers.SubmitTransfer(owner, r, DRAFT, NOW), owners, requests),
    st.builds(lambda owner, r, s: transfers.TransferCompleted(r, owner, receipt(s)), owners, requests, sequences),
    st.builds(transfers.NewPayment, owners),
    st.builds(lambda owner: history.ShowHistory(owner, HistoryQuery()), owners),
    st.builds(lambda owner: history.HistoryLoaded(owner, HistoryQuery(), None, 0, page(0, 3, 3)), owners),
    events,
)
switches: st.SearchStrategy[Action] = st.builds(identities.SwitchIdentity, owners)
actions = st.lists(st.one_of(about_one, switches), max_size=40)


def started() -> State:
    known = tuple(identity(owner, owner[-3:], minutes) for minutes, owner in enumerate(PEOPLE))
    return reduce(State(), identities.IdentitiesLoaded(known, NOW))[0]


def run(state: State, given_actions: list[Action]) -> State:
    for action in given_actions:
        state = reduce(state, action)[0]
    return state


def about(action: Action) -> IdentityId | None:
    if isinstance(action, EventReceived):
        return action.event.identity_id
    if isinstance(action, wallets.WalletLoaded):
        return action.context.identity_id
    return getattr(action, "identity_id", None)


@given(actions, owners)
@settings(max_examples=150, deadline=None)
def test_actions_about_one_identity_never_touch_another(given_actions: list[Action], other: IdentityId) -> None:
    state = started()
    for action in given_actions:
        after = reduce(state, action)[0]
        if about(action) != other and not isinstance(action, identities.SwitchIdentity):
            assert after.wallets.get(other) == state.wallets.get(other)
            assert after.transfers.get(other) == state.transfers.get(other)
            assert after.history.get(other) == state.history.get(other)
        state = after


@given(actions, events)
@settings(max_examples=150, deadline=None)
def test_a_fact_that_is_told_twice_changes_nothing(given_actions: list[Action], fact: EventReceived) -> None:
    once = reduce(run(started(), given_actions), fact)[0]
    assert reduce(once, fact) == (once, ())


@given(actions)
@settings(max_examples=150, deadline=None)
def test_a_balance_never_goes_back_in_the_ledger(given_actions: list[Action]) -> None:
    state = started()
    for action in given_actions:
        after = reduce(state, action)[0]
        for owner, wallet in state.wallets.items():
            for token_id, balance in wallet.balances.items():
                assert after.wallets[owner].balances[token_id].sequence >= balance.sequence
        state = after
