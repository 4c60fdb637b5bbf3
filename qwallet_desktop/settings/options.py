"""How this run of the program was asked to start: from arguments, then QWALLET_… variables."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from qwallet_desktop.settings.places import data_folder

_HAS_LOGIN = "a node's address holds no user name and no password"
_HAS_QUERY = "a node's address ends with its path"
_NOT_SAFE = "a node's address begins with https:// unless it is on this computer"


class Settings(BaseSettings):
    """What a run needs to know before it opens anything.

    Attributes:
        data_folder: Holds vault, ledger and preferences.
        node_url: The served node to talk to, without a final slash; None starts the embedded one.
        demo: A throwaway data folder with sample data.

    Raises:
        pydantic.ValidationError: A value has a wrong form; it names the field, never a secret.
    """

    model_config = SettingsConfigDict(env_prefix="QWALLET_", extra="forbid", frozen=True, hide_input_in_errors=True)

    data_folder: Path = Field(default_factory=data_folder)
    node_url: str | None = None
    demo: bool = False

    @field_validator("node_url")
    @classmethod
    def _check_node_url(cls, url: str | None) -> str | None:
        return None if url is None else _checked_url(url)

    @property
    def embedded(self) -> bool:
        """Whether this run starts its own node."""
        return self.node_url is None


def _checked_url(url: str) -> str:
    """Accept https anywhere and http on this computer only; a name and password never.

    Raises:
        ValueError: The address has another form.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValueError(_HAS_LOGIN)
    if parts.query or parts.fragment:
        raise ValueError(_HAS_QUERY)
    match parts.scheme, parts.hostname:
        case "https", str():
            return url.rstrip("/")
        case "http", str(host) if _is_this_computer(host):
            return url.rstrip("/")
        case _:
            raise ValueError(_NOT_SAFE)


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
