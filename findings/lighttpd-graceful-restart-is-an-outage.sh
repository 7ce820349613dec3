#!/usr/bin/env bash
# Guess: a graceful restart (SIGUSR1) takes new connections while the open ones end.
# Seen: lighttpd refuses new connections until the last open one has ended or was cut. One event stream delays that
#   by about 8 s.
# Version: lighttpd 1.4.69-1 (Debian 12).
# Why it matters: an event stream never ends by itself, so each restart of the proxy is an outage for all readers. An
#   EventSource that is refused meanwhile tries again, but all of them come back together.
# Feedhorn: docs/proxies.md names the outage. The server cannot prevent it; browsers and feedhorn.js reconnect and
#   resume.
source "$(dirname "$0")/support/debian-package.sh" lighttpd 1.4.69-1 usr/sbin/lighttpd
python3 - <<'PY'
import contextlib
import http.client
import signal
import threading
import time

from proxies import WORK, free_port, get, proxy, report, write
from streams import serve


def answer(request):
    if request.path == "/":
        request.reply("here")
        return
    request.begin_stream()
    while True:
        request.send("data: 1\n\n")
        time.sleep(0.2)


def read_until_cut(stream):
    with contextlib.suppress(http.client.HTTPException, OSError):
        while stream.read(1):
            pass


port = free_port()
file = write("lighttpd.conf", f"""
server.document-root = "{WORK}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ( "mod_proxy" )
server.stream-response-body = 2
proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => {serve(answer)} )) )
""")
with proxy(port, "-D", "-f", file) as process:
    stream = get(port, "/stream")
    threading.Thread(target=read_until_cut, args=(stream,), daemon=True).start()
    time.sleep(1)
    process.send_signal(signal.SIGUSR1)
    refused, end = [], time.monotonic() + 15
    while time.monotonic() < end:
        try:
            get(port, "/", timeout=2).read()
        except (OSError, http.client.HTTPException):
            refused.append(time.monotonic())
        time.sleep(0.1)
outage = refused[-1] - refused[0] if refused else 0
report(outage > 3, f"no new connection for {outage:.1f} s after SIGUSR1 with one event stream open")
PY
