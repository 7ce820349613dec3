"""Tests against the server of the variable FEEDHORN_URL. Each has a topic of its own."""

from __future__ import annotations

import asyncio
import copy
import os
import random
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from cutting_proxy import cutting_proxy
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus
from websockets.http11 import Response

from feedhorn import _deltas as deltas
from feedhorn import Feedhorn, FeedhornError, Publisher, Receipt, Subscription, Transport, Update

URL = os.environ["FEEDHORN_URL"]
TIMEOUT = 60
TRANSPORTS: list[Transport] = ["websocket", "sse"]


def new_topic() -> str:
    return f"py{uuid.uuid4().hex[:12]}.Köln/^GSPC.a"


async def take(updates: AsyncIterator[Update], count: int) -> list[Update]:
    async def all_of_them() -> list[Update]:
        return [await anext(updates) for _ in range(count)]

    return await asyncio.wait_for(all_of_them(), TIMEOUT)


def test_publishes_with_and_without_asyncio() -> None:
    topic = new_topic()

    async def run() -> Receipt:
        async with Feedhorn(URL) as feed:
            return await feed.publish(topic, {"price": 1.5, "name": "Köln"})

    first = asyncio.run(run())
    with Publisher(URL) as publisher:
        second = publisher.publish(topic, None, key="k")
        repeated = publisher.publish(topic, None, key="k")

    assert (first.topic, first.seq, second.seq) == (topic, 1, 2)
    assert repeated == second


def test_publishes_batches_with_an_error_for_each_refused_value() -> None:
    topic = new_topic()
    values = [(topic, n) for n in range(600)]
    values.insert(10, ("nodots", 0))

    with Publisher(URL) as publisher:
        results = publisher.publish_many(values, key=topic)
        repeated = publisher.publish_many(values, key=topic)

    assert len(results) == 601
    assert isinstance(results[10], FeedhornError) and results[10].code == "bad_topic"
    receipts = [result for result in results if isinstance(result, Receipt)]
    assert [receipt.seq for receipt in receipts] == list(range(1, 601))
    assert [r for r in repeated if isinstance(r, Receipt)] == receipts


def test_large_values_are_published_in_several_batches() -> None:
    topic = new_topic()

    with Publisher(URL) as publisher:
        results = publisher.publish_many([(topic, "x" * 50_000)] * 400)

    receipts = [result for result in results if isinstance(result, Receipt)]
    assert [receipt.seq for receipt in receipts] == list(range(1, 401))


def test_reads_topics_history_and_snapshots() -> None:
    topic = new_topic()

    async def run() -> None:
        async with Feedhorn(URL) as feed:
            assert await feed.snapshot(topic) is None
            await feed.publish_many([(topic, 1), (topic, 2), (topic[:-1] + "b", 3)])

            history = await feed.history(topic)
            snapshot = await feed.snapshot(topic)
            names = [each.topic async for each in feed.topics(topic[:-1] + "*")]

            assert [update.data for update in history.updates] == [1, 2]
            assert [u.data for u in (await feed.history(topic, limit=1)).updates] == [2]
            assert snapshot is not None and snapshot.data == 2
            assert names == [topic, topic[:-1] + "b"]

    asyncio.run(run())


def changed(value: Any, chance: random.Random) -> Any:
    """Returns a value of the same kind with some changes."""
    value = copy.deepcopy(value)
    levels = value["levels"]
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(levels))
        kind = chance.randrange(4)
        if kind == 0:
            levels.insert(at, {"a/b~": chance.random(), "": [None]})
        elif kind == 1 and len(levels) > 10:
            del levels[at]
        else:
            levels[at] = [str(chance.random()), chance.randrange(100), None]
    value[chance.choice(["é", "x", "a b"])] = chance.choice([None, True, 1.10, {}, []])
    value.pop(chance.choice(["é", "x", "y"]), None)
    return value


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_values_are_put_together_from_changes_also_after_a_cut(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = new_topic()
    chance = random.Random(5)
    patches = 0
    apply = deltas.patched

    def counted(value: Any, patch: list[dict[str, Any]]) -> Any:
        nonlocal patches
        patches += 1
        return apply(value, patch)

    monkeypatch.setattr(deltas, "patched", counted)

    async def run() -> None:
        value: Any = {"levels": [[str(n), n, None] for n in range(30)]}
        async with Feedhorn(URL) as feed, cutting_proxy(URL) as proxy, Feedhorn(proxy.url) as cut:
            await feed.publish(topic, value)
            async with cut.subscribe(topic, transport=transport, delta=True) as updates:
                await take(updates, 1)
                for n in range(60):
                    value = changed(value, chance)
                    if n % 25 == 20:
                        proxy.cut()
                    await feed.publish(topic, value)
                    update = (await take(updates, 1))[0]
                    assert update.data == value
                    update.data.clear()

    asyncio.run(run())
    assert patches > 40


@pytest.mark.parametrize(
    "patch",
    [
        [{"op": "remove", "path": "/a/1"}],
        [{"op": "replace", "path": "/b/c", "value": 1}],
        [{"op": "add", "path": "/a/x", "value": 1}],
    ],
)
def test_a_change_that_does_not_fit_is_an_error_of_the_connection(
    patch: list[dict[str, Any]],
) -> None:
    values = deltas.Deltas()
    values.complete({"topic": "a.b", "seq": 1, "data": {"a": [1]}})
    with pytest.raises(ConnectionError):
        values.complete({"topic": "a.b", "seq": 2, "base": 1, "patch": patch})
    with pytest.raises(ConnectionError, match="a change of 1 came after 0"):
        values.complete({"topic": "a.b", "seq": 2, "base": 1, "patch": []})


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_subscription_resumes_on_any_transport_and_gets_each_update_once(
    transport: Transport,
) -> None:
    topic = new_topic()
    other = TRANSPORTS[1 - TRANSPORTS.index(transport)]

    async def run() -> None:
        async with Feedhorn(URL) as feed, cutting_proxy(URL) as proxy, Feedhorn(proxy.url) as cut:
            await feed.publish(topic, 0)
            async with cut.subscribe(topic, transport=transport) as updates:
                assert [u.data for u in await take(updates, 1)] == [0]
                for n in (1, 3):
                    proxy.cut()
                    await feed.publish_many([(topic, n), (topic, "\u2028 é")])
                    assert [u.data for u in await take(updates, 2)] == [n, "\u2028 é"]
                assert updates.recovered is True
                assert proxy.connections == 3
                cursor = updates.cursor
            await feed.publish(topic, 5)
            async with feed.subscribe(topic[:-1] + "*", since=cursor, transport=other) as later:
                assert [(u.data, u.seq) for u in await take(later, 1)] == [(5, 6)]
            async with feed.subscribe(topic, since="earliest", transport=transport) as all_of_it:
                assert [u.seq for u in await take(all_of_it, 6)] == [1, 2, 3, 4, 5, 6]
                assert all_of_it.cursor == later.cursor

    asyncio.run(run())


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_cut_during_the_snapshots_loses_no_topic(transport: Transport) -> None:
    prefixes = [new_topic()[:-1] for _ in range(2)]
    topics = [f"{prefix}{n}" for prefix in prefixes for n in range(300)]

    async def run() -> None:
        async with Feedhorn(URL) as feed, cutting_proxy(URL) as proxy, Feedhorn(proxy.url) as cut:
            await feed.publish_many([(topic, 1) for topic in topics])
            proxy.bytes_per_connection = 10_000
            patterns = [prefix + "*" for prefix in prefixes]
            async with cut.subscribe(*patterns, transport=transport) as updates:
                taken = await take(updates, len(topics))
            assert sorted(update.topic for update in taken) == sorted(topics)
            assert proxy.connections > 2

    asyncio.run(run())


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_cut_within_history_loses_nothing_that_is_left(transport: Transport) -> None:
    prefix = "b0." + new_topic().replace(".", "-")  # a feed with little history in the build
    topics = [f"{prefix}.{n}" for n in range(3)]

    async def run() -> None:
        async with Feedhorn(URL) as feed, cutting_proxy(URL) as proxy, Feedhorn(proxy.url) as cut:
            for topic in topics:
                await feed.publish_many([(topic, "x" * 2_000)] * 150)
            histories = [await feed.history(topic) for topic in topics]
            held = [(u.topic, u.seq) for history in histories for u in history.updates]
            proxy.bytes_per_connection = 10_000
            pattern = prefix + ".*"
            async with cut.subscribe(pattern, since="earliest", transport=transport) as updates:
                taken = await take(updates, len(held))
            assert [(u.topic, u.seq) for u in taken] == held
            assert proxy.connections > 2

    asyncio.run(run())


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_reader_continues_where_it_has_acknowledged(transport: Transport) -> None:
    topic, name = new_topic(), uuid.uuid4().hex

    async def run() -> None:
        async with Feedhorn(URL) as feed:
            receipts = await feed.publish_many([(topic, 1), (topic, 2)])
            assert isinstance(receipts[0], Receipt)
            acknowledged = await feed.acknowledge(name, receipts[0].cursor)

            assert acknowledged == receipts[0].cursor
            async with feed.subscribe(topic, reader=name, transport=transport) as updates:
                assert [u.data for u in await take(updates, 1)] == [2]
                assert (await feed.reader(name)).unread == {topic: 1}
                assert await feed.acknowledge(name, updates.cursor) == updates.cursor
                assert (await feed.reader(name)).unread == {topic: 0}

    asyncio.run(run())


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_refusal_has_its_code_and_is_not_repeated(transport: Transport) -> None:
    async def run() -> None:
        async with Feedhorn(URL) as feed:
            with pytest.raises(FeedhornError, match="bad_topic") as subscribed:
                await take(feed.subscribe("nodots", transport=transport), 1)
            with pytest.raises(FeedhornError, match="bad_topic: ") as published:
                await feed.publish("nodots", 1)
            assert subscribed.value.code == published.value.code == "bad_topic"

    asyncio.run(run())


def test_an_error_page_of_a_proxy_may_have_any_bytes() -> None:
    def answer(status: int) -> InvalidStatus:
        return InvalidStatus(Response(status, "Error", Headers(), "Störung".encode("latin-1")))

    Subscription._raise_if_refused(answer(502))
    with pytest.raises(FeedhornError, match="HTTP 403"):
        Subscription._raise_if_refused(answer(403))


def test_values_that_are_not_json_are_refused_before_they_are_sent() -> None:
    with Publisher(URL) as publisher, pytest.raises(ValueError):
        publisher.publish(new_topic(), float("nan"))


async def find_connection(http: httpx.AsyncClient, topic: str) -> str:
    while True:
        answer = await http.get("/v1/admin/connections", params={"topic": topic})
        rows = answer.raise_for_status().json()["connections"]
        if rows:
            return str(rows[0]["id"])
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("code", [4002, 4101])
def test_stops_after_a_close_code_that_forbids_to_reconnect(code: int) -> None:
    topic = new_topic()

    async def run() -> Update:
        async with Feedhorn(URL) as feed, httpx.AsyncClient(base_url=URL) as http:
            await feed.publish(topic, 1)
            async with feed.subscribe(topic) as updates:
                await take(updates, 1)
                session = await asyncio.wait_for(find_connection(http, topic), TIMEOUT)
                closed = await http.delete(f"/v1/admin/connections/{session}", params={"code": code})
                closed.raise_for_status()
                await feed.publish(topic, 2)
                return (await take(updates, 1))[0]

    if code == 4002:
        with pytest.raises(FeedhornError) as refused:
            asyncio.run(run())
        assert refused.value.code == "closed"
        assert "close code 4002" in refused.value.detail
    else:
        assert asyncio.run(run()).data == 2
