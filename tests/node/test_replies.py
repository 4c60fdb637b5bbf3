"""Replies reach the loop that waits for them, and nobody is hurt where nobody waits any more."""

import asyncio
from concurrent.futures import Future

import pytest

from qwallet_desktop.node.commands import Reply
from qwallet_desktop.node.replies import Replies

REPLY = Reply(201, b"{}")


def give(futures: list[Future[Reply]]) -> None:
    for future in futures:
        future.set_result(REPLY)


@pytest.mark.asyncio
async def test_replies_that_came_together_are_all_handed_out() -> None:
    replies = Replies()
    futures: list[Future[Reply]] = [Future() for _ in range(5)]
    waiting = asyncio.gather(*(replies.wait(future) for future in futures))
    await asyncio.sleep(0)
    await asyncio.to_thread(give, futures)
    assert await waiting == [REPLY] * 5


@pytest.mark.asyncio
async def test_a_request_that_went_away_does_not_cancel_its_decision() -> None:
    replies = Replies()
    future: Future[Reply] = Future()
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(replies.wait(future))
        await asyncio.sleep(0)
        waiting.cancel()
    assert not future.cancelled()
    future.set_result(REPLY)
    later: Future[Reply] = Future()
    later.set_result(REPLY)
    assert await replies.wait(later) is REPLY


def test_a_reply_after_the_loop_has_closed_is_dropped() -> None:
    replies = Replies()
    future: Future[Reply] = Future()

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(replies.wait(future), 0)
        # Begun, so that the reply has somebody to go to.
        waiting = asyncio.wait_for(replies.wait(future), 0.001)
        with pytest.raises(TimeoutError):
            await waiting

    with asyncio.Runner() as runner:
        runner.run(leave())
    future.set_result(REPLY)
    assert future.result() is REPLY
