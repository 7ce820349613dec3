#!/usr/bin/env bash
# Guess: HAProxy ends its request to the server if the client closes its connection.
# Seen: the server keeps a waiting request after the client has closed; only the answer ends it. With
#   `option abortonclose`, which the manual describes for queued requests, HAProxy ends it at once.
# Version: haproxy 2.6.12-1+deb12u4 (Debian 12).
# Why it matters: each reader that leaves a page stays at the server for the rest of its wait, up to a minute. It
#   counts against limits of connections and subscriptions.
# Feedhorn: docs/proxies.md sets `option abortonclose`. Without it a poll ends with its wait, and an event stream at
#   the next heartbeat, after at most 4 s.
source "$(dirname "$0")/support/debian-package.sh" haproxy 2.6.12-1+deb12u4 usr/sbin/haproxy
python3 - <<'PY'
import socket
import time

from proxies import free_port, proxy, report, write
from streams import serve

WAIT_SECONDS = 6


def seconds_held(option):
    held = []

    def answer(request):
        start = time.monotonic()
        request.connection.settimeout(WAIT_SECONDS)
        try:
            closed = request.connection.recv(1) == b""
        except TimeoutError:
            closed = False
        except ConnectionResetError:
            closed = True
        held.append(time.monotonic() - start)
        request.close_connection = True
        if not closed:
            request.reply("late")

    port = free_port()
    file = write("haproxy.cfg", f"""
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
    {option}
listen feeds
    bind 127.0.0.1:{port}
    server node 127.0.0.1:{serve(answer)}
""")
    with proxy(port, "-db", "-f", file):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1)
        client.close()
        time.sleep(WAIT_SECONDS + 1)
        return held[0]


usual, abort = seconds_held(""), seconds_held("option abortonclose")
report(usual > WAIT_SECONDS - 1 and abort < WAIT_SECONDS / 2,
       f"the client closed after 1 s; the server kept its request for {usual:.1f} s,"
       f" with abortonclose for {abort:.1f} s")
PY
