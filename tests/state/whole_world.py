"""A whole desktop without a window: the state, what it asked for, and a person, a disk and a node that may fail."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qwallet_desktop.domain.health import Closed, Open, Service
from qwallet_desktop.domain.ids import IdentityId, RequestId, Sequence
from qwallet_desktop.domain.notifications import NotificationPage
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.domain.transfers import Direction, HistoryQuery
from qwallet_desktop.domain.wallets import DailyBalance
from qwallet_desktop.state import (
    health,
    history,
    identities,
    inboxes,
    last_known,
    lazy_actions,
    lock,
    navigation,
    silence,
    tokens,
    wallets,
)
from qwallet_desktop.state import health_effects as of_health
from qwallet_desktop.state import notifications as noted
from qwallet_desktop.state import operation_actions as ops
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.operation import Cancelled, NotKept, Operation
from qwallet_desktop.state.operation_disk import at_rest
from qwallet_desktop.state.root import Action, State, reduce
from qwallet_desktop.state.transfers import NewPayment, SubmitTransfer
from tests.state.builders import (
    ADA,
    BEN,
    EVE,
    NODE,
    NOW,
    UNREACHABLE,
    amount,
    context,
    entry,
    identity,
    page,
    posted,
    receipt,
    request,
    token,
)
from tests.state.operating import DRAFT
from tests.state.rule_reads import RULE_READS, rule_answer, rule_failure

WHO = (ADA, BEN, EVE)
TROUBLES = (Problem(Code.INTERNAL), Problem(Code.CIRCUIT_OPEN), Problem(Code.OVERLOADED), UNREACHABLE)
FULL, LOCKED = Problem(Code.STORAGE_FULL), Problem(Code.VAULT_LOCKED)
OPENED = lock.VaultInspected(
    lock.Phase.OPEN, lock.Slot.PASSPHRASE, words_checked=True, has_previous=False, keyring_usable=True, held=WHO
)
LASTING = (of_health.RunNode, of_health.RunStream, ops.WatchAge)


@dataclass
class World:
    """Answers what the state asks for, in any order, well or not."""

    chance: random.Random
    state: State = field(default_factory=State)
    pending: list[Effect] = field(default_factory=list[Effect])
    disk: tuple[Operation, ...] = ()
    made: set[RequestId] = field(default_factory=set[RequestId])
    ended: set[RequestId] = field(default_factory=set[RequestId])
    now: datetime = NOW
    head: int = 10
    submitted: int = 0
    is_up: bool = False
    hangs: bool = False
    streams: bool = False

    def do(self, *actions: Action) -> None:
        """Apply actions; take up what they ask for as the store does."""
        for action in actions:
            self.state, effects = reduce(self.state, action)
            for effect in effects:
                key = effect.key if isinstance(effect, Cancel) else effect.exclusive
                self.pending = [each for each in self.pending if key is None or each.exclusive != key]
                self.pending += [] if isinstance(effect, Cancel) else [effect]
            operations = self.state.operations.known.values()
            self.ended |= {one.id for one in operations if isinstance(one.stage, (Cancelled, NotKept))}

    @property
    def is_open(self) -> bool:
        """Whether the keys are at hand."""
        return self.state.lock.phase is lock.Phase.OPEN

    def later(self) -> datetime:
        """Let a second pass."""
        self.now += timedelta(seconds=1)
        return self.now

    def answer(self, effect: Effect, *, well: bool) -> None:
        """Answer one effect; one that lasts is still there afterwards."""
        if not isinstance(effect, (of_health.RunNode, of_health.RunStream)):
            self.pending.remove(effect)
        perform = _ANSWERS.get(type(effect))
        if perform is not None:
            reaches = well and self.is_up and not self.hangs
            self.later()
            self.do(*perform(self, effect, reaches or (well and type(effect) in _AT_HOME)))

    def trouble(self) -> Problem:
        """Return something that stands in the way."""
        return self.chance.choice(TROUBLES)

    def submit(self) -> None:
        """Pay."""
        self.submitted += 1
        who = self.chance.choice(WHO)
        self.do(NewPayment(who), SubmitTransfer(who, request(self.submitted), DRAFT, self.later()))

    def click(self) -> None:
        """Do one of the things that a person does."""
        some, who = self.chance.choice, self.chance.choice(WHO)
        known = self.state.operations.order
        one = some(known) if known else request(1)
        self.submitted += 1
        deeds: list[Action] = [
            ops.CancelOperation(one),
            ops.RetryOperation(one, request(self.submitted), self.now),
            ops.ConfirmOperation(one, self.now),
            identities.SwitchIdentity(who),
            navigation.GoTo(some(list(navigation.Page)), some(list(navigation.Tab))),
            history.ShowHistory(who, some([HistoryQuery(), HistoryQuery(search="x")])),
            lazy_actions.Glance(some([(), WHO])),
            wallets.LoadWallet(who),
            inboxes.LoadNotifications(who),
            health.TryServices(),
        ]
        self.do(some(deeds))

    def lock_or_unlock(self) -> None:
        """Lock, or unlock."""
        self.do(lock.LockNow() if self.is_open else OPENED)

    def stop_or_start(self) -> None:
        """Let the node end, or answer again."""
        self.is_up, self.hangs, self.streams = not self.is_up, False, False
        self.do(health.NodeReady(NODE, self.later()) if self.is_up else health.NodeLost(self.later(), UNREACHABLE))

    def hang_or_go_on(self) -> None:
        """Let the node hang, or go on."""
        self.hangs = not self.hangs
        self.do(silence.AnswerOverdue(self.now))

    def rest(self) -> None:
        """Let a service fail for good."""
        self.do(health.ServiceChanged(self.chance.choice(list(Service)), Open(self.now, self.now, UNREACHABLE)))

    def cut(self) -> None:
        """Cut the stream, or let something happen on it."""
        if self.streams and self.chance.random() < 0.5:
            self.streams = False
            self.do(health.StreamLost(self.later()))
        elif self.streams:
            self.head += 1
            direction = self.chance.choice(list(Direction))
            self.do(health.EventReceived(posted(self.head, self.chance.choice(WHO), direction, self.head)))

    def end(self) -> None:
        """End the program, by its own way or by force, and begin it anew; what was on its way may have arrived."""
        arrived = [effect for effect in self.pending if self.chance.random() < 0.5]
        self.made |= {one.operation.id for one in arrived if isinstance(one, ops.SendOperation) and self.is_up}
        written = [effect.operations for effect in arrived if isinstance(effect, ops.WriteOperations)]
        left = at_rest(self.state.operations) if self.chance.random() < 0.5 else None
        self.disk = left if left is not None else (*written, self.disk)[0]
        self.state, self.pending, self.streams = State(), [], False
        self.do(health.StartNode(), OPENED)
        self.do(*((health.NodeReady(NODE, self.later()),) if self.is_up else ()))

    def calm(self) -> bool:
        """Let everything work again, until nothing is left to be answered; tell whether that is ever so."""
        if not self.is_up:
            self.stop_or_start()
        self.hangs = False
        self.do(*(() if self.is_open else (OPENED,)))
        for _ in range(3_000):
            streams = [effect for effect in self.pending if isinstance(effect, of_health.RunStream)]
            left = [effect for effect in self.pending if not isinstance(effect, LASTING)]
            if not left and (self.streams or not streams):
                return True
            self.answer(self.chance.choice(left or streams), well=True)
            for stream in [] if self.streams else streams[:1]:
                self.answer(stream, well=True)
        return False


_Performer = Callable[[World, Any, bool], tuple[Action, ...]]


def _sent(world: World, effect: ops.SendOperation, reaches: bool) -> tuple[Action, ...]:
    request_id, at = effect.operation.id, world.now
    if reaches and world.is_open:
        world.made.add(request_id)
        return (ops.OperationMade(request_id, at, receipt()),)
    problem, sent = (world.trouble(), world.chance.random() < 0.5) if world.is_open else (LOCKED, False)
    return (ops.OperationFailed(request_id, at, problem, sent=sent, decided=False, retry_after=60.0 * sent),)


def _written(world: World, effect: ops.WriteOperations, works: bool) -> tuple[Action, ...]:
    if works and world.is_open:
        world.disk = effect.operations
        return (ops.OperationsWritten(world.now),)
    return (ops.OperationsNotWritten(FULL if world.is_open else LOCKED, world.now),)


def _read(world: World, _effect: Effect, works: bool) -> tuple[Action, ...]:
    if works and world.is_open:
        return (ops.OperationsRead(world.disk, world.now),)
    return (ops.OperationsNotRead(FULL if world.is_open else LOCKED),)


def _followed(world: World, _effect: Effect, reaches: bool) -> tuple[Action, ...]:
    if world.streams or not reaches or not world.state.lazy.granted:
        return ()
    world.streams = True
    return (health.StreamConnected(Sequence(world.head), world.now),)


def _asked(world: World, effect: of_health.AskNode, reaches: bool) -> tuple[Action, ...]:
    if reaches or (world.is_up and not world.hangs):
        return (silence.NodeAnswered(),)
    world.pending.append(effect)
    return (silence.NodeSilent(),)


def _listed(world: World, _effect: Effect, reaches: bool) -> tuple[Action, ...]:
    if reaches and world.is_open:
        return (identities.IdentitiesLoaded(tuple(map(identity, WHO)), world.now, WHO),)
    return (identities.IdentitiesFailed(world.trouble() if world.is_open else LOCKED, world.now),)


def _noticed(world: World, effect: inboxes.FetchNotifications, reaches: bool) -> tuple[Action, ...]:
    empty = NotificationPage((), 0, Sequence(0), Sequence(world.head))
    return tuple(
        inboxes.NotificationsLoaded(one, empty) if reaches else inboxes.NotificationsFailed(one, world.trouble())
        for one in effect.identity_ids
    )


def _wallet(world: World, identity_id: IdentityId) -> Action:
    latest = tuple(entry(sequence, identity_id) for sequence in range(3, 1, -1))
    return wallets.WalletLoaded(context(identity_id, 5, world.head), latest, world.now)


_DAY = (DailyBalance(NOW.date(), amount(1)),)


def _ruled(world: World, effect: Effect, reaches: bool) -> tuple[Action, ...]:
    told = rule_answer(effect, world.now) if reaches else rule_failure(effect, world.trouble(), world.now)
    assert told is not None
    return (told,)


_ANSWERS: dict[type[Effect], _Performer] = {
    **dict.fromkeys(RULE_READS, _ruled),
    of_health.RunStream: _followed,
    of_health.AskNode: _asked,
    of_health.ProbeService: lambda world, effect, reaches: (
        health.ServiceChanged(effect.service, Closed() if reaches else Open(world.now, world.now, UNREACHABLE)),
    ),
    identities.FetchIdentities: _listed,
    tokens.FetchTokens: lambda world, _effect, reaches: (
        tokens.TokensLoaded((token(),)) if reaches else tokens.TokensFailed(world.trouble()),
    ),
    wallets.FetchWallet: lambda world, effect, reaches: (
        _wallet(world, effect.identity_id)
        if reaches
        else wallets.WalletFailed(effect.identity_id, world.trouble(), world.now),
    ),
    wallets.FetchDaily: lambda world, effect, reaches: (
        wallets.DailyLoaded(effect.identity_id, effect.token_id, _DAY, world.now)
        if reaches
        else wallets.DailyFailed(effect.identity_id, effect.token_id, world.trouble(), world.now),
    ),
    history.FetchHistoryPage: lambda world, effect, reaches: (
        history.HistoryLoaded(effect.identity_id, effect.query, effect.as_of, effect.number, page(0, 3, 3, world.head))
        if reaches
        else history.HistoryFailed(effect.identity_id, effect.query, effect.number, world.trouble()),
    ),
    inboxes.FetchNotifications: _noticed,
    ops.ReadOperations: _read,
    ops.WriteOperations: _written,
    ops.SendOperation: _sent,
    ops.RestOperation: lambda world, effect, _: (ops.OperationDue(effect.request_id, world.now),),
    ops.RestDisk: lambda *_: (ops.DiskDue(),),
    ops.ReadClock: lambda world, *_: (ops.Proceed(world.now),),
    last_known.OpenLastKnown: lambda *_: (last_known.LastKnownOpened(),),
    last_known.WaitToKeep: lambda world, *_: (last_known.LastKnownDue(world.now),),
    last_known.KeepLastKnown: lambda *_: (last_known.LastKnownKept(),),
    noted.DateNotice: lambda world, effect, _: (noted.NoticeDated(effect.number, world.now),),
    noted.ReadNotices: lambda *_: (noted.NoticesRead(()),),
    lazy_actions.AwaitQuiet: lambda *_: (lazy_actions.Quieted(),),
    lazy_actions.AwaitNextTry: lambda *_: (lazy_actions.NextTryDue(),),
}
_AT_HOME = frozenset({ops.ReadOperations, ops.WriteOperations})
"""What needs no node."""
