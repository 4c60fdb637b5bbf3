"""What a route is given: a `Reader` or a `Write` whose signature has been checked, never a bare request."""

import hashlib
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from typing import Annotated, Any, TypeVar, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError
from sqlalchemy import Connection

from qwallet_desktop.domain.groups import Role
from qwallet_desktop.domain.identities import Identity
from qwallet_desktop.domain.ids import IdentityId, RequestId
from qwallet_desktop.domain.permissions import Action, may, type_permits
from qwallet_desktop.domain.problems import Code, Refused, refuse
from qwallet_desktop.domain.transfers import Transfer
from qwallet_desktop.node import groups, identities
from qwallet_desktop.node.authentication import Authenticator, Signed
from qwallet_desktop.node.bodies import canonical, named, read_fields
from qwallet_desktop.node.commands import Ask, Command
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.problems import MEDIA_TYPE
from qwallet_desktop.node.replies import Replies
from qwallet_desktop.node.stream import EventHub
from qwallet_desktop.node.visibility import Visibility
from qwallet_desktop.wire.shapes import adapter, dump

JSON = "application/json"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes of one app share."""

    node: Node
    authenticator: Authenticator
    hub: EventHub
    replies: Replies
    visibility: Visibility
    launch_secret: bytes | None


def parts_of(request: Request) -> Parts:
    """Return what `create_app` gave this app."""
    return cast(Parts, request.app.state.parts)


def answer(value: object, form: object = None, status: int = 200) -> Response:
    """Write a value as JSON; `form` where its type alone does not say its shape."""
    return Response(dump(value, cast("type[object] | None", form)), status, media_type=JSON)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a key, and the identities that it may read for."""

    parts: Parts
    key: IdentityId

    def actors(self, connection: Connection) -> frozenset[IdentityId]:
        """Return the identities that gave the key a grant, and the one that it is itself.

        The connection must be fresh: see `Visibility.actors`.
        """
        return self.parts.visibility.actors(connection, self.key, self.parts.node.clock())

    @contextmanager
    def open(self) -> Iterator[tuple[Connection, frozenset[IdentityId]]]:
        """Open one snapshot of the ledger.

        Raises:
            Refused: GRANT_INVALID, where the key may read for nobody.
        """
        with self.parts.node.read() as connection:
            actors = self.actors(connection)
            if not actors:
                raise refuse(Code.GRANT_INVALID)
            yield connection, actors

    @contextmanager
    def on(self, identity_id: str, action: Action) -> Iterator[tuple[Connection, Identity]]:
        """Open a snapshot to do something with one identity, as the authorization table allows.

        Raises:
            Refused: GRANT_INVALID; IDENTITY_UNKNOWN, where there is none or none for this reader.
        """
        with self.open() as (connection, actors):
            subject = identities.identity(connection, identity_id)
            if subject is None or not permitted(connection, actors, action, subject):
                raise refuse(Code.IDENTITY_UNKNOWN)
            yield connection, subject


def allowed(
    actors: frozenset[IdentityId],
    action: Action,
    subject: Identity,
    transfer: Transfer | None = None,
    *,
    roles: Collection[Role] = (),
) -> bool:
    """Ask the authorization table for those actors only who could be anything but strangers.

    A session key may read for ten thousand identities; six at most matter for one subject.

    Args:
        actors: Who asks.
        action: What for; nothing that the subject's type does not know.
        subject: About whom.
        transfer: Which of its transfers, if it is about one.
        roles: All roles that the actors have in the subject, if that is a group.
    """
    close = {subject.id, subject.owner, subject.guardian, subject.successor}
    if transfer is not None:
        close |= {transfer.sender, transfer.recipient}
    return type_permits(subject.type, action) and may(actors & close, action, subject, transfer, roles=roles)


def permitted(
    connection: Connection,
    actors: frozenset[IdentityId],
    action: Action,
    subject: Identity,
    transfer: Transfer | None = None,
) -> bool:
    """Ask as `allowed`, with the roles that the actors have now; these are read for groups only."""
    return allowed(actors, action, subject, transfer, roles=groups.roles_in(connection, actors, subject))


def sees(connection: Connection, actors: frozenset[IdentityId], action: Action, transfer: Transfer) -> bool:
    """Tell whether the actors may do this with a transfer, from either of its sides."""
    parties = {party for party in (transfer.sender, transfer.recipient) if party is not None}
    subjects = (identities.identity(connection, party) for party in parties)
    return any(subject and permitted(connection, actors, action, subject, transfer) for subject in subjects)


@dataclass(frozen=True, slots=True)
class Write:
    """A signed request for a change, and the way to the node's writer."""

    parts: Parts
    signed: Signed
    request_id: RequestId
    body: bytes
    route: str

    @property
    def actor(self) -> IdentityId:
        """The identity whose key signed."""
        return self.signed.key

    def read(self, form: type[T]) -> T:
        """Read the body in one of the wire's shapes, exactly.

        Raises:
            Refused: MALFORMED with the path of the wrong part as its field.
        """
        try:
            return adapter(form).validate_json(self.body, strict=True)
        except ValidationError as error:
            raise malformed(error.errors(include_url=False, include_input=False)) from None

    async def submit(self, ask: Ask) -> Response:
        """Have the writer decide, and answer what it decided.

        Raises:
            Refused: MALFORMED, where a field stands twice in one object.
        """
        fields = read_fields(self.body)
        command = Command(
            actor=self.actor,
            request_id=self.request_id,
            route=self.route,
            body_digest=hashlib.sha256(canonical(fields)).hexdigest(),
            fields=dict(named(fields)),
            evidence=self.signed.evidence,
            ask=ask,
        )
        reply = await self.parts.replies.wait(self.parts.node.writer.submit(command))
        media_type = JSON if reply.status < 400 else MEDIA_TYPE  # noqa: PLR2004 - the first refusal
        return Response(reply.body, reply.status, media_type=media_type)


def malformed(errors: Any) -> Refused:
    """Name the first wrong part of a body or query, never its value."""
    first = errors[0]
    where = [part for part in first["loc"] if part not in {"body", "query", "path", "header"}]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return refuse(Code.MALFORMED, at=path.removeprefix("."), reason=str(first["type"]))


async def _signed_read(request: Request) -> Reader:
    parts = parts_of(request)
    return Reader(parts, parts.authenticator.read(request).key)


async def _signed_write(request: Request) -> Write:
    parts = parts_of(request)
    write = parts.authenticator.write(request, await request.body())
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise refuse(Code.MALFORMED, at="content-type")
    # PostgreSQL can't keep a NUL, and the route is compared with what was kept.
    route = f"{request.method} {request.scope['path']}".replace("\0", "\ufffd")
    return Write(parts, write.signed, write.request_id, write.body, route)


async def known_query(request: Request) -> None:
    """Refuse parameters that the route does not have, and those that stand twice.

    Raises:
        Refused: MALFORMED at the parameter.
    """
    if not request.scope["query_string"]:
        return
    known = _query_names(request)
    names = [name for name, _ in request.query_params.multi_items()]
    for name in names:
        if name not in known or names.count(name) > 1:
            raise refuse(Code.MALFORMED, at=name)


def _query_names(request: Request) -> set[str]:
    pending = [request.scope["route"].dependant]
    names: set[str] = set()
    while pending:
        dependant = pending.pop()
        names |= {parameter.alias for parameter in dependant.query_params}
        pending += dependant.dependencies
    return names


class SignedRoute(APIRoute):
    """A route that is called at once where its function takes a `Writing` and nothing else.

    FastAPI's search for arguments takes as long as checking the signature.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        if [*signature(self.endpoint).parameters] != ["write"]:
            return super().get_route_handler()
        endpoint: Callable[[Write], Awaitable[Response]] = self.endpoint

        async def answered(request: Request) -> Response:
            await known_query(request)
            return await endpoint(await _signed_write(request))

        return answered


def versioned(tag: str, prefix: str = "") -> APIRouter:
    """Make the router of a part of the API, for `create_app` to take its routes as they are.

    They name the API's version themselves: FastAPI looks through an included router for changes
    at each request, which takes as long as checking a signature.
    """
    return APIRouter(
        prefix=f"/v1{prefix}",
        tags=[tag],
        route_class=SignedRoute,
        dependencies=[Depends(known_query)],
        generate_unique_id_function=lambda route: route.name,
    )


Reading = Annotated[Reader, Depends(_signed_read)]
Writing = Annotated[Write, Depends(_signed_write)]
