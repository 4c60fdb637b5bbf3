"""Which served node a data folder belongs to, remembered from the first time that it answered; quick to import."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.settings.files import write_atomically

NODE_FOLDER = "node"
"""Where a data folder has what its node is: a ledger of its own, or whose else it uses."""

FILE_NAME = "served.json"
LEDGER_NAME = "ledger.sqlite"
VAULT_FILE = Path("vault", "vault")


NOBODY = NodeId("")


@dataclass(frozen=True, slots=True)
class ServedNode:
    """A node that others run.

    Attributes:
        url: Where it answers, without a slash at its end.
        node_id: Who it said it is; empty before it has answered for the first time.
        node_key: Hex of the key that signs its checkpoints; empty as long.
    """

    url: str
    node_id: NodeId = NOBODY
    node_key: str = ""


def parse_node_url(text: str) -> str:
    """Check the address of a served node.

    Returns:
        It without a slash at its end.

    Raises:
        Refused: NODE_URL_INVALID, where it is not `https://host[:port]`; NODE_URL_INSECURE for `http://` to
            another computer, where everybody on the way reads along.
    """
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname or ""
        more = parts.path.rstrip("/") or parts.query or parts.fragment or parts.username is not None
        port = parts.port
    except ValueError:
        raise refuse(Code.NODE_URL_INVALID) from None
    if parts.scheme not in {"http", "https"} or not host or more or port == 0 or not text.isprintable():
        raise refuse(Code.NODE_URL_INVALID)
    if parts.scheme == "http" and not _is_here(host):
        raise refuse(Code.NODE_URL_INSECURE)
    return f"{parts.scheme}://{parts.netloc}"


def _is_here(host: str) -> bool:
    """Tell whether a host is this computer itself (RFC 6761 §6.3, RFC 6890 §2.2.2)."""
    return host in {"localhost", "::1"} or re.fullmatch(r"127(\.\d{1,3}){3}", host, re.ASCII) is not None


def load_served(folder: Path) -> ServedNode | None:
    """Read which served node a data folder belongs to.

    Returns:
        None where it belongs to none; one without an address where the file is damaged.

    Raises:
        OSError: The file is there but can't be read.
    """
    return read_served(folder / NODE_FOLDER)


def read_served(node_folder: Path) -> ServedNode | None:
    """Read which served node it is of a node's own folder; see `load_served`."""
    try:
        read = json.loads((node_folder / FILE_NAME).read_bytes())
        return ServedNode(_text(read["url"]), NodeId(_text(read["nodeId"])), _text(read["nodeKey"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return ServedNode("")


def served_bytes(served: ServedNode) -> bytes:
    """Write which served node it is, as the file has it."""
    told = {"url": served.url, "nodeId": served.node_id, "nodeKey": served.node_key}
    return json.dumps(told, indent=2).encode() + b"\n"


def save_served(folder: Path, served: ServedNode) -> None:
    """Remember which served node a data folder belongs to.

    Raises:
        OSError: The folder can't be written or the disk is full; the old file is untouched.
    """
    write_atomically(folder / NODE_FOLDER / FILE_NAME, served_bytes(served))


def has_vault(folder: Path) -> bool:
    """Tell whether a data folder has keys, which are of use at one node only."""
    return (folder / VAULT_FILE).exists()


def chosen_node(folder: Path, url: str | None) -> ServedNode | None:
    """Say which served node a data folder is to be opened with; None for one on this computer.

    Args:
        folder: The data folder.
        url: The address that was asked for; None takes the one that is remembered.

    Raises:
        Refused: NODE_URL_INVALID, NODE_URL_INSECURE; NODE_OTHER, where the folder has a ledger of its own with keys.
        OSError: What is remembered can't be read.
    """
    known = load_served(folder)
    if url is None:
        return known
    asked = parse_node_url(url)
    if not has_vault(folder):
        return ServedNode(asked)
    if known is None and (folder / NODE_FOLDER / LEDGER_NAME).exists():
        raise refuse(Code.NODE_OTHER)
    return ServedNode(asked) if known is None else ServedNode(asked, known.node_id, known.node_key)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
