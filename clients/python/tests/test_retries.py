"""Tests of pauses and connections against the server of the variable FEEDHORN_URL."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate

import pytest
from test_client import TRANSPORTS, URL, new_topic, take

from feedhorn import Feedhorn, Transport
from feedhorn import _requests as requests
from feedhorn._types import seconds_of


class PausedError(Exception):
    """Ends a test at the first pause."""


def test_retry_after_is_a_number_or_a_date() -> None:
    now = time.time()

    assert seconds_of("7") == 7
    assert 50 < seconds_of(formatdate(now + 60, usegmt=True)) <= 60
    assert 50 < seconds_of(formatdate(now + 60)) <= 60
    assert seconds_of(formatdate(now - 60, usegmt=True)) == 0
    assert [seconds_of(text) for text in (None, "", "-1", "soon", "\u0663")] == [0] * 5


@pytest.mark.parametrize("transport", [None, *TRANSPORTS])
def test_another_attempt_is_not_made_before_retry_after(
    transport: Transport | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    date = formatdate(time.time() + 3_600, usegmt=True)
    pauses: list[float] = []

    async def unavailable(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 503 Busy\r\nRetry-After: {date}\r\nContent-Length: 0\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode())
        writer.close()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        raise PausedError

    async def run() -> None:
        server = await asyncio.start_server(unavailable, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, Feedhorn(f"http://127.0.0.1:{port}") as feed:
            monkeypatch.setattr(asyncio, "sleep", sleep)
            if transport is None:
                await feed.publish("a.b", 1)
            else:
                await anext(feed.subscribe("a.b", transport=transport))

    with pytest.raises(PausedError):
        asyncio.run(run())

    assert len(pauses) == 1 and 60 <= pauses[0] < 61


def test_the_pauses_begin_again_after_a_connection_that_worked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> None:
        async with Feedhorn(URL) as feed, feed.subscribe(new_topic()) as updates:
            updates._failures = 7
            monkeypatch.setattr(requests, "pause", lambda attempt, failure: 0)

            updates._opened = time.monotonic()
            await updates._pause("a cut at once")
            assert updates._failures == 8

            updates._opened = time.monotonic() - 60
            await updates._pause("a cut after a minute")
            assert updates._failures == 1

    asyncio.run(run())


def test_there_are_more_streams_than_connections_by_default() -> None:
    topic, count = new_topic(), 110

    async def run() -> None:
        async with Feedhorn(URL) as feed:
            await feed.publish(topic, 1)
            streams = [feed.subscribe(topic, transport="sse") for _ in range(count)]
            try:
                for stream in streams:
                    assert [u.data for u in await take(stream, 1)] == [1]
                await feed.publish(topic, 2)
            finally:
                for stream in streams:
                    await stream.aclose()

    asyncio.run(run())
