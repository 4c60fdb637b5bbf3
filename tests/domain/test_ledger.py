"""The books balance: whatever is posted, nothing is overdrawn, made from nothing or counted wrongly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qwallet_desktop.domain.ids import IdentityId, TokenId
from qwallet_desktop.domain.ledger import (
    Account,
    AccountKind,
    AccountState,
    Posting,
    burn,
    hold,
    mint,
    post,
    release,
    settle,
    transfer,
)
from qwallet_desktop.domain.money import LARGEST_UNITS
from qwallet_desktop.domain.problems import Code, Problem
from tests.domain.builders import ALICE, BOB, CAROL, TOKEN

OTHER_TOKEN = TokenId("qtk1" + "cd" * 32)
PEOPLE = st.sampled_from([ALICE, BOB, CAROL])
TOKENS = st.sampled_from([TOKEN, OTHER_TOKEN])
UNITS = st.integers(1, 12) | st.sampled_from([LARGEST_UNITS, LARGEST_UNITS - 1, LARGEST_UNITS // 2])
MOVEMENTS = st.one_of(
    st.builds(transfer, PEOPLE, PEOPLE, TOKENS, UNITS),
    st.builds(settle, PEOPLE, PEOPLE, TOKENS, UNITS),
    *(st.builds(make, PEOPLE, TOKENS, UNITS) for make in (mint, mint, burn, hold, release)),
)


def available(owner: IdentityId = ALICE) -> Account:
    return Account(owner, TOKEN, AccountKind.AVAILABLE)


def held(owner: IdentityId = ALICE) -> Account:
    return Account(owner, TOKEN, AccountKind.HELD)


ISSUANCE = Account(ALICE, TOKEN, AccountKind.ISSUANCE)


@dataclass
class Books:
    """Accounts, and the accepted lines from which they can be counted anew."""

    states: dict[Account, AccountState] = field(default_factory=dict[Account, AccountState])
    lines: list[Posting] = field(default_factory=list[Posting])

    def post(self, postings: tuple[Posting, ...]) -> Problem | None:
        """Post a movement if it may be, as the node does."""
        after = post(postings, self.states)
        if isinstance(after, Problem):
            return after
        self.states.update(after)
        self.lines.extend(postings)
        return None

    def balances(self) -> Mapping[Account, int]:
        """Return what is on each account that has something."""
        return {account: state.balance for account, state in self.states.items() if state.balance}


def books(*movements: tuple[Posting, ...]) -> Books:
    """Return books in which all of these were posted."""
    made = Books()
    for movement in movements:
        assert made.post(movement) is None
    return made


@given(st.lists(MOVEMENTS, max_size=30))
def test_no_sequence_of_movements_unbalances_the_books(movements: list[tuple[Posting, ...]]) -> None:
    made = Books()
    for movement in movements:
        made.post(movement)
        for token in (TOKEN, OTHER_TOKEN):
            assert sum(state.balance for account, state in made.states.items() if account.token_id == token) == 0
        for account, state in made.states.items():
            assert account.kind is AccountKind.ISSUANCE or state.balance >= 0
            assert abs(state.balance) <= LARGEST_UNITS
            assert 0 <= state.out_sum <= LARGEST_UNITS


@given(st.lists(MOVEMENTS, max_size=30))
def test_every_account_equals_a_recount_of_its_lines(movements: list[tuple[Posting, ...]]) -> None:
    made = Books()
    for movement in movements:
        made.post(movement)
    for account, state in made.states.items():
        lines = [line for line in made.lines if line.account == account]
        spent = [-line.units for line in lines if line.spends]
        assert state == AccountState(sum(line.units for line in lines), sum(spent), len(spent))


@given(st.lists(MOVEMENTS, max_size=15), MOVEMENTS)
def test_posting_changes_only_the_accounts_of_its_lines(
    movements: list[tuple[Posting, ...]], last: tuple[Posting, ...]
) -> None:
    made = Books()
    for movement in movements:
        made.post(movement)
    before = dict(made.states)
    after = post(last, made.states)
    assert made.states == before
    assert isinstance(after, Problem) or set(after) == {line.account for line in last}


def test_issuing_counts_on_the_issuance_account() -> None:
    assert books(mint(ALICE, TOKEN, 100)).balances() == {ISSUANCE: -100, available(): 100}


def test_burning_takes_back_what_was_issued() -> None:
    assert books(mint(ALICE, TOKEN, 100), burn(ALICE, TOKEN, 30)).balances() == {ISSUANCE: -70, available(): 70}


def test_a_payment_moves_units_and_counts_as_paid_out() -> None:
    made = books(mint(ALICE, TOKEN, 100), transfer(ALICE, BOB, TOKEN, 25))
    assert (made.states[available()], made.states[available(BOB)]) == (AccountState(75, 25, 1), AccountState(25, 0, 0))


def test_what_is_held_can_not_be_spent() -> None:
    made = books(mint(ALICE, TOKEN, 100), hold(ALICE, TOKEN, 80))
    refused = made.post(transfer(ALICE, BOB, TOKEN, 21))
    assert refused == Problem(Code.INSUFFICIENT_FUNDS, {"available": "20"}, "amount")


def test_a_hold_and_its_release_leave_everything_as_it_was() -> None:
    made = books(mint(ALICE, TOKEN, 100), hold(ALICE, TOKEN, 80), release(ALICE, TOKEN, 80))
    assert (made.states[available()], made.states[held()]) == (AccountState(100, 0, 0), AccountState(0, 0, 0))


def test_settling_pays_out_of_the_hold_and_counts_once() -> None:
    made = books(mint(ALICE, TOKEN, 100), hold(ALICE, TOKEN, 80), settle(ALICE, BOB, TOKEN, 80))
    assert made.balances() == {ISSUANCE: -100, available(): 20, available(BOB): 80}
    assert (made.states[available()].out_sum, made.states[held()]) == (0, AccountState(0, 80, 1))


@pytest.mark.parametrize(
    "movement", [release(ALICE, TOKEN, 81), settle(ALICE, BOB, TOKEN, 81)], ids=["release", "settle"]
)
def test_no_more_than_was_held_is_released_or_settled(movement: tuple[Posting, ...]) -> None:
    made = books(mint(ALICE, TOKEN, 100), hold(ALICE, TOKEN, 80))
    assert made.post(movement) == Problem(Code.INSUFFICIENT_FUNDS, {"available": "80"}, "amount")


def test_an_account_that_was_never_used_has_nothing_to_spend() -> None:
    refused = post(transfer(ALICE, BOB, TOKEN, 1), {})
    assert refused == Problem(Code.INSUFFICIENT_FUNDS, {"available": "0"}, "amount")


def test_the_last_unit_can_be_spent() -> None:
    assert books(mint(ALICE, TOKEN, 5), transfer(ALICE, BOB, TOKEN, 5)).balances() == {ISSUANCE: -5, available(BOB): 5}


def test_no_more_can_be_issued_than_an_amount_can_say() -> None:
    made = books(mint(ALICE, TOKEN, LARGEST_UNITS))
    assert made.post(mint(ALICE, TOKEN, 1)) == Problem(Code.AMOUNT_TOO_LARGE, {}, "amount")


def test_a_running_sum_that_can_not_grow_refuses_the_payment_but_not_the_hold() -> None:
    states = {available(): AccountState(10, LARGEST_UNITS - 4, 1)}
    assert post(transfer(ALICE, BOB, TOKEN, 5), states) == Problem(Code.AMOUNT_TOO_LARGE, {}, "amount")
    assert not isinstance(post(hold(ALICE, TOKEN, 5), states), Problem)


@pytest.mark.parametrize("units", [0, -1, -(10**80)])
@pytest.mark.parametrize(
    "make",
    [
        *(lambda units, make=make: make(ALICE, TOKEN, units) for make in (mint, burn, hold, release)),
        *(lambda units, make=make: make(ALICE, BOB, TOKEN, units) for make in (transfer, settle)),
    ],
    ids=["mint", "burn", "hold", "release", "transfer", "settle"],
)
def test_nothing_moves_backwards(make: Callable[[int], object], units: int) -> None:
    with pytest.raises(ValueError, match=str(units)):
        make(units)


def test_lines_that_make_units_from_nothing_are_not_posted() -> None:
    with pytest.raises(ValueError, match="add up"):
        post([Posting(available(), 5)], {})
