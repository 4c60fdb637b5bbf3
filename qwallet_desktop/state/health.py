"""Whether the node answers: its process, its services, its clock and the live stream, as the status chip shows."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from immutables import Map

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.health import BreakerState, Closed, Open, Service
from qwallet_desktop.domain.ids import NodeId, Sequence
from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.state.effect import Cancel, Effect
from qwallet_desktop.state.health_effects import AskNode, MeetNode, ProbeService, RunNode, RunStream
from qwallet_desktop.state.recalled import LastKnownDropped, LastKnownFound
from qwallet_desktop.state.silence import AnswerOverdue, Doubt, NodeAnswered, NodeSilent


@dataclass(frozen=True, slots=True)
class Starting:
    """The node has been asked to start; `percent` of an older version's ledger is up to date, None if there is none."""

    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Up:
    """The node answers, since `since`; `version` is empty until it has said which it is."""

    node_id: NodeId
    since: datetime | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Down:
    """The node can't be reached since `since`; the program tries again by itself.

    `silent` is the node as it was, where its process is still there and merely does not answer.
    """

    since: datetime
    problem: Problem
    silent: Up | None = None


Node: TypeAlias = Starting | Up | Down


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the way to the node.

    Attributes:
        node: Its process.
        live: Whether events arrive.
        head: The newest event that was seen.
        clock_offset: Node time less desktop time in whole seconds, where that is more than a request may be off.
        fault: The last effect that crashed, and by what.
        troubled: The services that don't work as usual, by their breakers.
        stream_since: When events began to arrive, or ceased to.
        doubted: Since when an answer is overdue, while the node is asked whether it is there.
        served: The address of a node that others run; empty where it runs on this computer.
    """

    node: Node = Starting()
    live: bool = False
    head: Sequence = Sequence(0)
    clock_offset: int = 0
    fault: str = ""
    troubled: Map[Service, BreakerState] = Map()
    stream_since: datetime | None = None
    doubted: datetime | None = None
    served: str = ""


@dataclass(frozen=True, slots=True)
class StartNode:
    """Start the embedded node, or connect to the served one."""


@dataclass(frozen=True, slots=True)
class NodeStarting:
    """The node's process was started, or is so far with bringing an older version's ledger up to date."""

    percent: int | None = None


@dataclass(frozen=True, slots=True)
class NodeReady:
    """The node answers and says who it is; whatever failed before was another process."""

    node_id: NodeId
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NodeDescribed:
    """The node said which version it is."""

    version: str


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """A service began to rest, is being tried, or works again."""

    service: Service
    state: BreakerState


@dataclass(frozen=True, slots=True)
class TryServices:
    """Let the services that rest try at once: one of them, or all."""

    service: Service | None = None


@dataclass(frozen=True, slots=True)
class NodeLost:
    """The node ended or can't be reached."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class Follow:
    """Listen to the node's events from where we are."""


@dataclass(frozen=True, slots=True)
class StreamConnected:
    """Events arrive; `head` is the newest that existed then."""

    head: Sequence
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StreamLost:
    """Events no longer arrive; the stream reconnects by itself."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resynced:
    """The stream could not fill a gap: everything shown must be read anew; it goes on after `head`."""

    head: Sequence = Sequence(0)


@dataclass(frozen=True, slots=True)
class ClockMeasured:
    """How far the desktop's clock is off, in whole seconds."""

    offset: int


@dataclass(frozen=True, slots=True)
class EffectCrashed:
    """An effect ended by an exception that nobody foresaw; its name, never its data."""

    effect: str
    error: str


@dataclass(frozen=True, slots=True)
class EventReceived:
    """A fact that the node told us; `anonymous` where it came by an AID's own way: it has no place among others'."""

    event: Event
    anonymous: bool = False


Action: TypeAlias = (
    StartNode
    | NodeStarting
    | NodeReady
    | NodeDescribed
    | ServiceChanged
    | TryServices
    | NodeLost
    | Doubt
    | Follow
    | StreamConnected
    | StreamLost
    | Resynced
    | ClockMeasured
    | EffectCrashed
    | EventReceived
    | LastKnownFound
    | LastKnownDropped
)


def reduce(health: Health, action: Action) -> tuple[Health, tuple[Effect, ...]]:
    """Apply what was learned about node, stream and clock."""
    match action:
        case EventReceived():
            # An AID's place in the log is none for others to go on from, and none that the disk may name.
            head = Sequence(0) if action.anonymous else action.event.sequence
            return (health if head <= health.head else _at(health, head)), ()
        case StartNode():
            return replace(health, node=Starting()), (RunNode(),)
        case NodeStarting(percent):
            stays_down = isinstance(health.node, Down) and percent is None
            return (health if stays_down else replace(health, node=Starting(percent))), ()
        case NodeReady(node_id, at):
            return replace(health, node=Up(node_id, at), troubled=Map(), doubted=None), (MeetNode(), *_trusted(health))
        case NodeDescribed(version):
            node = health.node
            return (replace(health, node=replace(node, version=version)) if isinstance(node, Up) else health), ()
        case ServiceChanged(service, state):
            return _changed(health, service, state)
        case TryServices(service):
            asked = resting(health) if service is None else (service,)
            return health, tuple(ProbeService(each) for each in asked if each in resting(health))
        case NodeLost(at, problem):
            since = health.node.since if isinstance(health.node, Down) else at
            lost = replace(health, node=Down(since, problem), doubted=None)
            return _streaming(lost, live=False, at=at), _trusted(health)
        case AnswerOverdue() | NodeSilent() | NodeAnswered():
            return _doubted(health, action)
        case Follow():
            return health, (RunStream(health.head),)
        case StreamConnected(head, at):
            return replace(_streaming(health, live=True, at=at), head=health.head or head), ()
        case StreamLost(at):
            return _streaming(health, live=False, at=at), ()
        case Resynced(head):
            return _at(health, head), ()
        case ClockMeasured(offset):
            return replace(health, clock_offset=offset), ()
        case EffectCrashed(effect, error):
            return replace(health, fault=f"{effect}: {error}"), ()
        case LastKnownFound(known):
            # What happened since comes as events.
            return (_at(health, known.head) if health.head == 0 else health), ()
        case LastKnownDropped():
            return _at(health, Sequence(0)), ()
        case _:
            assert_never(action)


def _at(health: Health, head: Sequence) -> Health:
    """Move on to a newer event; with each of thousands a second, so not by `replace`."""
    node, live, offset, fault = health.node, health.live, health.clock_offset, health.fault
    return Health(node, live, head, offset, fault, health.troubled, health.stream_since, health.doubted, health.served)


def _doubted(health: Health, action: Doubt) -> tuple[Health, tuple[Effect, ...]]:
    """Ask a node whose answer is overdue whether it is there; count it as away while it does not say so."""
    node = health.node
    match action:
        case AnswerOverdue(at) if isinstance(node, Up) and health.doubted is None:
            return replace(health, doubted=at), (AskNode(),)
        case NodeSilent() if isinstance(node, Up) and health.doubted is not None:
            return replace(health, node=Down(health.doubted, Problem(Code.NODE_TIMEOUT), node)), ()
        case NodeAnswered() if isinstance(node, Down) and node.silent is not None:
            # A service that got no answers while the node hung need not rest any longer.
            answering = replace(health, node=node.silent, doubted=None)
            return answering, tuple(ProbeService(each) for each in resting(health))
        case NodeAnswered():
            return replace(health, doubted=None), ()
        case _:
            return health, ()


def _trusted(health: Health) -> tuple[Effect, ...]:
    """Ask no more whether the node is there: its process has told."""
    return () if health.doubted is None else (Cancel(AskNode().exclusive),)


def _streaming(health: Health, *, live: bool, at: datetime | None) -> Health:
    """Note whether events arrive; every attempt that fails says anew that they don't."""
    known = live == health.live and health.stream_since is not None
    return health if known else replace(health, live=live, stream_since=at)


def _changed(health: Health, service: Service, state: BreakerState) -> tuple[Health, tuple[Effect, ...]]:
    known = health.troubled
    # Not by `delete`, which wants it to be there.
    others = Map((each, known[each]) for each in known if each is not service)
    troubled = others if isinstance(state, Closed) else known.set(service, state)
    # It tries again by itself, not only when somebody next needs it.
    asked = (ProbeService(service, state.until),) if isinstance(state, Open) else ()
    return replace(health, troubled=troubled), asked


def resting(health: Health) -> tuple[Service, ...]:
    """Return the services that no call gets through to now, in the order of their names."""
    return tuple(each for each in Service if isinstance(health.troubled.get(each), Open))


def is_up(health: Health) -> bool:
    """Tell whether the node answers."""
    return isinstance(health.node, Up)
