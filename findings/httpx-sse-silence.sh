#!/usr/bin/env bash
# Guess: a stream with a heartbeat each 15 s, which the standard recommends, stays open in every library.
# Seen: httpx's default time-out of 5 s counts for each read of a body as well: httpx-sse ends with ReadTimeout
#   after five quiet seconds, and does not reconnect. A comment each 4 s is enough to keep it.
# Versions: httpx-sse 0.4.3, httpx 0.28.1, Python 3.11.
# What to do: heartbeats of less than 5 s; or timeout=httpx.Timeout(5, read=30) in the reader.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv . && bin/pip -q install httpx==0.28.1 httpx-sse==0.4.3
cat > test.py <<'PY'
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from httpx_sse import connect_sse


class Stream(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream')
        self.end_headers()
        beat = int(self.path[1:])
        try:
            for _ in range(9 // beat):
                time.sleep(beat)
                self.wfile.write(b':\n')
            self.wfile.write(b'data: 1\n\n')
        except OSError:
            pass  # the reader is gone

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(('127.0.0.1', 0), Stream)
threading.Thread(target=server.serve_forever, daemon=True).start()


def read(beat):
    start = time.monotonic()
    url = f'http://127.0.0.1:{server.server_port}/{beat}'
    try:
        with httpx.Client() as client, connect_sse(client, 'GET', url) as source:
            return next(source.iter_sse()).data
    except httpx.ReadTimeout:
        return f'ReadTimeout after {time.monotonic() - start:.0f} s'


quiet, beaten = read(9), read(4)
print('no heartbeat:', quiet, '- each 4 s:', beaten)
sys.exit(0 if (quiet, beaten) == ('ReadTimeout after 5 s', '1') else 1)
PY
timeout 40 bin/python test.py
