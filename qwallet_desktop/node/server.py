"""The node's HTTP face: puts routes, limits and problems together, and serves them."""

import asyncio
import gc
import logging
import os
import socket
import traceback
from http import HTTPStatus
from types import FrameType

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import qwallet_desktop
from qwallet_desktop.domain.problems import Code, Problem, Refused
from qwallet_desktop.node.access import Parts, malformed, parts_of
from qwallet_desktop.node.authentication import Authenticator
from qwallet_desktop.node.core import Node
from qwallet_desktop.node.documentation import describe
from qwallet_desktop.node.limits import BodyLimits
from qwallet_desktop.node.problems import MEDIA_TYPE, problem_json
from qwallet_desktop.node.replies import Replies
from qwallet_desktop.node.routes import (
    audit,
    consent,
    contacts,
    events,
    explanations,
    groups,
    identities,
    items,
    limits,
    nodes,
    notifications,
    tokens,
    transfers,
    wallets,
    what_if,
)
from qwallet_desktop.node.stream import EventHub
from qwallet_desktop.node.visibility import Visibility

IDLE_SECONDS = 1.0
GRACE_SECONDS = 1
BACKLOG = 1024
ROUTERS = (
    transfers,
    wallets,
    limits,
    consent,
    events,
    notifications,
    items,
    identities,
    groups,
    tokens,
    audit,
    contacts,
    what_if,
    explanations,
    nodes,
)
"""In the order in which an address is compared with theirs: what is asked for most comes first."""

_logger = logging.getLogger(__name__)


def create_app(node: Node, launch_secret: bytes | None) -> FastAPI:
    """Build the app that serves an open node.

    Args:
        node: Stays the caller's to close, after the app.
        launch_secret: Lets whoever knows it register identities; None where only links do.
    """
    app = FastAPI(
        title="Qwallet node",
        version=qwallet_desktop.__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # Nothing of what people do here goes elsewhere, whatever the environment asks for.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    hub = EventHub()
    authenticator = Authenticator(node.node_id, node.started_at, node.clock)
    app.state.parts = Parts(node, authenticator, hub, Replies(), Visibility(node.access_version), launch_secret)
    app.state.stop_listening = node.on_commit(hub.wake)
    for routes in ROUTERS:
        app.router.routes.extend(routes.router.routes)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _not_routed)
    app.add_middleware(BodyLimits)
    app.add_middleware(FailureGuard)
    app.openapi = describe(app)  # type: ignore[method-assign]  # FastAPI's way to extend it
    return app


def close_app(app: FastAPI) -> None:
    """End the app's streams and let go of the node's writer."""
    app.state.parts.hub.close()
    app.state.stop_listening()


class FailureGuard:
    """ASGI middleware: what nobody expected becomes INTERNAL, and a log line without its values."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a problem
            _report(scope, error)
            if not begun and scope["type"] == "http":
                await _problem(Problem(Code.INTERNAL))(scope, receive, send)


class NodeServer(uvicorn.Server):
    """Serves an app until told to stop; a stop ends its streams and is no error."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                # Nobody stands between: what a header says of the client's address is not believed.
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._app = app
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until stopped, in a process that does nothing else."""
        settle_memory()
        super().run(sockets)

    def stop(self) -> None:
        """Let `run` return soon. May be called from any thread, also before it has begun."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop on a signal; unlike uvicorn's own, without dying of it afterwards."""
        self.stop()

    async def main_loop(self) -> None:
        """Wait to be stopped; uvicorn's own wakes ten times a second for the Date header."""
        self._loop = asyncio.get_running_loop()
        while not self.should_exit:
            await self.on_tick(0)
            try:
                await asyncio.wait_for(self._stopped.wait(), IDLE_SECONDS)
            except TimeoutError:
                continue

    async def shutdown(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """End the streams, then wait for what is being answered."""
        close_app(self._app)
        await super().shutdown(sockets)  # type: ignore[arg-type]


def settle_memory() -> None:
    """Let the collector of cycles leave alone what is loaded by now and stays.

    Else it looks through all of it again and again, as decisions make many objects in a short time.
    """
    gc.collect()
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """Open the socket to serve on; port 0 takes a free one.

    Raises:
        OSError: The address is not this computer's, or is taken.
    """
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # The protocol must be named: asyncio sends small answers at once (TCP_NODELAY) only on sockets
    # that say that they are TCP. Without it every answer waits 40 ms for the client's delayed ACK.
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _problem(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    return Response(problem_json(problem), problem.status, headers, MEDIA_TYPE)


def _refused(request: Request, error: Exception) -> Response:
    problem = error.problem if isinstance(error, Refused) else Problem(Code.INTERNAL)
    # A client whose clock is off can sign with the node's time the next time.
    expired = problem.code is Code.SIGNATURE_EXPIRED
    time = parts_of(request).node.clock() if expired else None
    return Response(problem_json(problem, time), problem.status, media_type=MEDIA_TYPE)


def _invalid(_request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    return _problem(malformed(errors).problem)


def _not_routed(_request: Request, error: Exception) -> Response:
    """Answer what Starlette's router refuses: an unknown address or method."""
    status = error.status_code if isinstance(error, HTTPException) else 0
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    match status:
        case HTTPStatus.NOT_FOUND:
            return _problem(Problem(Code.NOT_FOUND), headers)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return _problem(Problem(Code.METHOD_NOT_ALLOWED), headers)
        case _:
            return _problem(Problem(Code.MALFORMED), headers)


def _report(scope: Scope, error: Exception) -> None:
    """Log where it failed, but not with what: messages of exceptions quote values."""
    route = getattr(scope.get("route"), "path", "")
    stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _logger.error("a request failed: %s, %s at %s", route, type(error).__name__, " < ".join(stack))
