"""Makes the recordings of two invented exchanges, with the faults that a client has to repair.

    python3 make-recordings.py

A recording has a line for each step of the exchange, in order:

    open               a client connects
    < TEXT             the exchange sends a message
    > TEXT             the client sends a message
    close              the exchange closes the connection
    GET SYMBOL         the client requests a snapshot
    200 BODY           the answer
    429 SECONDS        the answer, with Retry-After
    = SYMBOL VALUE     the book at the end, of the best levels

The check sums are computed here, by zlib, from the texts of prices and quantities.
"""

import json
import random
import zlib


class Book:
    """A book of one symbol, with prices in tenths and quantities in units of 1e-8."""

    def __init__(self, rng, mid):
        self.rng = rng
        self.mid = mid
        self.bids = {mid - 1 - i: rng.randint(1, 10**rng.randint(2, 9)) for i in range(30)}
        self.asks = {mid + 1 + i: rng.randint(1, 10**rng.randint(2, 9)) for i in range(30)}

    def change(self):
        """Changes one to four levels, and returns them as (side, price, quantity)."""
        changes = []
        for _ in range(self.rng.randint(1, 4)):
            side, sign = self.rng.choice([("b", -1), ("a", 1)])
            levels = self.bids if side == "b" else self.asks
            price = self.mid + sign * self.rng.randint(1, 16)
            gone = price in levels and len(levels) > 20 and self.rng.random() < 0.4
            quantity = 0 if gone else self.rng.randint(1, 10**self.rng.randint(2, 9))
            levels.pop(price, None)
            if quantity:
                levels[price] = quantity
            changes.append((side, price, quantity))
        return changes

    def best(self, count):
        return (
            sorted(self.bids.items(), reverse=True)[:count],
            sorted(self.asks.items())[:count],
        )


def price(tenths):
    return f"{tenths // 10}.{tenths % 10}"


def quantity(units):
    return f"{units // 10**8}.{units % 10**8:08d}" if units else "0"


def checksum(book):
    bids, asks = book.best(10)
    text = ""
    for p, q in asks + bids:
        text += price(p).replace(".", "").lstrip("0") + quantity(q).replace(".", "").lstrip("0")
    return zlib.crc32(text.encode())


class Recording:
    def __init__(self):
        self.lines = []

    def add(self, *lines):
        self.lines += lines

    def write(self, name):
        with open(name, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")


class ChecksumExchange(Recording):
    """Snapshots and changes of the ten best levels, numbers as JSON numbers, with check sums."""

    def __init__(self):
        super().__init__()
        rng = random.Random(18)
        self.books = {"BTC/USD": Book(rng, 452840), "XRP/USD": Book(rng, 52)}

    @staticmethod
    def levels(levels):
        return "[" + ",".join(f'{{"price":{price(p)},"qty":{quantity(q)}}}' for p, q in levels) + "]"

    def message(self, kind, symbol, bids, asks):
        # As at Kraken, a snapshot has no timestamp.
        timestamp = ',"timestamp":"2026-01-31T09:30:00.000000Z"' if kind == "update" else ""
        return (
            f'< {{"channel":"book","type":"{kind}","data":[{{"symbol":"{symbol}",'
            f'"bids":{self.levels(bids)},"asks":{self.levels(asks)},'
            f'"checksum":{checksum(self.books[symbol])}{timestamp}}}]}}'
        )

    def snapshot(self, symbol):
        return self.message("snapshot", symbol, *self.books[symbol].best(10))

    def update(self, symbol):
        """The next change that is visible within the ten best levels."""
        book = self.books[symbol]
        while True:
            old = [dict(side) for side in book.best(10)]
            book.change()
            sides = []
            for before, now, full in zip(old, book.best(10), (book.bids, book.asks)):
                # Levels that are pushed out of the ten best are not sent.
                gone = [(p, 0) for p in before if p not in full]
                sides.append(gone + [(p, q) for p, q in now if before.get(p) != q])
            if any(sides):
                return self.message("update", symbol, *sides)

    def updates(self, count):
        for _ in range(count):
            self.add(self.update("BTC/USD"), self.update("XRP/USD"))

    def request(self, method, *symbols):
        names = ",".join(f'"{symbol}"' for symbol in symbols)
        return (
            f'> {{"method":"{method}","params":{{"channel":"book","symbol":[{names}],"depth":10}}}}'
        )

    def opened(self):
        self.add("open", self.request("subscribe", *self.books))
        self.add('< {"method":"subscribe","success":true,"result":{"channel":"book"}}')
        for symbol in self.books:
            self.add(self.snapshot(symbol))

    def repaired(self, symbol):
        self.updates(3)
        self.add(self.request("unsubscribe", symbol), self.request("subscribe", symbol))
        self.updates(1)
        self.add(self.snapshot(symbol))

    def record(self):
        self.opened()
        self.add('< {"channel":"heartbeat"}')
        self.updates(40)
        self.update("BTC/USD")  # A gap: this one is not sent.
        self.repaired("BTC/USD")
        self.updates(20)
        twice = self.update("XRP/USD")
        self.add(twice, twice)  # The same quantities again change nothing.
        self.updates(5)
        old = self.update("XRP/USD")
        self.add(old)
        self.updates(8)
        self.add(old)  # An old one: the levels are wrong afterwards.
        self.repaired("XRP/USD")
        self.updates(20)
        second, first = self.update("BTC/USD"), self.update("BTC/USD")
        self.add(first, second)  # In the wrong order.
        self.repaired("BTC/USD")
        self.updates(10)
        self.add("close")
        self.update("BTC/USD")
        self.update("XRP/USD")
        self.opened()
        self.updates(30)
        for symbol, book in self.books.items():
            bids, asks = (
                [[f"{price(p)}", f"{quantity(q)}"] for p, q in side] for side in book.best(10)
            )
            end = {"bids": bids, "asks": asks, "checksum": checksum(book)}
            self.add(f"= {symbol} {json.dumps(end, separators=(',', ':'))}")


class UpdateIdExchange(Recording):
    """Changes with update IDs, numbers as texts; snapshots of 25 levels at a URL."""

    def __init__(self):
        super().__init__()
        rng = random.Random(81)
        self.rng = rng
        self.books = {"BTCUSDT": Book(rng, 452840), "ETHUSDT": Book(rng, 31415)}
        self.ids = {"BTCUSDT": 900, "ETHUSDT": 70}

    @staticmethod
    def levels(levels):
        return [[price(p), quantity(q) if q else "0.00000000"] for p, q in levels]

    def event(self, symbol):
        first = self.ids[symbol] + 1
        changes = self.books[symbol].change()
        self.ids[symbol] += len(changes)
        data = {
            "e": "depthUpdate",
            "E": 1769851800000 + first,
            "s": symbol,
            "U": first,
            "u": self.ids[symbol],
            "b": self.levels([(p, q) for side, p, q in changes if side == "b"]),
            "a": self.levels([(p, q) for side, p, q in changes if side == "a"]),
        }
        message = {"stream": symbol.lower() + "@depth@100ms", "data": data}
        return "< " + json.dumps(message, separators=(",", ":"))

    def events(self, count):
        for _ in range(count):
            self.add(self.event("BTCUSDT"), self.event("ETHUSDT"))

    def body(self, symbol):
        bids, asks = self.books[symbol].best(25)
        body = {
            "lastUpdateId": self.ids[symbol],
            "bids": self.levels(bids),
            "asks": self.levels(asks),
        }
        return "200 " + json.dumps(body, separators=(",", ":"))

    def answered(self, symbol):
        """A snapshot that arrives after later events: the client has to join them."""
        self.add(f"GET {symbol}")
        body = self.body(symbol)
        self.events(3)
        self.add(body)

    def record(self):
        too_old = self.body("BTCUSDT")
        self.event("BTCUSDT")
        self.add("open")
        self.events(3)
        self.add("GET BTCUSDT", "429 1")
        self.answered("ETHUSDT")
        self.add("GET BTCUSDT", too_old)
        self.answered("BTCUSDT")
        self.events(40)
        self.event("BTCUSDT")  # A gap: this one is not sent.
        self.events(4)
        self.answered("BTCUSDT")
        self.events(20)
        twice = self.event("ETHUSDT")
        self.add(twice, twice)
        self.events(5)
        self.add(twice)  # An old one, which the book has.
        self.events(10)
        second, first = self.event("ETHUSDT"), self.event("ETHUSDT")
        self.add(first, second)  # In the wrong order.
        self.events(2)
        self.answered("ETHUSDT")
        self.events(10)
        self.add("close")
        self.event("BTCUSDT")
        self.event("ETHUSDT")
        self.add("open")
        self.events(2)
        self.answered("BTCUSDT")
        self.answered("ETHUSDT")
        self.events(30)
        for symbol, book in self.books.items():
            bids, asks = (self.levels(side) for side in book.best(20))
            end = {"bids": bids, "asks": asks, "id": self.ids[symbol]}
            self.add(f"= {symbol} {json.dumps(end, separators=(',', ':'))}")


if __name__ == "__main__":
    for exchange, file in ((ChecksumExchange(), "checksums.txt"), (UpdateIdExchange(), "updates.txt")):
        exchange.record()
        exchange.write(file)
