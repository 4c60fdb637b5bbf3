"""What is asked of anonymous identities (AID), what becomes of them, and what their slice asks to be done."""

from dataclasses import dataclass, field

from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId, TokenId
from qwallet_desktop.state.effect import Effect
from qwallet_desktop.state.vault_commands import Hidden


@dataclass(frozen=True, slots=True)
class CreateAid:
    """Make an anonymous identity for one token.

    Attributes:
        request_id: Names the registration for ever.
        token_id: The one token that it takes.
        label: What it is called on this desktop, in memory only; the node is told no name.
        invitation: By which a served node lets it in, once.
    """

    request_id: RequestId
    token_id: TokenId
    label: str = field(repr=False)
    invitation: Hidden | None = None


@dataclass(frozen=True, slots=True)
class AidMade:
    """An anonymous identity is registered; its name is the label, which no one else knows."""

    request_id: RequestId
    identity: Identity = field(repr=False)


@dataclass(frozen=True, slots=True)
class AidGone:
    """An anonymous identity is closed and its key overwritten: nothing of it is known here any more."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class AidNewsLost:
    """What happened to an anonymous identity for a while was told by nobody."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class AskToLeave:
    """The person wants to end the program; what would be lost by that is said first."""


@dataclass(frozen=True, slots=True)
class Leave:
    """End the program, whatever is lost by that."""


@dataclass(frozen=True, slots=True)
class SubmitAid(Effect):
    """Make a key in memory and have the node register it, by a way of its own."""

    command: CreateAid


@dataclass(frozen=True, slots=True)
class RunAidStream(Effect):
    """Follow what happens to an anonymous identity, by its own session, until it is closed."""

    identity_id: IdentityId

    @property
    def exclusive(self) -> tuple[str, IdentityId]:
        """Each has one stream."""
        return "aid-stream", self.identity_id


@dataclass(frozen=True, slots=True)
class ForgetAid(Effect):
    """Overwrite the key of an anonymous identity and close its connections."""

    identity_id: IdentityId


@dataclass(frozen=True, slots=True)
class EndProgram(Effect):
    """End the program."""
