"""A server on loopback, on a loop and a thread of its own, that ends with the test."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

Accepted = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def serving(accepted: Accepted) -> Iterator[int]:
    """Let `accepted` answer each connection, and close it then; gives the port."""
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = []
    ready = threading.Event()
    # asyncio itself forgets a connection's task once the other side has gone, whatever it waits for.
    answering: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        with suppress(OSError, EOFError, asyncio.LimitOverrunError, asyncio.CancelledError):
            await accepted(reader, writer)
        # Not waited for: the other side may be long gone.
        writer.close()
        answering.discard(asyncio.current_task())

    async def run() -> None:
        ending = asyncio.Event()
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        begun.append((asyncio.get_running_loop(), ending, server.sockets[0].getsockname()[1]))
        ready.set()
        await ending.wait()
        server.close()
        # What is just being accepted comes to be a task only now.
        await asyncio.sleep(0)
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)

    def run_it() -> None:
        with asyncio.Runner() as runner:
            runner.run(run())

    thread = threading.Thread(target=run_it, name="loopback-server")
    thread.start()
    ready.wait()
    loop, ending, port = begun[0]
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join()
