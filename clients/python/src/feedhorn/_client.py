"""The client for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx

from . import _requests as requests
from ._subscription import Subscription, Transport
from ._types import FeedhornError, History, Json, Reader, Receipt, Topic, Update


class Feedhorn:
    """A client of one server. Used in one event loop, by any number of tasks."""

    def __init__(self, url: str, token: str | None = None, attempts: int = 4) -> None:
        """``attempts`` is how often a request is sent that can succeed later."""
        self._url = url.rstrip("/")
        self._token = token
        self._attempts = attempts
        self._http = httpx.AsyncClient(
            base_url=self._url,
            headers=requests.authorization(token),
            timeout=requests.TIMEOUT,
            limits=requests.LIMITS,
        )

    async def publish(self, topic: str, data: Json, key: str | None = None) -> Receipt:
        """Publishes a value. A repetition with the same key within 10 minutes has no effect."""
        response = await self._send("POST", **requests.publish_request(topic, data, key))
        return Receipt.of(response.json())

    async def publish_many(
        self, values: Iterable[tuple[str, Json]], key: str | None = None
    ) -> list[Receipt | FeedhornError]:
        """Publishes pairs of topic and value in order. Returns a receipt or an error for each.

        After a value that stays ``unavailable`` no further batch is sent.
        """
        results: list[Receipt | FeedhornError] = []
        for request in requests.batch_requests(values, key):
            if requests.is_unavailable(results[-requests.MAX_BATCH :]):
                results += requests.not_sent(requests.line_count(request))
            else:
                results += await self._send_batch(request)
        return results

    async def _send_batch(self, request: dict[str, Any]) -> list[Receipt | FeedhornError]:
        results = requests.batch_results(await self._send("POST", **request))
        for attempt in range(1, self._attempts):
            if not requests.is_unavailable(results):
                break
            await asyncio.sleep(requests.pause(attempt))
            newest = requests.batch_results(await self._send("POST", **request))
            results = requests.merged(results, newest)
        return results

    def subscribe(
        self,
        *patterns: str,
        since: str | None = None,
        reader: str | None = None,
        conflate: bool = False,
        max_rate: float | None = None,
        delta: bool = False,
        transport: Transport = "websocket",
    ) -> Subscription:
        """Subscribes to topics and patterns.

        Begins with the newest update of each topic; after ``since``, a cursor or ``earliest``; or
        after the position that ``reader`` has acknowledged. With ``delta`` the server sends the
        changes of large values; updates are complete all the same. See :class:`Subscription`.
        """
        options: dict[str, Any] = {"since": since, "reader": reader, "maxRate": max_rate}
        options["conflate"] = conflate or None
        options["delta"] = delta or None
        return Subscription(self._url, self._http, self._token, patterns, options, transport)

    async def topics(self, match: str | None = None) -> AsyncIterator[Topic]:
        """Lists topics, all or those of a pattern."""
        query = {"match": match} if match else {}
        more = True
        while more:
            page = (await self._send("GET", "/v1/topics", params=query)).json()
            for fields in page["topics"]:
                yield Topic(**{name: fields[name] for name in Topic.__dataclass_fields__})
            more = page.get("next") is not None
            query["after"] = page.get("next") or ""

    async def snapshot(self, topic: str) -> Update | None:
        """Returns the newest update of a topic, or None."""
        try:
            return Update.of((await self._send("GET", requests.topic_path(topic))).json())
        except FeedhornError as error:
            if error.code == "not_found":
                return None
            raise

    async def history(self, topic: str, limit: int | None = None) -> History:
        """Returns the newest updates of a topic, up to 8 MiB: all that are kept or ``limit``."""
        query = {} if limit is None else {"limit": limit}
        path = requests.topic_path(topic) + "/history"
        page = (await self._send("GET", path, params=query)).json()
        updates = [Update.of(update) for update in page["updates"]]
        return History(page["cursor"], updates, page.get("more", False))

    async def reader(self, name: str) -> Reader:
        """Returns the acknowledged position of a reader and its unread updates."""
        fields = (await self._send("GET", "/v1/readers/" + quote(name, safe=""))).json()
        return Reader(fields["cursor"], fields["unread"])

    async def acknowledge(self, reader: str, cursor: str) -> str:
        """Moves a reader forward to a cursor. Returns its position, which never moves back."""
        path = f"/v1/readers/{quote(reader, safe='')}/ack"
        answer: dict[str, Any] = (await self._send("POST", path, json={"cursor": cursor})).json()
        return str(answer["cursor"])

    async def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        # Each request can be repeated: those that publish have an idempotency key.
        for attempt in range(1, self._attempts + 1):
            try:
                return requests.checked(await self._http.request(method, url, **options))
            except (httpx.TransportError, FeedhornError) as failure:
                refused = isinstance(failure, FeedhornError) and not failure.temporary
                if refused or attempt == self._attempts:
                    raise
                await asyncio.sleep(requests.pause(attempt, failure))
        raise ValueError(f"attempts must be at least 1, not {self._attempts}")

    async def aclose(self) -> None:
        """Closes the connections of requests. Subscriptions are closed by themselves."""
        await self._http.aclose()

    async def __aenter__(self) -> Feedhorn:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
