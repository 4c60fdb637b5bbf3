"""Whatever arrives twice, late or out of order: in the end the state is the ledger's."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from qwallet_desktop.domain.transfers import HistoryQuery
from qwallet_desktop.state import history, identities, navigation
from qwallet_desktop.state.wallets import LoadDaily
from tests.state.builders import ADA, BEN, QTK
from tests.state.ledger_world import EVERYBODY, OURS, World

Step = tuple[str, int]
ALWAYS = ("pay", "pay", "next", "confirm", "read", "deliver", "day", "who", "table", "tab")


def steps(*kinds: str) -> st.SearchStrategy[list[Step]]:
    return st.lists(st.tuples(st.sampled_from(kinds), st.integers(0, 11)), max_size=40)


PAIRS = tuple((payer, payee) for payer in EVERYBODY for payee in EVERYBODY if payer != payee)
TABS = tuple(navigation.Tab)


def take(world: World, what: str, number: int) -> None:
    """Let one thing happen; a number stands for whom or what it happens to."""
    who, pair = OURS[number % len(OURS)], PAIRS[number % len(PAIRS)]
    happen: dict[str, Callable[[], object]] = {
        "pay": lambda: world.pay(*pair, number + 1),
        "day": world.ledger.turn_day,
        "tell": lambda: world.tell(number),
        "again": lambda: world.tell_again(number),
        "next": world.tell_next,
        "confirm": lambda: world.confirm(number),
        "read": lambda: world.read(number),
        "deliver": lambda: world.deliver(number),
        "name": lambda: world.ledger.rename(who),
        "list": lambda: world.do(identities.LoadIdentities()),
        "lose": world.lose,
        "lapse": world.lapse,
        "cut": world.cut,
        "connect": world.connect,
        "who": lambda: world.do(identities.SwitchIdentity(who)),
        "table": lambda: world.do(history.ShowHistory(who, HistoryQuery())),
        "tab": lambda: world.do(navigation.GoTo(navigation.Page.WALLET, TABS[number % len(TABS)])),
    }
    happen[what]()


def ended(taken: list[Step]) -> World:
    world = World()
    for what, number in taken:
        take(world, what, number)
    world.end()
    # What is not looked at need not be true.
    for who in reversed(OURS):
        world.do(identities.SwitchIdentity(who))
        for tab in (navigation.Tab.ACTIVITY, navigation.Tab.OVERVIEW):
            world.do(navigation.GoTo(navigation.Page.WALLET, tab))
            world.answer_all()
    return world


@given(steps(*ALWAYS, "name", "list", "tell", "tell", "lose", "lapse", "cut", "connect"))
@settings(max_examples=200)
def test_in_whatever_order_facts_and_answers_come_the_state_is_the_ledger_s(taken: list[Step]) -> None:
    world = ended(taken)
    assert [*world.wrong_wallets(), *world.wrong_people()] == []


@given(steps(*ALWAYS, "next", "again"))
@settings(max_examples=200)
def test_when_facts_come_in_order_tables_count_those_that_are_newer(taken: list[Step]) -> None:
    """As the stream brings them; answers come early or late, and facts more than once."""
    assert list(ended(taken).wrong_tables()) == []


@given(steps("name", "tell", "list", "read", "deliver"))
@settings(max_examples=100)
def test_the_newest_name_stays_whatever_facts_and_lists_come_after_it(taken: list[Step]) -> None:
    assert list(ended(taken).wrong_people()) == []


def test_a_line_that_was_read_before_a_fact_and_comes_after_it_ends_at_the_balance() -> None:
    world = World()
    world.do(LoadDaily(ADA, QTK))
    world.read(0)
    world.pay(ADA, BEN, 5)
    world.tell_next()
    world.answer_all()
    assert list(world.wrong_wallets()) == []
