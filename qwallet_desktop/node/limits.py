"""Refuses bodies that are too large or nested too deeply before anything else looks at them."""

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qwallet_desktop.domain.problems import Code, Problem
from qwallet_desktop.node.problems import MEDIA_TYPE, problem_json

LARGEST_BODY = 2 * 1024 * 1024
"""A batch in UTF-8 takes 1.4 MiB at most: 1,000 payments with memos of 280 characters that take four bytes each."""

DEEPEST = 16
# A string to its end or the text's, so that each character is looked at once; or one bracket.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


class BodyLimits:
    """ASGI middleware: reads a body whole, up to the limits, and hands it on in one piece."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or not _may_have_body(scope):
            await self._app(scope, receive, send)
            return
        body = b"" if _declared_length(scope) > LARGEST_BODY else await _read(receive)
        if body is None:
            return
        problem = _judge(body, _declared_length(scope))
        if problem is not None:
            await _refuse(problem)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)


def depth(body: bytes) -> int:
    """Return how deeply brackets nest, counted no further than one past the limit."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return 0
    deepest = level = 0
    for token in _TOKEN.finditer(body):
        if token[0] in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif token[0] in b"]}":
            level -= 1
        if deepest > DEEPEST:
            break
    return deepest


def _judge(body: bytes, declared: int) -> Problem | None:
    if max(len(body), declared) > LARGEST_BODY:
        return Problem(Code.BODY_TOO_LARGE, {"longest": str(LARGEST_BODY)})
    if depth(body) > DEEPEST:
        return Problem(Code.MALFORMED, {"deepest": str(DEEPEST)}, "body")
    return None


def _may_have_body(scope: Scope) -> bool:
    return any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def _read(receive: Receive) -> bytes | None:
    """Read a body, no further than one piece past the limit; None if the client went away."""
    pieces = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces += message.get("body", b"")
        if len(pieces) > LARGEST_BODY or not message.get("more_body", False):
            return bytes(pieces)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def _refuse(problem: Problem) -> Response:
    # What is left of the body stays unread, so the connection can't serve another request.
    return Response(
        problem_json(problem),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"connection": "close"},
    )
