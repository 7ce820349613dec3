"""Publishing without asyncio."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import httpx

from . import _requests as requests
from ._types import FeedhornError, Json, Receipt


class Publisher:
    """A client without asyncio that publishes on one server. Safe on several threads."""

    def __init__(self, url: str, token: str | None = None, attempts: int = 4) -> None:
        """``attempts`` is how often a request is sent that can succeed later."""
        self._attempts = attempts
        self._http = httpx.Client(
            base_url=url.rstrip("/"),
            headers=requests.authorization(token),
            timeout=requests.TIMEOUT,
            limits=requests.LIMITS,
        )

    def publish(self, topic: str, data: Json, key: str | None = None) -> Receipt:
        """Publishes a value. A repetition with the same key within 10 minutes has no effect."""
        return Receipt.of(self._post(requests.publish_request(topic, data, key)).json())

    def publish_many(
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
                results += self._post_batch(request)
        return results

    def _post_batch(self, request: dict[str, Any]) -> list[Receipt | FeedhornError]:
        results = requests.batch_results(self._post(request))
        for attempt in range(1, self._attempts):
            if not requests.is_unavailable(results):
                break
            time.sleep(requests.pause(attempt))
            results = requests.merged(results, requests.batch_results(self._post(request)))
        return results

    def _post(self, request: dict[str, Any]) -> httpx.Response:
        for attempt in range(1, self._attempts + 1):
            try:
                return requests.checked(self._http.post(**request))
            except (httpx.TransportError, FeedhornError) as failure:
                refused = isinstance(failure, FeedhornError) and not failure.temporary
                if refused or attempt == self._attempts:
                    raise
                time.sleep(requests.pause(attempt, failure))
        raise ValueError(f"attempts must be at least 1, not {self._attempts}")

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Publisher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
