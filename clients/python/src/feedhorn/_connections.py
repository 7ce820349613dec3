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
    """A cursor that advances with updates."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        self.recovered: bool | None = None

    def advance(self, feed: str, offset: int) -> None:
        """Moves one feed to an offset of the same epoch."""
        self._replace(feed, lambda part: f"{feed}:{part.split(':')[1]}:{offset}")

    def merge(self, cursor: str) -> None:
        """Replaces the positions of the feeds that a cursor names."""
        for changed in cursor.split(","):
            feed = changed.split(":")[0]
            if any(part.startswith(feed + ":") for part in self.cursor.split(",")):
                self._replace(feed, lambda part, changed=changed: changed)
            else:
                self.cursor = f"{self.cursor},{changed}" if self.cursor else changed

    def start(self, since: str | None, subscribed: str) -> None:
        """Begins at the requested position of each feed whose epoch is the same, else at the new."""
        wanted = {tuple(part.split(":")[:2]): part for part in (since or "").split(",")}
        parts = []
        for part in subscribed.split(","):
            feed, epoch, _ = part.split(":")
            begin = f"{feed}:{epoch}:0" if since == "earliest" else part
            parts.append(wanted.get((feed, epoch), begin))
        self.cursor = ",".join(parts)

    def _replace(self, feed: str, change: Any) -> None:
        parts = self.cursor.split(",")
        self.cursor = ",".join(
            change(part) if part.startswith(feed + ":") else part for part in parts
        )


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
        async for text in socket:
            message = json.loads(text)
            kind = message["type"]
            if kind == "update":
                update = Update.of(deltas.complete(message) if deltas else message)
                position.advance(update.feed, update.offset)
                yield update
            elif kind == "subscribed":
                begin = message.get("from") or request.get("since")
                position.start(begin, message["cursor"])
                position.recovered = message.get("recovered")
            elif kind == "reset":
                position.recovered = False
                position.merge(message["cursor"])
            elif kind == "error":
                raise FeedhornError(message["code"], message.get("message", ""))


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
            raise FeedhornError.of(response.text, response.status_code)
        resumes = "since" in request or "reader" in request
        position.recovered = True if resumes and request.get("since") != "earliest" else None
        async for event in events(response.aiter_bytes()):
            if event["event"] == "unavailable":
                raise FeedhornError.of(event["data"])
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
