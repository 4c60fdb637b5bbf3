"""Whether the node answers: its process, its clock and the live stream, as shown by the status chip."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from qwallet_desktop.domain.events import Event
from qwallet_desktop.domain.ids import NodeId, Sequence
from qwallet_desktop.domain.problems import Problem
from qwallet_desktop.state.effect import Effect


@dataclass(frozen=True, slots=True)
class Starting:
    """The node has been asked to start; `percent` of an older version's ledger is up to date, None if there is none."""

    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Up:
    """The node answers."""

    node_id: NodeId


@dataclass(frozen=True, slots=True)
class Down:
    """The node can't be reached since `since`; the program tries again by itself."""

    since: datetime
    problem: Problem


Node: TypeAlias = Starting | Up | Down


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the way to the node.

    `live` tells whether events arrive; `clock_offset` is node time less desktop
    time in whole seconds, where that is more than a request may be off.
    """

    node: Node = Starting()
    live: bool = False
    head: Sequence = Sequence(0)
    clock_offset: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class StartNode:
    """Start the embedded node, or connect to the served one."""


@dataclass(frozen=True, slots=True)
class NodeStarting:
    """The node's process was started, or is so far with bringing an older version's ledger up to date."""

    percent: int | None = None


@dataclass(frozen=True, slots=True)
class NodeReady:
    """The node answers and says who it is."""

    node_id: NodeId


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


@dataclass(frozen=True, slots=True)
class StreamLost:
    """Events no longer arrive; the stream reconnects by itself."""


@dataclass(frozen=True, slots=True)
class Resynced:
    """The stream could not fill a gap: everything shown must be read anew."""


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
    """A fact that the node told us."""

    event: Event


@dataclass(frozen=True, slots=True)
class RunNode(Effect):
    """Keep the node running and report what becomes of it; runs until the program ends."""

    @property
    def exclusive(self) -> str:
        """There is one node."""
        return "node"


@dataclass(frozen=True, slots=True)
class RunStream(Effect):
    """Read events from after `head` (0: from now on); runs until the program ends."""

    head: Sequence

    @property
    def exclusive(self) -> str:
        """There is one stream."""
        return "stream"


Action: TypeAlias = (
    StartNode
    | NodeStarting
    | NodeReady
    | NodeLost
    | Follow
    | StreamConnected
    | StreamLost
    | Resynced
    | ClockMeasured
    | EffectCrashed
    | EventReceived
)


def reduce(health: Health, action: Action) -> tuple[Health, tuple[Effect, ...]]:
    """Apply what was learned about node, stream and clock."""
    match action:
        case EventReceived(event):
            return (health if event.sequence <= health.head else _at(health, event.sequence)), ()
        case StartNode():
            return replace(health, node=Starting()), (RunNode(),)
        case NodeStarting(percent):
            stays_down = isinstance(health.node, Down) and percent is None
            return (health if stays_down else replace(health, node=Starting(percent))), ()
        case NodeReady(node_id):
            return replace(health, node=Up(node_id)), ()
        case NodeLost(at, problem):
            since = health.node.since if isinstance(health.node, Down) else at
            return replace(health, node=Down(since, problem), live=False), ()
        case Follow():
            return health, (RunStream(health.head),)
        case StreamConnected(head):
            return replace(health, live=True, head=head if health.head == 0 else health.head), ()
        case StreamLost():
            return replace(health, live=False), ()
        case Resynced():
            return replace(health, head=Sequence(0)), ()
        case ClockMeasured(offset):
            return replace(health, clock_offset=offset), ()
        case EffectCrashed(effect, error):
            return replace(health, fault=f"{effect}: {error}"), ()
        case _:
            assert_never(action)


def _at(health: Health, head: Sequence) -> Health:
    """Move on to a newer event; with each of thousands a second, so not by `replace`."""
    return Health(health.node, health.live, head, health.clock_offset, health.fault)


def is_up(health: Health) -> bool:
    """Tell whether the node answers."""
    return isinstance(health.node, Up)
