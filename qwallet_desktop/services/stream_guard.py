"""Watches the bytes of an event stream: silence that lasts too long, and an event that never ends."""

import asyncio
from collections.abc import AsyncIterator

import httpx

from qwallet_desktop.services.errors import answer_invalid

SILENCE_SECONDS = 40.0
"""The node sends a comment every 15 s when it has nothing to say."""

LARGEST_EVENT = 1024 * 1024


class GuardedStream(httpx.AsyncByteStream):
    """Passes an answer's bytes on as they come.

    Iterating raises `TimeoutError` after 40 s of silence, and ServiceError NODE_ANSWER_INVALID
    for a megabyte without the blank line that ends an event.

    Attributes:
        pieces: How many pieces have come; the second one shows that the connection lives.
    """

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self.pieces = 0
        self._stream = stream
        self._open_bytes = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces as they come."""
        pieces = aiter(self._stream)
        while True:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    piece = await anext(pieces)
            except StopAsyncIteration:
                return
            self._measure(piece)
            yield piece

    def _measure(self, piece: bytes) -> None:
        self.pieces += 1
        end = max(piece.rfind(b"\n\n"), piece.rfind(b"\r\n\r\n"))
        self._open_bytes = len(piece) - end if end >= 0 else self._open_bytes + len(piece)
        if self._open_bytes > LARGEST_EVENT:
            raise answer_invalid(about="event")

    async def aclose(self) -> None:
        """Close the answer."""
        await self._stream.aclose()
