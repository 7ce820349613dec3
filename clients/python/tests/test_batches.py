"""Tests of batches with a server that refuses values as unavailable."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from feedhorn import Feedhorn, FeedhornError, Publisher, Receipt

MAX_BATCH = 500


class Server(ThreadingHTTPServer):
    """A server that refuses the values from a number on, in its next answers, as unavailable."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.published: list[Any] = []
        self.receipts: dict[str, dict[str, Any]] = {}
        self.batches: list[int] = []
        self.unavailable_from = 0
        self.unavailable_answers = 0
        self.limits_repetitions = False

    def answer(self, key: str, lines: list[bytes]) -> str:
        self.batches.append(len(lines))
        refuses = self.unavailable_answers > 0
        self.unavailable_answers -= 1
        return "".join(
            json.dumps(self.result(f"{key} {index}", json.loads(line), refuses)) + "\n"
            for index, line in enumerate(lines)
        )

    def result(self, key: str, value: dict[str, Any], refuses: bool) -> dict[str, Any]:
        if key in self.receipts:
            if self.limits_repetitions:
                return {"code": "rate_limited", "detail": "too fast"}
            return self.receipts[key]
        if refuses and value["data"] >= self.unavailable_from:
            return {"code": "unavailable", "detail": "The disk is full."}
        self.published.append(value["data"])
        seq = len(self.published)
        receipt = {"topic": value["topic"], "offset": seq, "seq": seq, "cursor": f"{seq}", "ts": 1}
        self.receipts[key] = receipt
        return receipt


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.answer(self.headers["Idempotency-Key"], body.splitlines()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def publish_many(
    asynchronous: bool, server: Server, count: int, attempts: int, key: str | None = None
) -> list[Receipt | FeedhornError]:
    values = [("n.x", n) for n in range(count)]

    async def run() -> list[Receipt | FeedhornError]:
        async with Feedhorn(server.url, attempts=attempts) as feed:
            return await feed.publish_many(values, key)

    if asynchronous:
        return asyncio.run(run())
    with Publisher(server.url, attempts=attempts) as publisher:
        return publisher.publish_many(values, key)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("limits_repetitions", [False, True])
def test_a_batch_with_unavailable_values_is_sent_again(
    asynchronous: bool, limits_repetitions: bool, server: Server
) -> None:
    server.unavailable_from = 200
    server.unavailable_answers = 1
    server.limits_repetitions = limits_repetitions

    results = publish_many(asynchronous, server, 2 * MAX_BATCH, attempts=2)

    assert server.published == list(range(2 * MAX_BATCH))
    assert server.batches == [MAX_BATCH, MAX_BATCH, MAX_BATCH]
    receipts = [result for result in results if isinstance(result, Receipt)]
    assert [receipt.seq for receipt in receipts] == list(range(1, 2 * MAX_BATCH + 1))


@pytest.mark.parametrize("asynchronous", [False, True])
def test_no_batch_is_published_before_a_value_that_stays_unavailable(
    asynchronous: bool, server: Server
) -> None:
    count = 2 * MAX_BATCH + 50
    server.unavailable_from = 200
    server.unavailable_answers = 1

    results = publish_many(asynchronous, server, count, attempts=1, key="k")

    assert server.published == list(range(200))
    assert server.batches == [MAX_BATCH]
    errors = [result for result in results if isinstance(result, FeedhornError)]
    assert len(results) == count and len(errors) == count - 200
    assert {error.code for error in errors} == {"unavailable"}
    assert errors[0].detail == "The disk is full."
    assert errors[-1].detail.startswith("Not sent, because an earlier value was refused")

    repeated = publish_many(asynchronous, server, count, attempts=1, key="k")

    assert server.published == list(range(count))
    assert all(isinstance(result, Receipt) for result in repeated)
