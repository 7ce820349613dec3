#!/usr/bin/env bash
# Guess: proxy_buffering, which is on by default, holds event streams back, and gzip flushes each event.
# Seen: with buffering alone each event comes at once. With gzip and buffering nothing comes, not even the status.
#   With `proxy_buffering off` (or `X-Accel-Buffering: no` from the server) gzip flushes each event.
# Version: nginx 1.22.1-9+deb12u11 (Debian 12).
# Why it matters: a stream that works stops as soon as somebody adds text/event-stream to gzip_types.
# Feedhorn: streams say `X-Accel-Buffering: no`, and docs/proxies.md sets `proxy_buffering off`.
source "$(dirname "$0")/support/debian-package.sh" nginx 1.22.1-9+deb12u11 usr/sbin/nginx
python3 - <<'PY'
import time

from proxies import free_port, get, nginx, report
from streams import serve


def answer(request):
    request.begin_stream()
    for i in range(40):
        request.send(f"data: {i}\n\n")
        time.sleep(0.1)
    request.end_stream()


def seconds_to_first_byte(options):
    port = free_port()
    with nginx(port, f"{options} server {{ listen 127.0.0.1:{port}; location / {{"
               f"proxy_pass http://127.0.0.1:{serve(answer)}; proxy_http_version 1.1; }} }}"):
        start = time.monotonic()
        get(port, "/", Accept_Encoding="gzip").read(1)
        return time.monotonic() - start


gzip = "gzip on; gzip_types text/event-stream; gzip_proxied any;"
buffering, both, off = map(seconds_to_first_byte, ("", gzip, gzip + "proxy_buffering off;"))
report(buffering < 2 and both > 3 and off < 2,
       f"a stream of 4 s: first byte after {buffering:.2f} s with buffering, {both:.2f} s with gzip and"
       f" buffering, {off:.2f} s with gzip and proxy_buffering off")
PY
