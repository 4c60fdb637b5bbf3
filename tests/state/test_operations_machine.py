"""Whatever happens to disk, node and clock: each operation is made once, in order, and never once it was cancelled."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state import operations
from qwallet_desktop.state.asks import MintToken, SetIdentityStatus
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.operation import (
    LONGEST_WAIT,
    Ask,
    Cancelled,
    Made,
    NotKept,
    Operation,
    Refused,
    Sending,
    Unanswered,
    Waiting,
    comes_first,
    has_ended,
)
from qwallet_desktop.state.operation_actions import (
    Action,
    CancelOperation,
    ConfirmOperation,
    DiskDue,
    OperationDue,
    OperationFailed,
    OperationMade,
    OperationsNotRead,
    OperationsNotWritten,
    OperationsRead,
    OperationsWritten,
    Proceed,
    ReadClock,
    ReadOperations,
    RestDisk,
    RestOperation,
    RetryOperation,
    SeeWay,
    SendOperation,
    Submit,
    WatchAge,
    WriteOperations,
)
from qwallet_desktop.state.operation_line import PATIENCE
from qwallet_desktop.state.operations import Operations
from qwallet_desktop.state.transfers import PaymentDraft
from tests.state.builders import ADA, BEN, EVE, NOW, QTK, REFUSAL, UNREACHABLE, receipt, request

DRAFT = PaymentDraft(EVE, QTK, "1.00", "")
ASKS: tuple[Ask, ...] = (
    DRAFT,
    MintToken(QTK, "1.00", ""),
    SetIdentityStatus(ADA, IdentityStatus.FROZEN, "lost"),
    SetIdentityStatus(ADA, IdentityStatus.ACTIVE, ""),
)
FULL, LOCKED = Problem(Code.STORAGE_FULL), Problem(Code.VAULT_LOCKED)
PICKS = st.integers(min_value=0, max_value=30)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody has seen of an operation's end: it must never become untrue."""

    stage: object


class Life(RuleBasedStateMachine):
    """A desktop that is told of what happens around it, and that may be killed at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = NOW
        self.slice = Operations()
        self.disk: tuple[Operation, ...] = ()
        self.reading = False
        self.writing: tuple[Operation, ...] | None = None
        self.sending: dict[RequestId, Operation] = {}
        self.resting: set[RequestId] = set()
        self.disk_rests = False
        self.asked_time = False
        self.decided: dict[RequestId, bool] = {}
        self.made: list[RequestId] = []
        self.shown: dict[RequestId, Shown] = {}
        self.submitted: dict[RequestId, IdentityId] = {}
        self.ids = 0

    # What is done with the slice, and what it asks for

    def tell(self, action: Action) -> None:
        before = self.slice
        self.slice, effects = operations.reduce(self.slice, action)
        for operation in self.slice.known.values():
            then = before.known.get(operation.id)
            chosen = isinstance(operation.stage, Sending) and not (then and isinstance(then.stage, Sending))
            if chosen:
                self.check_order(operation)
        for effect in effects:
            self.take(effect)
        for operation in self.slice.known.values():
            if has_ended(operation):
                self.shown.setdefault(operation.id, Shown(operation.stage))

    def take(self, effect: Effect) -> None:
        match effect:
            case ReadOperations():
                assert not self.reading
                self.reading = True
            case WriteOperations(told):
                assert self.writing is None, "two writings at a time"
                self.writing = told
            case SendOperation(operation):
                self.check_sending(operation)
                self.sending[operation.id] = operation
            case RestOperation(request_id):
                self.resting.add(request_id)
            case RestDisk():
                self.disk_rests = True
            case ReadClock():
                self.asked_time = True
            case WatchAge(until):
                assert until >= NOW + LONGEST_WAIT
            case _:
                raise AssertionError(effect)

    def check_sending(self, operation: Operation) -> None:
        assert self.slice.node
        assert self.slice.unlocked
        assert operation.id not in self.sending, "the same one twice at a time"
        beside = [one for one in self.sending.values() if one.identity_id == operation.identity_id]
        assert not beside or comes_first(operation), "two of one identity"
        assert not any(map(comes_first, beside)), "beside a freeze"
        kept = {one.id: one for one in self.disk}
        assert isinstance(kept[operation.id].stage, Unanswered), "sent before the disk says that it may have left"
        assert operation.id not in self.shown, "sent after its end was shown"

    def check_order(self, operation: Operation) -> None:
        """One goes out after those before it, unless they ask to be confirmed or have got no answer for long.

        Of freezes and unfreezings none waits for a payment, and none passes another one.
        """
        line = [self.slice.known[each] for each in self.slice.lines[operation.identity_id]]
        urgent = comes_first(operation)
        earlier = line[: [each.id for each in line].index(operation.id)]
        first = [each for each in line if comes_first(each) and not urgent]
        for each in (*first, *(one for one in earlier if comes_first(one) == urgent)):
            aside = isinstance(each.stage, Waiting) and each.stage.is_old
            patient = isinstance(each.stage, Unanswered) and each.stage.attempt >= PATIENCE and not urgent
            assert aside or patient, "not in order"

    def pick(self, things: list[T], at: int) -> T | None:
        return things[at % len(things)] if things else None

    # The person

    @rule(owner=st.sampled_from((ADA, BEN)), ask=st.sampled_from(ASKS))
    def submit(self, owner: IdentityId, ask: Ask) -> None:
        self.ids += 1
        self.submitted[request(self.ids)] = owner
        self.tell(Submit(request(self.ids), owner, ask, self.now))

    @rule(at=PICKS)
    def submit_twice(self, at: int) -> None:
        again = self.pick(list(self.slice.order), at)
        if again is not None:
            before = self.slice
            self.tell(Submit(again, ADA, DRAFT, self.now))
            assert self.slice.known == before.known

    @rule(at=PICKS)
    def cancel(self, at: int) -> None:
        if (one := self.pick(list(self.slice.order), at)) is not None:
            self.tell(CancelOperation(one))

    @rule(at=PICKS)
    def confirm(self, at: int) -> None:
        if (one := self.pick(list(self.slice.order), at)) is not None:
            self.tell(ConfirmOperation(one, self.now))

    @rule(at=PICKS)
    def retry(self, at: int) -> None:
        if (one := self.pick(list(self.slice.order), at)) is not None:
            self.ids += 1
            self.tell(RetryOperation(one, request(self.ids), self.now))
            if request(self.ids) in self.slice.known:
                self.submitted[request(self.ids)] = self.slice.known[one].identity_id

    # The way

    @initialize()
    def begin(self) -> None:
        self.tell(SeeWay(node=False, unlocked=True))

    @rule(node=st.booleans(), unlocked=st.booleans())
    def see_way(self, *, node: bool, unlocked: bool) -> None:
        self.tell(SeeWay(node, unlocked))

    @rule()
    def open_way(self) -> None:
        self.tell(SeeWay(node=True, unlocked=True))

    @rule(hours=st.sampled_from((0, 1, 30)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours, seconds=1)
        self.asked_time = False
        self.tell(Proceed(self.now))

    # The disk

    @precondition(lambda self: self.reading)
    @rule(how=st.sampled_from(("read", "read", "read", "locked", "broken")))
    def disk_is_read(self, how: str) -> None:
        self.reading = False
        if how == "read":
            self.tell(OperationsRead(self.disk, self.now))
        else:
            self.tell(OperationsNotRead(LOCKED if how == "locked" else FULL))

    @precondition(lambda self: self.writing is not None)
    @rule()
    def disk_is_written(self) -> None:
        assert self.writing is not None
        self.disk, self.writing = self.writing, None
        self.tell(OperationsWritten(self.now))

    @precondition(lambda self: self.writing is not None)
    @rule(problem=st.sampled_from((FULL, LOCKED)))
    def disk_is_not_written(self, problem: Problem) -> None:
        self.writing = None
        self.tell(OperationsNotWritten(problem, self.now))

    @precondition(lambda self: self.disk_rests)
    @rule()
    def disk_has_rested(self) -> None:
        self.disk_rests = False
        self.tell(DiskDue())

    # The node

    @precondition(lambda self: self.sending)
    @rule(at=PICKS, refuses=st.booleans(), arrives=st.booleans(), comes_back=st.booleans())
    def node_answers(self, at: int, *, refuses: bool, arrives: bool, comes_back: bool) -> None:
        operation = self.pick(list(self.sending.values()), at)
        assert operation is not None
        del self.sending[operation.id]
        if arrives:
            self.node_decides(operation.id, refuses=refuses)
        if not (arrives and comes_back):
            self.tell(OperationFailed(operation.id, self.now, UNREACHABLE, sent=arrives, decided=False))
        elif self.decided[operation.id]:
            self.tell(OperationMade(operation.id, self.now, receipt()))
        else:
            self.tell(OperationFailed(operation.id, self.now, REFUSAL, sent=True, decided=True))

    def node_decides(self, request_id: RequestId, *, refuses: bool) -> None:
        if request_id not in self.decided:
            self.decided[request_id] = not refuses
            if not refuses:
                self.made.append(request_id)

    @rule(at=PICKS)
    def late_answer(self, at: int) -> None:
        """An answer of an attempt that nobody waits for any more changes nothing that has ended."""
        one = self.pick([each for each in self.slice.order if each not in self.sending], at)
        if one is not None and one in self.decided:
            self.tell(OperationFailed(one, self.now, UNREACHABLE, sent=True, decided=False))

    @precondition(lambda self: self.resting)
    @rule(at=PICKS)
    def rest_ends(self, at: int) -> None:
        one = self.pick(sorted(self.resting), at)
        assert one is not None
        self.resting.discard(one)
        self.tell(OperationDue(one, self.now))

    # The desktop

    @rule(written=st.booleans(), arrived=st.booleans())
    def killed(self, *, written: bool, arrived: bool) -> None:
        """What was under way may have come to its end or not."""
        if written and self.writing is not None:
            self.disk = self.writing
        for operation in self.sending.values() if arrived else ():
            self.node_decides(operation.id, refuses=False)
        self.writing, self.reading, self.disk_rests, self.asked_time = None, False, False, False
        self.sending.clear()
        self.resting.clear()
        kept = {one.id: one for one in self.disk}
        # What was answered is asked again under its id; what was not kept, or could not be, is gone for good.
        self.shown = {one: shown for one, shown in self.shown.items() if one in kept and has_ended(kept[one])}
        for one, shown in list(self.shown.items()):
            self.shown[one] = replace(shown, stage=kept[one].stage)
        self.slice = Operations()
        self.tell(SeeWay(node=False, unlocked=True))

    @rule()
    def desktop_works(self) -> None:
        """The disk does all that it was asked for, and the way is open."""
        self.tell(SeeWay(node=True, unlocked=True))
        for _ in range(10):
            if self.reading:
                self.disk_is_read("read")
            elif self.writing is not None:
                self.disk_is_written()
            elif self.asked_time:
                self.time_passes(0)

    @precondition(lambda self: self.sending)
    @rule(at=PICKS, times=st.integers(1, PATIENCE + 1), arrives=st.booleans())
    def no_answer_again_and_again(self, at: int, times: int, *, arrives: bool) -> None:
        one = self.pick(list(self.sending), at)
        for _ in range(times):
            if one in self.sending:
                self.node_answers(list(self.sending).index(one), refuses=False, arrives=arrives, comes_back=False)
            if one in self.resting and self.writing is None:
                self.resting.discard(one)
                self.tell(OperationDue(one, self.now))

    @rule()
    def everything_goes_well(self) -> None:
        """Once everything works again, nothing stays open but what asks to be confirmed."""
        self.tell(SeeWay(node=True, unlocked=True))
        for _ in range(20 + 12 * len(self.submitted)):
            if self.reading:
                self.disk_is_read("read")
            elif self.writing is not None:
                self.disk_is_written()
            elif self.asked_time:
                self.time_passes(0)
            elif self.sending:
                self.node_answers(0, refuses=False, arrives=True, comes_back=True)
            elif self.disk_rests:
                self.disk_has_rested()
            elif self.resting:
                self.rest_ends(0)
            else:
                break
        left = [one for one in self.slice.known.values() if not has_ended(one)]
        assert all(isinstance(one.stage, Waiting) and one.stage.is_old for one in left), left

    # What always holds

    @invariant()
    def what_has_ended_stays(self) -> None:
        for one, shown in self.shown.items():
            operation = self.slice.known.get(one)
            if operation is not None:
                assert operation.stage == shown.stage

    @invariant()
    def what_is_said_is_true(self) -> None:
        for operation in self.slice.known.values():
            match operation.stage:
                case Made():
                    assert self.decided[operation.id]
                case Refused():
                    assert not self.decided[operation.id]
                case Cancelled() | NotKept() | Waiting():
                    assert operation.id not in self.decided, operation
                case Sending(has_left=True):
                    assert operation.id in self.sending
                case _:
                    pass

    @invariant()
    def each_is_made_once(self) -> None:
        assert len(self.made) == len(set(self.made))

    @invariant()
    def identities_never_mix(self) -> None:
        for operation in self.slice.known.values():
            assert operation.identity_id == self.submitted[operation.id]
        for owner, line in self.slice.lines.items():
            assert all(self.slice.known[one].identity_id == owner for one in line)

    @invariant()
    def the_cancelled_stay_cancelled_after_a_crash(self) -> None:
        kept = {one.id: one for one in self.disk}
        for operation in self.slice.known.values():
            if isinstance(operation.stage, Cancelled) and operation.id in kept:
                assert isinstance(kept[operation.id].stage, Cancelled)


Life.TestCase.settings = settings(
    max_examples=150, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase
