#!/usr/bin/env bash
# Guess: HAProxy passes the events of a stream on as they come.
# Seen: to an HTTP/1.1 client every event is about 200 ms late. HAProxy writes with MSG_MORE, because another chunk
#   might follow, and the kernel waits for that chunk. With `option http-no-delay` no event is late.
# Version: haproxy 2.6.12-1+deb12u4 (Debian 12).
# Why it matters: the delay is a hundred times that of the server itself. It is the same for every event, so nothing
#   looks broken.
# Feedhorn: docs/proxies.md sets `option http-no-delay`.
source "$(dirname "$0")/support/debian-package.sh" haproxy 2.6.12-1+deb12u4 usr/sbin/haproxy
python3 - <<'PY'
import statistics
import time

from proxies import free_port, get, proxy, report, write
from streams import serve


def answer(request):
    request.begin_stream()
    for _ in range(8):
        time.sleep(0.4)
        request.send(f"data: {time.time()}\n\n")
    request.end_stream()


def median_age_millis(option):
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
        ages = []
        for line in get(port, "/"):
            if line.startswith(b"data: "):
                ages.append((time.time() - float(line[6:])) * 1000)
        return statistics.median(ages)


usual, no_delay = median_age_millis(""), median_age_millis("option http-no-delay")
report(usual > 150 and no_delay < 100,
       f"median age of an event: {usual:.1f} ms, with http-no-delay {no_delay:.1f} ms")
PY
