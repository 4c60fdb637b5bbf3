"""Makes invitations, also while a node serves the ledger: a commit of its own, between those of that node's writer."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, select

from qwallet_desktop.domain.audit import SYSTEM
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.invitations import SECRET_LENGTH, digest_of, invitation_text
from qwallet_desktop.domain.messages import Json, timestamp
from qwallet_desktop.domain.problems import Code, refuse
from qwallet_desktop.node import rule_tables, schema, tables
from qwallet_desktop.node.core import DATABASE_NAME
from qwallet_desktop.node.database import make_engine, writing
from qwallet_desktop.node.log import Log
from qwallet_desktop.node.node_key import NodeKey, load_key
from qwallet_desktop.node.working import Working

KIND = "INVITE"
"""What the audit log calls it."""


@dataclass(frozen=True, slots=True)
class Invite:
    """What is wanted: for how long it holds from `at` (UTC) on, and whether who uses it may issue tokens."""

    lasting: timedelta
    may_issue: bool
    at: datetime


def invite(folder: Path, database: URL | None, wanted: Invite, random: Callable[[int], bytes]) -> str:
    """Make an invitation to the node of a folder, whose ledger is there already.

    Args:
        folder: Holds the node's key, and the ledger where no other place is given for it.
        database: The PostgreSQL database that holds the ledger instead.
        wanted: What kind of invitation.
        random: Returns so many random bytes.

    Returns:
        What to give to whom it is for. It is nowhere else: the node keeps its digest.

    Raises:
        Refused: DATABASE_LOCKED where a program of another version serves the ledger; DATABASE_DAMAGED, and
            what else is the matter with the database.
    """
    secret = random(SECRET_LENGTH)
    engine = make_engine(database or folder / DATABASE_NAME)
    with contextlib.ExitStack() as opened:
        opened.callback(engine.dispose)
        connection = opened.enter_context(writing(engine))
        if not schema.is_latest(connection):
            raise refuse(Code.DATABASE_LOCKED)
        node_id, key = _who(connection, folder)
        working = Working(connection)
        log = Log(working, random)
        _keep(working, log, digest_of(secret), wanted)
        log.close(wanted.at, node_id, key)
        working.flush()
    return invitation_text(secret)


def _who(connection: Connection, folder: Path) -> tuple[NodeId, NodeKey]:
    """Return which node it is, and the key that signs its checkpoints.

    Raises:
        Refused: DATABASE_DAMAGED (fact `file`), where the folder has another key.
    """
    facts = {row.name: row.value for row in connection.execute(select(tables.node_facts))}
    key = load_key(folder)
    if facts.get("node_key") != key.public_key.hex():
        raise refuse(Code.DATABASE_DAMAGED, file="node.key")
    return NodeId(facts["node_id"]), key


def _keep(working: Working, log: Log, digest: bytes, wanted: Invite) -> None:
    expires_at = wanted.at + wanted.lasting
    working.add(
        rule_tables.invitations,
        digest=digest,
        may_issue=wanted.may_issue,
        at=wanted.at,
        expires_at=expires_at,
        used_by_n=None,
        used_at=None,
    )
    ends = timestamp(expires_at)
    told: dict[str, Json] = {"invitation": digest.hex(), "mayIssue": wanted.may_issue, "expiresAt": ends}
    log.add(wanted.at, SYSTEM, KIND, told)
