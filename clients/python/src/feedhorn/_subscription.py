"""A subscription that reconnects at its cursor."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Any, Literal

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException

from . import _connections as connections
from . import _requests as requests
from ._types import FeedhornError, Update, seconds_of

Transport = Literal["websocket", "sse"]

# A connection that lasted as long has worked, also without an update.
STABLE_SECONDS = 20

log = logging.getLogger("feedhorn")


class Subscription:
    """Updates in order, as an asynchronous iterator that ends only if the server refuses.

    It refuses also by a close code after which a client must not reconnect: the error is
    ``unauthorized`` after 4001, when the token has expired, else ``closed``. A lost connection is
    opened again at ``cursor``, after a pause that grows to 10 seconds: no update is lost and none
    comes twice. Used by one task. Leave ``async with``, or call ``aclose``, to close its
    connection.
    """

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        token: str | None,
        patterns: tuple[str, ...],
        options: dict[str, Any],
        transport: Transport,
    ) -> None:
        if not patterns:
            raise ValueError("subscribe needs at least one topic or pattern")
        if transport not in ("websocket", "sse"):
            raise ValueError(f"transport must be 'websocket' or 'sse', not {transport!r}")
        self._url = url
        self._http = http
        self._token = token
        self._request: dict[str, Any] = {"topics": list(patterns)}
        self._request |= {name: value for name, value in options.items() if value is not None}
        self._transport = transport
        self._position = connections.Position(options["since"] or "")
        self._connection: AsyncGenerator[Update, None] | None = None
        self._failures = 0
        self._opened = 0.0

    @property
    def cursor(self) -> str:
        """The position after the last update that was returned; empty if it is not known yet."""
        return self._position.cursor

    @property
    def recovered(self) -> bool | None:
        """False if history did not reach back to the cursor of the last connection.

        The newest update of each topic then stands in for what is gone: discard everything that
        was computed from earlier updates. None if there was no cursor.
        """
        return self._position.recovered

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Update:
        while True:
            if self._connection is None:
                self._connection = self._open()
                self._opened = time.monotonic()
            try:
                update = await anext(self._connection)
                self._failures = 0
                return update
            except (OSError, WebSocketException, httpx.TransportError) as failure:
                reason: Exception = failure
                if isinstance(failure, InvalidHandshake):
                    reason = self._raise_if_refused(failure) or failure
                if isinstance(failure, ConnectionClosed):
                    self._raise_if_closed_for_good(failure)
                await self._pause(reason)
            except StopAsyncIteration:
                await self._pause("the server ended the stream")
            except FeedhornError as refused:
                if not refused.temporary:
                    raise
                await self._pause(refused)

    def _open(self) -> AsyncGenerator[Update, None]:
        request = dict(self._request)
        if self.cursor:
            request["since"] = self.cursor
        if self._transport == "sse":
            return connections.event_stream(self._http, request, self._position)
        return connections.web_socket(self._url, self._token, request, self._position)

    @staticmethod
    def _raise_if_refused(failure: InvalidHandshake) -> FeedhornError | None:
        """Returns a refusal that is temporary; None if the failure is no refusal."""
        response = getattr(failure, "response", None)
        if response is not None:
            body = (response.body or b"").decode(errors="replace")
            retry_after = seconds_of(response.headers.get("Retry-After"))
            refused = FeedhornError.of(body, response.status_code, retry_after)
            if not refused.temporary:
                raise refused from None
            return refused
        return None

    @staticmethod
    def _raise_if_closed_for_good(failure: ConnectionClosed) -> None:
        """After the codes 40xx a client must not reconnect unchanged."""
        close = failure.rcvd
        if close is not None and close.code // 100 == 40:
            reason = close.reason or "closed by the server"
            code = "unauthorized" if close.code == 4001 else "closed"
            raise FeedhornError(code, f"{reason} (close code {close.code})") from None

    async def _pause(self, reason: object) -> None:
        log.warning("Connection to %s lost (%s), reconnecting.", self._url, reason)
        await self.aclose()
        if time.monotonic() - self._opened >= STABLE_SECONDS:
            self._failures = 0
        await asyncio.sleep(requests.pause(self._failures, reason))
        self._failures += 1

    async def aclose(self) -> None:
        """Closes the connection. The next update opens another one at the cursor."""
        if self._connection is not None:
            await self._connection.aclose()
            self._connection = None

    async def __aenter__(self) -> Subscription:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
