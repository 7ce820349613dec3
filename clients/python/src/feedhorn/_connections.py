"""One connection of a subscription, over each transport."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from . import _requests as requests
from ._deltas import Deltas
from ._types import FeedhornError, Update

# Longer than the heartbeat of a stream, at most 15 s.
READ_TIMEOUT = httpx.Timeout(10, read=45)
MAX_MESSAGE_BYTES = 64 * 1024 * 1024


class Position:
    """The cursor of a subscription.

    On a WebSocket, snapshots and missed updates come after the cursor of the live updates. Until
    the first update of a feed, or the end of the replay, the feed has the position of the request,
    or none: a subscription that resumes then gets the replay again.
    """

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        self.recovered: bool | None = None
        self.replayed = 0
        self._live: dict[str, str] = {}
        self._undetermined: set[str] = set()

    @property
    def determined(self) -> bool:
        """True if the cursor does not depend on the end of the replay."""
        return not self._undetermined

    def start(self, since: str | None, subscribed: str) -> None:
        """Begins at the requested positions; ``subscribed`` is the start of the live updates."""
        wanted = positions(since or "")
        self._live = positions(subscribed)
        self._undetermined.clear()
        begin = {}
        for feed, live in self._live.items():
            epoch, _, newest = live.partition(":")
            known = f"{epoch}:00" if since == "earliest" else wanted.get(feed, "")
            if known:
                begin[feed] = known
            same, _, offset = known.partition(":")
            if same != epoch or is_partial(offset) or int(offset) > int(newest):
                self._undetermined.add(feed)
        self.cursor = formatted(begin)

    def reset(self, cursor: str) -> None:
        """Continues with other logs, of which the snapshots follow."""
        self._live |= positions(cursor)
        self._undetermined |= set(positions(cursor))

    def advance(self, feed: str, offset: int) -> None:
        """Moves one feed to an update."""
        if feed in self._live:
            epoch, _, newest = self._live[feed].partition(":")
            self.replayed += offset <= int(newest)
            before = positions(self.cursor)
            same, _, reached = before.get(feed, "").partition(":")
            partial = same == epoch and is_partial(reached) and offset < int(newest)
            if not partial:
                self._undetermined.discard(feed)
            zero = "0" if partial else ""
            self.cursor = formatted({**before, feed: f"{epoch}:{zero}{offset}"})

    def end_replay(self) -> None:
        """Moves the feeds whose replay had no updates to the start of the live updates."""
        ends = {feed: self._live[feed] for feed in self._undetermined}
        self._undetermined.clear()
        self.cursor = formatted({**positions(self.cursor), **ends})


def positions(cursor: str) -> dict[str, str]:
    """Returns the position of each feed, ``epoch:offset``."""
    parts = (part.partition(":") for part in cursor.split(","))
    return {feed: position for feed, _, position in parts if position}


def is_partial(offset: str) -> bool:
    """A leading zero marks a reader of all of history that has not finished it."""
    return len(offset) > 1 and offset.startswith("0")


def formatted(by_feed: dict[str, str]) -> str:
    return ",".join(f"{feed}:{position}" for feed, position in sorted(by_feed.items()))


async def web_socket(
    url: str, token: str | None, request: dict[str, Any], position: Position
) -> AsyncGenerator[Update, None]:
    """Reads a WebSocket. Its pings detect a server that has disappeared."""
    deltas = Deltas() if request.get("delta") else None
    async with connect(
        "ws" + url.removeprefix("http") + "/v1/ws",
        subprotocols=[Subprotocol("feedhorn.v1")],
        additional_headers=requests.authorization(token),
        max_size=MAX_MESSAGE_BYTES,
    ) as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": 1, **request}))
        last_id, replayed = 1, 0
        async for text in socket:
            message = json.loads(text)
            kind = message["type"]
            if kind == "update":
                update = Update.of(deltas.complete(message) if deltas else message)
                position.advance(update.feed, update.offset)
                yield update
                continue
            if kind == "subscribed":
                begin = message.get("from") or request.get("since")
                position.start(begin, message["cursor"])
                position.recovered = message.get("recovered")
            elif kind == "reset":
                position.recovered = False
                position.reset(message["cursor"])
            elif kind == "error":
                raise FeedhornError(message["code"], message.get("message", ""))
            elif kind == "pong" and message["id"] == last_id:
                # Replayed updates that wait for the connection may come after the answer.
                if position.replayed == replayed:
                    position.end_replay()
            else:
                continue
            if not position.determined:
                last_id, replayed = last_id + 1, position.replayed
                await socket.send(json.dumps({"type": "ping", "id": last_id}))


async def event_stream(
    http: httpx.AsyncClient, request: dict[str, Any], position: Position
) -> AsyncGenerator[Update, None]:
    """Reads Server-Sent Events. Heartbeats detect a server that has disappeared."""
    query = {**request, "topics": ",".join(request["topics"])}
    query |= {name: "true" for name in ("conflate", "delta") if request.get(name)}
    deltas = Deltas() if request.get("delta") else None
    async with http.stream(
        "GET", "/v1/stream", params=query, headers={"Accept": "text/event-stream"}, timeout=READ_TIMEOUT
    ) as response:
        if response.status_code != 200:
            await response.aread()
            raise requests.refusal(response)
        resumes = "since" in request or "reader" in request
        position.recovered = True if resumes and request.get("since") != "earliest" else None
        async for event in events(response.aiter_bytes()):
            if event["event"] == "unavailable":
                retry = event.get("retry", "")
                seconds = float(retry) / 1000 if retry.isdigit() else 0
                raise FeedhornError.of(event["data"], retry_after=seconds)
            if event["event"] == "reset":
                position.recovered = False
            update = None
            if event["event"] == "update":
                fields = json.loads(event["data"])
                update = Update.of(deltas.complete(fields) if deltas else fields)
            position.cursor = event.get("id") or position.cursor
            if update:
                yield update


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[dict[str, str]]:
    """Parses events. Only line feeds end a line: U+2028 and others may be in the data."""
    buffer = b""
    event: dict[str, str] = {}
    async for chunk in chunks:
        *lines, buffer = (buffer + chunk).split(b"\n")
        for line in lines:
            name, _, value = line.removesuffix(b"\r").decode().partition(":")
            value = value.removeprefix(" ")
            if name == "data" and "data" in event:
                event["data"] += "\n" + value
            elif name:
                event[name] = value
            elif not line.strip() and event:
                if "event" in event:
                    yield event
                event = {}
