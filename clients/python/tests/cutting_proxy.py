"""A TCP proxy in front of the server whose connections a test cuts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class CuttingProxy:
    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._writers: set[asyncio.StreamWriter] = set()
        self.connections = 0
        self.bytes_per_connection: int | None = None
        self.url = ""

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        there, out = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._writers |= {writer, out}
        limit = self.bytes_per_connection
        await asyncio.gather(self._copy(reader, out), self._copy(there, writer, limit))

    @staticmethod
    async def _copy(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None = None
    ) -> None:
        try:
            while limit != 0 and (data := await reader.read(limit or 65536)):
                writer.write(data)
                await writer.drain()
                limit = None if limit is None else limit - len(data)
        except OSError:
            pass
        writer.close()


@asynccontextmanager
async def cutting_proxy(url: str) -> AsyncIterator[CuttingProxy]:
    proxy = CuttingProxy(url)
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    proxy.url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()
