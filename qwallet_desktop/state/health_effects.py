"""What health asks for: keep the node running, follow its events, let services that rest try again."""

from dataclasses import dataclass
from datetime import datetime

from qwallet_desktop.domain.health import Service
from qwallet_desktop.domain.ids import Sequence
from qwallet_desktop.state.effect import Effect


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


@dataclass(frozen=True, slots=True)
class MeetNode(Effect):
    """Ask the node that has just answered who it is, and leave the one before."""

    @property
    def exclusive(self) -> str:
        """The newest alone counts."""
        return "meet-node"


@dataclass(frozen=True, slots=True)
class AskNode(Effect):
    """Ask a node whose answer is overdue whether it is there, until it says so."""

    @property
    def exclusive(self) -> str:
        """There is one node."""
        return "ask-node"


@dataclass(frozen=True, slots=True)
class ProbeService(Effect):
    """Let a resting service try once, at `at`; at once if that is None."""

    service: Service
    at: datetime | None = None

    @property
    def exclusive(self) -> tuple[str, Service]:
        """There is one next attempt of each."""
        return "probe", self.service

    @property
    def waits(self) -> bool:
        """Until its time has come it does nothing."""
        return self.at is not None
