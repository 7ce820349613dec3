#!/usr/bin/env bash
# Guess: `flush_interval -1` only makes Caddy flush sooner, and a reload lets open requests finish.
# Seen: with `flush_interval -1` a reload answers requests that wait for the server with 502 at once, and event
#   streams end. Without this option the requests are answered and event streams stay open; their events are flushed
#   at once in both cases.
# Version: caddy 2.6.2-5 (Debian 12).
# Why it matters: guides recommend the option for event streams. Each reload then breaks all long polls and streams
#   at the same moment.
# Feedhorn: docs/proxies.md leaves the option out and says why.
source "$(dirname "$0")/support/debian-package.sh" caddy 2.6.2-5 usr/bin/caddy
python3 - <<'PY'
import subprocess
import threading
import time

from proxies import PROGRAM, WORK, free_port, get, proxy, report, write
from streams import serve


def answer(request):
    time.sleep(4)
    request.reply("answer")


def poll_over_reload(option):
    port, admin, node = free_port(), free_port(), serve(answer)

    def config(generation):
        return write("Caddyfile", f"""{{
    admin 127.0.0.1:{admin}
    auto_https off
    storage file_system {WORK}/caddy
}}
http://127.0.0.1:{port} {{
    header X-Generation {generation}
    reverse_proxy 127.0.0.1:{node} {{
        {option}
    }}
}}
""")

    with proxy(port, "run", "--adapter", "caddyfile", "--config", config("one")):
        result = []
        start = time.monotonic()
        poll = threading.Thread(target=lambda: result.extend((get(port, "/").status, time.monotonic() - start)))
        poll.start()
        time.sleep(1)
        subprocess.run([PROGRAM, "reload", "--adapter", "caddyfile", "--config", config("two"),
                        "--address", f"127.0.0.1:{admin}"], check=True, capture_output=True)
        poll.join()
        return result


plain, flush = poll_over_reload(""), poll_over_reload("flush_interval -1")
report(plain[0] == 200 and flush[0] == 502 and flush[1] < 3,
       f"an answer that takes 4 s, reload after 1 s: {plain[0]} after {plain[1]:.1f} s,"
       f" with flush_interval -1 {flush[0]} after {flush[1]:.1f} s")
PY
