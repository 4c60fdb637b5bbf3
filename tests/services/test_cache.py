"""The cache: what is fresh, what is shared, what is dropped, and that it stays small."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qwallet_desktop.domain.ids import IdentityId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.services.cache import Cache
from qwallet_desktop.services.calls import Answer, Call, target
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.lifetimes import USUAL, lifetime
from tests.services.fakes import Clock

ME = IdentityId("did:key:session")
ADA = IdentityId("did:key:ada")
BEN = IdentityId("did:key:ben")
INSTANT = timedelta(microseconds=1)


def wallet(identity_id: IdentityId = ADA, *, signer: IdentityId | None = ME) -> Call:
    """Ask for a wallet."""
    return Call("GET", target("identities", identity_id, "wallet"), signer)


def page(as_of: int, identity_id: IdentityId = ADA) -> Call:
    """Ask for a page of a history that stands still."""
    return Call("GET", target("identities", identity_id, "transactions", query=(("asOf", str(as_of)),)), ME)


@dataclass
class Node:
    """What a cache stands above: it numbers its answers, and a test may hold them up."""

    clock: Clock = field(default_factory=Clock)
    asked: list[Call] = field(default_factory=list[Call])
    holds: Callable[[], Awaitable[None]] | None = None
    body: bytes = b""

    def __post_init__(self) -> None:
        self.cache = Cache(self.clock)

    async def __call__(self, call: Call) -> Answer:
        self.asked.append(call)
        number = len(self.asked)
        if self.holds is not None:
            await self.holds()
        return Answer(200, "application/json", self.body or str(number).encode())

    async def read(self, call: Call | None = None, stale: Callable[[Answer], None] | None = None) -> bytes:
        """Read through the cache."""
        return (await self.cache.read(call or wallet(), self, stale)).body


@pytest.fixture
def node() -> Node:
    return Node()


# -------------------------------------------------------------------------------------- freshness


@pytest.mark.asyncio
async def test_within_its_lifetime_an_answer_is_not_asked_for_again(node: Node) -> None:
    await node.read()
    node.clock.turn(USUAL.total_seconds() - 0.001)
    assert await node.read() == b"1"


@pytest.mark.asyncio
async def test_past_its_lifetime_it_is(node: Node) -> None:
    await node.read()
    node.clock.turn(USUAL.total_seconds())
    assert await node.read() == b"2"


@pytest.mark.asyncio
async def test_the_age_of_an_answer_counts_from_when_it_was_asked_for(node: Node) -> None:
    async def slow() -> None:
        node.clock.turn(20)

    node.holds = slow
    await node.read()
    node.holds = None
    node.clock.turn(10)
    assert await node.read() == b"2"


@pytest.mark.asyncio
async def test_a_clock_that_was_turned_back_makes_nothing_fresh(node: Node) -> None:
    await node.read()
    node.clock.turn(-1)
    assert await node.read() == b"2"


@pytest.mark.asyncio
async def test_an_old_answer_is_shown_at_once_while_a_fresh_one_is_asked_for(node: Node) -> None:
    await node.read()
    node.clock.turn(60)
    shown: list[tuple[bytes, int]] = []
    fresh = await node.read(stale=lambda answer: shown.append((answer.body, len(node.asked))))
    assert (shown, fresh) == ([(b"1", 1)], b"2")


@pytest.mark.asyncio
async def test_a_fresh_answer_is_not_shown_as_an_old_one(node: Node) -> None:
    await node.read()
    shown: list[Answer] = []
    await node.read(stale=shown.append)
    assert shown == []


@pytest.mark.asyncio
async def test_where_nothing_is_kept_nothing_old_is_shown(node: Node) -> None:
    shown: list[Answer] = []
    await node.read(stale=shown.append)
    assert shown == []


@pytest.mark.asyncio
async def test_a_page_that_stands_still_is_kept_for_ever(node: Node) -> None:
    await node.read(page(7))
    node.clock.turn(86_400 * 365)
    assert await node.read(page(7)) == b"1"


@pytest.mark.asyncio
async def test_a_preview_is_never_kept(node: Node) -> None:
    preview = Call("GET", target("identities", ADA, "payments", "preview", query=(("amount", "1"),)), ME)
    await node.read(preview)
    assert await node.read(preview) == b"2"


@pytest.mark.asyncio
async def test_a_refusal_is_never_kept(node: Node) -> None:
    async def refuse() -> None:
        raise ServiceError(Problem(Code.NOT_FOUND))

    node.holds = refuse
    with pytest.raises(ServiceError):
        await node.read()
    node.holds = None
    assert await node.read() == b"2"


@pytest.mark.asyncio
async def test_what_turned_out_to_be_no_answer_is_forgotten(node: Node) -> None:
    await node.read()
    node.cache.forget(wallet())
    assert await node.read() == b"2"


# ------------------------------------------------------------------------------------ identities


@pytest.mark.asyncio
async def test_an_answer_is_given_to_nobody_who_signs_with_another_key(node: Node) -> None:
    await node.read(wallet(signer=ME))
    assert await node.read(wallet(signer=BEN)) == b"2"
    assert await node.read(wallet(signer=None)) == b"3"


@pytest.mark.asyncio
async def test_an_identitys_answers_are_its_own(node: Node) -> None:
    await node.read(wallet(ADA))
    assert await node.read(wallet(BEN)) == b"2"


# --------------------------------------------------------------------------------- invalidating


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("parts", "gone"),
    [
        ((), {"wallet", "balances", "balances/qtk1/daily"}),
        (("balances",), {"balances", "balances/qtk1/daily"}),
        (("balances", "qtk1"), {"balances/qtk1/daily"}),
        (("bal",), set()),
    ],
    ids=["all", "branch", "leaf", "half a name"],
)
async def test_a_path_and_what_is_under_it_is_dropped(node: Node, parts: tuple[str, ...], gone: set[str]) -> None:
    calls = {
        name: Call("GET", target("identities", ADA, *name.split("/")), ME)
        for name in ("wallet", "balances", "balances/qtk1/daily", "balancesheet")
    }
    for call in calls.values():
        await node.read(call)
    if not parts:
        gone = set(calls)
    node.cache.invalidate(ADA, *parts)
    node.asked.clear()
    for call in calls.values():
        await node.read(call)
    assert {name for name, call in calls.items() if call in node.asked} == gone


@pytest.mark.asyncio
async def test_what_belongs_to_another_is_not_dropped(node: Node) -> None:
    longer = IdentityId(ADA + "x")
    await node.read(wallet(BEN))
    await node.read(wallet(longer))
    node.cache.invalidate(ADA)
    assert (await node.read(wallet(BEN)), await node.read(wallet(longer))) == (b"1", b"2")


@pytest.mark.asyncio
async def test_what_belongs_to_nobody_is_dropped_by_its_path(node: Node) -> None:
    tokens, one, list_of_all = (
        Call("GET", target(*parts), ME) for parts in (("tokens",), ("tokens", "qtk1"), ("identities",))
    )
    for call in (tokens, one, list_of_all, wallet()):
        await node.read(call)
    node.cache.invalidate(None, "tokens")
    node.cache.invalidate(None, "identities")
    node.asked.clear()
    for call in (tokens, one, list_of_all, wallet()):
        await node.read(call)
    assert node.asked == [tokens, one, list_of_all]


@pytest.mark.asyncio
async def test_what_can_t_change_is_not_dropped(node: Node) -> None:
    await node.read(page(7))
    node.cache.invalidate(ADA)
    node.cache.invalidate_all()
    node.cache.invalidate_matching("identities", None, "transactions")
    assert await node.read(page(7)) == b"1"


@pytest.mark.asyncio
async def test_a_pattern_takes_the_same_thing_of_all_identities(node: Node) -> None:
    balances = Call("GET", target("identities", ADA, "balances"), ME)
    for call in (wallet(ADA), wallet(BEN), balances):
        await node.read(call)
    node.cache.invalidate_matching("identities", None, "wallet")
    node.asked.clear()
    for call in (wallet(ADA), wallet(BEN), balances):
        await node.read(call)
    assert node.asked == [wallet(ADA), wallet(BEN)]


@pytest.mark.asyncio
@pytest.mark.parametrize("pattern", [True, False])
@pytest.mark.parametrize("odd", [".*", "[^/]+", "did:key:.da", "a|b", "(", "\\", "did:key:ada?", "*", "%2E", "ä/ö", ""])
async def test_an_id_with_the_signs_of_a_pattern_drops_only_its_own(node: Node, odd: str, *, pattern: bool) -> None:
    odd_one = IdentityId(odd)
    await node.read(wallet(ADA))
    await node.read(wallet(odd_one))
    if pattern:
        node.cache.invalidate_matching("identities", odd, "wallet")
    else:
        node.cache.invalidate(odd_one)
    assert await node.read(wallet(ADA)) == b"1"
    assert await node.read(wallet(odd_one)) == b"3"


@pytest.mark.asyncio
async def test_all_that_may_have_changed_is_dropped_at_once(node: Node) -> None:
    await node.read(wallet(ADA))
    await node.read(wallet(BEN))
    node.cache.invalidate_all()
    assert (await node.read(wallet(ADA)), await node.read(wallet(BEN))) == (b"3", b"4")


@pytest.mark.asyncio
async def test_a_lock_leaves_nothing(node: Node) -> None:
    await node.read(wallet())
    await node.read(page(7))
    node.cache.clear()
    assert (len(node.cache), node.cache.size, node.cache.is_empty) == (0, 0, True)
    assert await node.read(page(7)) == b"3"


# ------------------------------------------------------------------------------- answers on their way


class Gate:
    """Holds answers up until it is opened."""

    def __init__(self, node: Node) -> None:
        self.event = asyncio.Event()
        node.holds = self

    async def __call__(self) -> None:
        await self.event.wait()


async def turn_over() -> None:
    """Let every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.asyncio
async def test_callers_of_the_same_thing_share_one_call(node: Node) -> None:
    gate = Gate(node)
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(node.read()) for _ in range(20)]
        await turn_over()
        gate.event.set()
    assert [call.result() for call in calls] == [b"1"] * 20
    assert len(node.asked) == 1


@pytest.mark.asyncio
async def test_they_share_a_refusal_too(node: Node) -> None:
    gate = Gate(node)

    async def refused() -> Code | None:
        try:
            await node.read()
        except ServiceError as error:
            return error.problem.code
        return None

    async def refuse() -> None:
        await gate.event.wait()
        raise ServiceError(Problem(Code.NODE_TIMEOUT))

    node.holds = refuse
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(refused()) for _ in range(20)]
        await turn_over()
        gate.event.set()
    assert {call.result() for call in calls} == {Code.NODE_TIMEOUT}
    assert len(node.asked) == 1


@given(st.integers(2, 12), st.data())
def test_whoever_of_them_is_cancelled_the_others_get_their_answer_by_one_call(
    callers: int, data: st.DataObject
) -> None:
    gone = data.draw(st.lists(st.integers(0, callers - 1), unique=True, max_size=callers - 1))
    node = Node()

    async def play() -> None:
        gate = Gate(node)
        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(node.read()) for _ in range(callers)]
            await turn_over()
            under_way = 1
            for number in gone:
                before = len(node.asked)
                calls[number].cancel()
                await turn_over()
                under_way += len(node.asked) - before
                # A new call is made only in place of one that was cancelled.
                assert len(node.asked) - before <= 1
            gate.event.set()
        left = [call.result() for number, call in enumerate(calls) if number not in gone]
        assert left == [str(under_way).encode()] * (callers - len(gone))
        assert node.cache.is_empty is False

    with asyncio.Runner() as runner:
        runner.run(play())


@pytest.mark.asyncio
async def test_when_all_have_gone_nobody_asks(node: Node) -> None:
    Gate(node)
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(node.read()) for _ in range(5)]
        await turn_over()
        for call in calls:
            call.cancel()
    assert len(node.asked) == 1
    assert node.cache.is_empty


@pytest.mark.asyncio
async def test_a_successor_that_is_answered_at_once_answers_those_who_still_wait(node: Node) -> None:
    Gate(node)
    async with asyncio.TaskGroup() as group:
        calls = [group.create_task(node.read()) for _ in range(5)]
        await turn_over()
        node.holds = None
        calls[0].cancel()
    assert [call.result() for call in calls[1:]] == [b"2"] * 4


MAKE_OLD: dict[str, Callable[[Cache], None]] = {
    "prefix": lambda cache: cache.invalidate(ADA),
    "pattern": lambda cache: cache.invalidate_matching("identities", None, "wallet"),
    "all": lambda cache: cache.invalidate_all(),
    "clear": lambda cache: cache.clear(),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("how", MAKE_OLD)
async def test_an_answer_on_its_way_that_was_made_old_is_not_kept(node: Node, how: str) -> None:
    gate = Gate(node)
    async with asyncio.TaskGroup() as group:
        early = group.create_task(node.read())
        await turn_over()
        MAKE_OLD[how](node.cache)
        gate.event.set()
    assert early.result() == b"1"
    assert node.cache.is_empty


@pytest.mark.asyncio
@pytest.mark.parametrize("how", MAKE_OLD)
async def test_who_asks_after_something_was_made_old_does_not_share_the_call_from_before(node: Node, how: str) -> None:
    gate = Gate(node)
    async with asyncio.TaskGroup() as group:
        early = group.create_task(node.read())
        await turn_over()
        MAKE_OLD[how](node.cache)
        late = group.create_task(node.read())
        await turn_over()
        gate.event.set()
    assert (early.result(), late.result()) == (b"1", b"2")
    assert await node.read() == b"2"


@pytest.mark.asyncio
async def test_a_page_that_stands_still_is_kept_though_its_identity_had_news_meanwhile(node: Node) -> None:
    gate = Gate(node)
    async with asyncio.TaskGroup() as group:
        group.create_task(node.read(page(7)))
        await turn_over()
        node.cache.invalidate(ADA)
        gate.event.set()
    assert await node.read(page(7)) == b"1"


# ---------------------------------------------------------------------------------------- bounds


@pytest.mark.asyncio
async def test_the_least_recently_used_goes_first(node: Node) -> None:
    node.cache = Cache(node.clock, most_entries=2)
    await node.read(page(1))
    await node.read(page(2))
    await node.read(page(1))
    await node.read(page(3))
    assert await node.read(page(1)) == b"1"
    assert await node.read(page(2)) == b"4"


@pytest.mark.asyncio
async def test_what_is_too_large_is_not_kept(node: Node) -> None:
    node.cache = Cache(node.clock, largest=1_000)
    node.body = b"x" * 1_000
    await node.read()
    assert node.cache.is_empty


class Use(RuleBasedStateMachine):
    """Reads, news and time in any order: the cache stays within its bounds and gives nothing old as fresh."""

    @initialize(entries=st.integers(1, 6), size=st.integers(50, 400))
    def begin(self, entries: int, size: int) -> None:
        self.runner = asyncio.Runner()
        self.node = Node()
        self.entries, self.most_bytes = entries, size
        self.node.cache = Cache(self.node.clock, most_entries=entries, most_bytes=size, largest=size // 2)
        self.given: dict[bytes, tuple[Call, datetime]] = {}
        self.news: dict[IdentityId, datetime] = {}

    calls = st.sampled_from(
        [
            wallet(ADA),
            wallet(BEN),
            wallet(ADA, signer=BEN),
            page(1),
            page(2),
            page(1, BEN),
            Call("GET", "/v1/tokens", ME),
        ]
    )

    @rule(call=calls, pad=st.integers(0, 200))
    def read(self, call: Call, pad: int) -> None:
        number = len(self.node.asked) + 1
        self.node.body = str(number).encode().ljust(pad)
        body = self.runner.run(self.node.read(call))
        if len(self.node.asked) == number:
            self.given[body] = call, self.node.clock()
            return
        asked, at = self.given[body]
        assert asked == call
        assert self.node.clock() - at < lifetime(call.target)
        assert "asOf" in call.target or at >= self.since(call)

    def since(self, call: Call) -> datetime:
        """Return the moment of the last news of what a call asks for."""
        moments = [self.node.clock() - timedelta(days=1)]
        return max([at for who, at in self.news.items() if who in call.target] + moments)

    @rule(seconds=st.integers(1, 40))
    def turn(self, seconds: int) -> None:
        self.node.clock.turn(seconds)

    @rule(who=st.sampled_from([ADA, BEN]))
    def tell(self, who: IdentityId) -> None:
        self.node.clock.turn(0.001)
        self.node.cache.invalidate(who)
        self.news[who] = self.node.clock()

    @invariant()
    def it_stays_within_its_bounds(self) -> None:
        cache = self.node.cache
        assert len(cache) <= self.entries
        assert cache.size <= self.most_bytes
        assert cache.size == sum(len(key[1]) + len(kept.answer.body) for key, kept in cache._kept.items())
        changing = {key for key in cache._kept if "asOf" not in key[1]}
        assert set().union(*cache._changing.values()) == changing

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.runner.close()


TestUse = Use.TestCase
TestUse.settings = settings(max_examples=40, deadline=None)
