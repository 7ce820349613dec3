#!/usr/bin/env bash
# Guess: `encode gzip` leaves event streams alone, or it delays all of them alike.
# Seen: the first write decides. If it has fewer than 512 bytes, Caddy does not compress the stream and passes each
#   event on at once. If it has more, Caddy compresses the stream and does not flush: events wait until the buffer of
#   the compressor is full, or until the stream ends.
# Version: caddy 2.6.2-5 (Debian 12).
# Why it matters: a stream whose first write is small works in every test. The same stream sends nothing to a reader
#   that gets a large event, or several snapshots, first.
# Feedhorn: streams say `Cache-Control: no-transform`, which this version ignores and 2.10.2 obeys. The configuration
#   in docs/proxies.md has no `encode`.
source "$(dirname "$0")/support/debian-package.sh" caddy 2.6.2-5 usr/bin/caddy
python3 - <<'PY'
import time
import zlib

from proxies import WORK, free_port, get, proxy, report, write
from streams import serve


def stream(first):
    def answer(request):
        request.begin_stream()
        request.send("data: " + "x" * first + "\n\n")
        for _ in range(8):
            time.sleep(0.5)
            request.send("data: 1\n\n")
        request.end_stream()

    return answer


def second_event(first):
    """Returns the seconds to the second event and if the stream was compressed."""
    port = free_port()
    file = write("Caddyfile", f"""{{
    admin off
    auto_https off
    storage file_system {WORK}/caddy
}}
http://127.0.0.1:{port} {{
    encode gzip
    reverse_proxy 127.0.0.1:{serve(stream(first))}
}}
""")
    with proxy(port, "run", "--adapter", "caddyfile", "--config", file):
        start = time.monotonic()
        response = get(port, "/", Accept_Encoding="gzip")
        gzip = response.getheader("Content-Encoding") == "gzip"
        inflate = zlib.decompressobj(31)
        text = b""
        while b"data: 1" not in text:
            part = response.read1(4096)
            text += inflate.decompress(part) if gzip else part
        return time.monotonic() - start, gzip


small, large = second_event(10), second_event(2000)
report(small[0] < 2 and not small[1] and large[0] > 3 and large[1],
       f"a stream of 4 s, an event each 0.5 s: the second event came after {small[0]:.2f} s if the first write had"
       f" 18 bytes (compressed: {small[1]}), after {large[0]:.2f} s if it had 2,008 (compressed: {large[1]})")
PY
