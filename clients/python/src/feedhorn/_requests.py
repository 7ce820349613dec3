"""Requests to publish, without input and output, for the two clients that send them."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import httpx

from ._types import FeedhornError, Json, Receipt, seconds_of

TIMEOUT = httpx.Timeout(10)
MAX_RETRY_AFTER = 60.0
# Subscriptions over SSE have a connection each, so their number has no limit.
LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
MAX_BATCH = 500
UNAVAILABLE = "unavailable"
# Of the lines together; a batch of one line may have more. The server accepts 8 MiB.
MAX_BATCH_BYTES = 1024 * 1024


def encode(value: object) -> str:
    """Returns JSON; NaN and infinities, which are not JSON, are refused with ValueError."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def authorization(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def topic_path(topic: str) -> str:
    return "/v1/topics/" + quote(topic, safe="")


def publish_headers(content_type: str, key: str) -> dict[str, bytes]:
    """Returns the header; a key has any characters, although httpx refuses them in text."""
    return {"Content-Type": content_type.encode(), "Idempotency-Key": key.encode()}


def publish_request(topic: str, data: Json, key: str | None) -> dict[str, Any]:
    """Returns a request with a key, so that it can be repeated."""
    headers = publish_headers("application/json", key or str(uuid.uuid4()))
    return {"url": topic_path(topic), "content": encode(data).encode(), "headers": headers}


def batch_requests(values: Iterable[tuple[str, Json]], key: str | None) -> Iterator[dict[str, Any]]:
    """Returns requests of at most 500 values and about 1 MiB, each with a key of its own."""
    lines = [encode({"topic": topic, "data": data}).encode() for topic, data in values]
    base = key or str(uuid.uuid4())
    start = 0
    while start < len(lines):
        end = batch_end(lines, start)
        body = b"".join(line + b"\n" for line in lines[start:end])
        headers = publish_headers("application/x-ndjson", f"{base}-{start}")
        yield {"url": "/v1/publish", "content": body, "headers": headers}
        start = end


def batch_end(lines: list[bytes], start: int) -> int:
    """Returns the index after the last line of the batch that begins at an index."""
    end, size = start + 1, len(lines[start])
    while end < len(lines) and end - start < MAX_BATCH and size + len(lines[end]) < MAX_BATCH_BYTES:
        size += len(lines[end])
        end += 1
    return end


def line_count(request: dict[str, Any]) -> int:
    """Returns the number of values of a batch."""
    return int(request["content"].count(b"\n"))


def batch_results(response: httpx.Response) -> list[Receipt | FeedhornError]:
    """Returns a receipt or an error for each line."""
    results: list[Receipt | FeedhornError] = []
    for line in response.content.splitlines():
        fields = json.loads(line)
        refused = "code" in fields
        results.append(FeedhornError.of(line.decode()) if refused else Receipt.of(fields))
    return results


def is_unavailable(results: list[Receipt | FeedhornError]) -> bool:
    """Returns True if a value after these could be published before one of them."""
    return any(isinstance(each, FeedhornError) and each.code == UNAVAILABLE for each in results)


def merged(
    before: list[Receipt | FeedhornError], newest: list[Receipt | FeedhornError]
) -> list[Receipt | FeedhornError]:
    """Returns the results of a repeated batch. What was published before stays so."""
    return [
        old if isinstance(old, Receipt) else new for old, new in zip(before, newest, strict=True)
    ]


def not_sent(count: int) -> list[Receipt | FeedhornError]:
    """Returns the results of a batch after a value that stays unavailable."""
    reason = "Not sent, because an earlier value was refused; publish again in order."
    return [FeedhornError(UNAVAILABLE, reason) for _ in range(count)]


def checked(response: httpx.Response) -> httpx.Response:
    if response.is_success:
        return response
    raise refusal(response)


def refusal(response: httpx.Response) -> FeedhornError:
    retry_after = seconds_of(response.headers.get("Retry-After"))
    return FeedhornError.of(response.text, response.status_code, retry_after)


def pause(attempt: int, failure: object = None) -> float:
    """Returns the seconds before another attempt.

    Up to twice as long each time, at most 10, and after the time that a server asks for, at most 60.
    """
    own = min(10.0, 0.25 * 2.0 ** min(attempt, 16)) * random.uniform(0.5, 1)
    asked = failure.retry_after if isinstance(failure, FeedhornError) else 0
    return min(MAX_RETRY_AFTER, asked) + own
