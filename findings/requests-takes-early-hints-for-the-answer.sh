#!/usr/bin/env bash
# Guess: a client passes over interim answers (1xx), as each version of HTTP/1.1 asks, and hands out the one that follows.
# Seen: requests, and Python's own http.client below it, do so with 100 alone. `103 Early Hints`, which a proxy sends
#   before the server has answered, is taken for the answer: a status of 103, which `raise_for_status()` accepts, and
#   no body. The event stream that follows is never read. httpx and aiohttp wait for it.
# Versions: requests 2.34.2, httpx 0.28.1, aiohttp 3.14.5, Python 3.11; haproxy 2.6.12-1+deb12u4 (Debian 12), which
#   sends hints to clients of HTTP/1.1, too. So does Node with `response.writeEarlyHints()`.
# Why it matters: hints are made for pages, and are set up for a whole site. The feeds beside its pages then are empty for
#   all that uses requests or urllib3, without an error; browsers show nothing wrong.
# Feedhorn: sends no hints, and its sources pass over 103. docs/proxies.md says to leave its paths out.
source "$(dirname "$0")/support/debian-package.sh" haproxy 2.6.12-1+deb12u4 usr/sbin/haproxy
source "$support/pip-packages.sh" requests==2.34.2 httpx==0.28.1 aiohttp==3.14.5
env/bin/python - <<'PY'
import asyncio
import http.client

import aiohttp
import httpx
import requests

from proxies import free_port, proxy, report, write
from streams import serve


def answer(request):
    request.begin_stream()
    request.send("data: 1\n\n")
    request.end_stream()


def by_http_client(_):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    response = connection.getresponse()
    return response.status, response.read()


def by_requests(url):
    with requests.get(url, stream=True, timeout=10) as response:
        response.raise_for_status()
        return response.status_code, b"".join(response.iter_content(None))


def by_httpx(url):
    with httpx.stream("GET", url, timeout=10) as response:
        return response.status_code, response.read()


def by_aiohttp(url):
    async def read():
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.status, await response.read()

    return asyncio.run(asyncio.wait_for(read(), 10))


port = free_port()
file = write("haproxy.cfg", f"""
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
    option http-server-close
listen feeds
    bind 127.0.0.1:{port}
    http-request early-hint Link "</app.css>; rel=preload; as=style"
    server node 127.0.0.1:{serve(answer)}
""")
with proxy(port, "-db", "-f", file):
    seen = [client(f"http://127.0.0.1:{port}/") for client in (by_http_client, by_requests, by_httpx, by_aiohttp)]
hints, whole = (103, b""), (200, b"data: 1\n\n")
report(seen == [hints, hints, whole, whole], f"http.client, requests, httpx, aiohttp: {seen}")
PY
