"""Decides a batch of commands inside one transaction: read once, decide each in order, written together."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from qwallet_desktop.domain.identities import IdentityStatus
from qwallet_desktop.domain.ids import NodeId
from qwallet_desktop.domain.messages import Json
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.node import registering, statements, tables
from qwallet_desktop.node.batch_payments import PayMany, pay_many
from qwallet_desktop.node.commands import Command, Reply
from qwallet_desktop.node.deciding import decided
from qwallet_desktop.node.expiry import Expire, look_ahead, release_expired
from qwallet_desktop.node.identities import Register
from qwallet_desktop.node.known import Known
from qwallet_desktop.node.log import Log
from qwallet_desktop.node.movements import Answer, Turn
from qwallet_desktop.node.node_key import NodeKey
from qwallet_desktop.node.noted_decisions import note_refused, refusal_payload
from qwallet_desktop.node.problems import problem_json
from qwallet_desktop.node.rows import IdentityRow, chunks
from qwallet_desktop.node.transfers import Pay
from qwallet_desktop.node.working import Mentions, Working
from qwallet_desktop.wire.shapes import dump

_NOT_REMEMBERED = {Code.MALFORMED, Code.REGISTRATION_REFUSED}
LONGEST_QUESTION = 512
_fields_encoder = json.JSONEncoder()
_request, _actor = tables.requests.c, tables.identities.c
_REMEMBERED = select(
    _actor.id,
    _request.request_id,
    _request.route,
    _request.digest,
    _request.fields,
    _request.status,
    _request.body,
).join(tables.identities, _request.identity_n == _actor.n)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a decision takes from outside: the node's id and key, its clock and its randomness."""

    node_id: NodeId
    key: NodeKey
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class _Remembered:
    """An earlier decision under the same request id."""

    route: str
    digest: str
    fields: str
    status: int
    body: bytes


_Requests = dict[tuple[str, str], _Remembered]


def decide(
    connection: Connection, commands: Sequence[Command], around: Surroundings, known: Known | None = None
) -> list[Reply]:
    """Decide commands in order and write what they come to; the caller commits.

    Refusals are replies like successes. What raises here is a fault of the program or of the
    database, and nothing of the batch may be committed then.

    Args:
        connection: The transaction.
        commands: What is asked for.
        around: Node id, key, clock and randomness.
        known: What the batch before left; the caller forgets it unless the batch is committed.
    """
    batch = _Batch(connection, commands, around, known)
    replies = [batch.decide(command) for command in commands]
    batch.close()
    return replies


class _Batch:
    """The decisions of one transaction."""

    def __init__(
        self, connection: Connection, commands: Sequence[Command], around: Surroundings, known: Known | None = None
    ) -> None:
        self._around = around
        self._working = Working(connection, known)
        self._working.prefetch([mentioned for command in commands for mentioned in _mentions(command)])
        self._requests = _remembered(connection, [command.request_id for command in commands])
        self._log = Log(self._working, around.random)
        release_expired(self._working, Expire(around.clock(), around.random, around.node_id, self._log.add))

    def decide(self, command: Command) -> Reply:
        """Give the remembered answer, or decide and remember."""
        earlier = self._requests.get((command.actor, command.request_id))
        if earlier is not None:
            return _again(earlier, command)
        at = self._around.clock()
        actor = self._working.identity(command.actor)
        try:
            known, answer = self._answer(command, actor, at)
        except Refused as refused:
            return self._refuse(command, actor, refused, at)
        leaf = self._record(command, at, command.ask.kind, answer.payload)
        reply = Reply(answer.status, dump(answer.body))
        self._remember(command, known, reply, leaf, at)
        return reply

    def close(self) -> None:
        """Write everything that the decisions came to."""
        self._log.close(self._around.clock(), self._around.node_id, self._around.key)
        self._working.flush()
        look_ahead(self._working)

    def _answer(self, command: Command, actor: IdentityRow | None, at: datetime) -> tuple[IdentityRow, Answer]:
        """Decide by the rules, and say under which identity the decision is to be remembered.

        Raises:
            Refused: What the rules say against it.
        """
        if isinstance(command.ask, Register):
            return registering.register(self._working, command.actor, command.ask, self._around.node_id, at)
        if actor is None:
            raise Refused(Problem(Code.IDENTITY_UNKNOWN))
        if actor.identity.status is IdentityStatus.CLOSED:
            raise Refused(Problem(Code.IDENTITY_CLOSED))
        record = partial(self._record, command, at)
        turn = Turn(self._working, actor, at, self._around.random, self._around.node_id, record)
        if isinstance(command.ask, PayMany):
            return actor, pay_many(turn, command.ask)
        return actor, decided(turn, command.ask)

    def _record(self, command: Command, at: datetime, kind: str, payload: Mapping[str, Json]) -> int:
        """Add the leaf of something that a command came to and return its index."""
        return self._log.add(at, command.actor, kind, {**payload, "requestId": command.request_id})

    def _refuse(self, command: Command, actor: IdentityRow | None, refused: Refused, at: datetime) -> Reply:
        """Answer a refusal, and remember it as a decision where it is one of a registered identity."""
        problem = refused.problem
        reply = Reply(problem.status, problem_json(problem), problem=problem)
        if actor is None or isinstance(command.ask, Register) or problem.code in _NOT_REMEMBERED:
            return reply
        payload = refusal_payload(refused, command.fields)
        payload |= {"route": command.route, "requestId": command.request_id}
        if isinstance(command.ask, Pay | PayMany) and problem.code is not Code.IDENTITY_UNKNOWN:
            # Who is closed is told so before anybody looks whether it may ask for another's payment.
            is_other = command.ask.sender and actor.identity.status is not IdentityStatus.CLOSED
            sender = self._working.identity(command.ask.sender) if is_other else actor
            note_refused(self._working, sender or actor)
        leaf = self._log.add(at, command.actor, f"{command.ask.kind}_REFUSED", payload)
        self._remember(command, actor, reply, leaf, at)
        return reply

    def _remember(self, command: Command, actor: IdentityRow, reply: Reply, leaf: int, at: datetime) -> None:
        """Keep a decision with its evidence, for ever, under the actor's request id."""
        fields = _fields_encoder.encode(_printable(command.fields))
        kept = _Remembered(command.route, command.body_digest, fields, reply.status, reply.body)
        self._requests[command.actor, command.request_id] = kept
        self._working.insert(
            tables.requests,
            identity_n=actor.n,
            request_id=command.request_id,
            route=kept.route,
            digest=kept.digest,
            fields=kept.fields,
            status=kept.status,
            body=kept.body,
            at=at,
            leaf_n=leaf,
            signature_base=command.evidence.signature_base,
            signature=command.evidence.signature,
        )


def _mentions(command: Command) -> list[Mentions]:
    """Say what a command, or each of its payments by itself, will ask for."""
    parts = command.ask.payments if isinstance(command.ask, PayMany) else (command.ask,)
    return [((command.actor, *dids), token_ids) for dids, token_ids in (part.mentions() for part in parts)]


def _remembered(connection: Connection, request_ids: Sequence[str]) -> _Requests:
    """Read the earlier decisions under these request ids."""
    found: _Requests = {}
    for chunk in chunks(request_ids, LONGEST_QUESTION):
        # So many are asked for that few questions are ever written, the last id again and again.
        count = 1 << (len(chunk) - 1).bit_length()
        values = {f"id{number}": chunk[min(number, len(chunk) - 1)] for number in range(count)}
        for actor, request_id, *kept in statements.ask(connection, _remembered_among(count), values):
            found[actor, request_id] = _Remembered(*kept)
    return found


@cache
def _remembered_among(count: int) -> Select[Any]:
    """Ask for the decisions under so many request ids."""
    return _REMEMBERED.where(_request.request_id.in_([bindparam(f"id{number}") for number in range(count)]))


def _again(earlier: _Remembered, command: Command) -> Reply:
    """Give the same answer for the same request, and name what differs in another one."""
    if (earlier.route, earlier.digest) == (command.route, command.body_digest):
        return Reply(earlier.status, earlier.body, replayed=True)
    before, now = json.loads(earlier.fields), _printable(command.fields)
    differing = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    problem = Problem(Code.IDEMPOTENCY_MISMATCH, {"route": earlier.route}, differing[0] if differing else "")
    return Reply(problem.status, problem_json(problem), problem=problem)


def _printable(fields: Mapping[str, str]) -> dict[str, str]:
    """Replace half characters (surrogates), which neither databases nor JCS can carry."""
    return {name: text if text.isascii() else text.encode(errors="replace").decode() for name, text in fields.items()}
