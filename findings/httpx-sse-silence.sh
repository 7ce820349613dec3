#!/usr/bin/env bash
# Guess: a stream with a heartbeat each 15 s, which the standard recommends, stays open in every library.
# Seen: httpx's default timeout of 5 s also holds for each read of a body. httpx-sse ends with ReadTimeout after 5 s
#   of silence and does not reconnect. A comment each 4 s keeps the stream open.
# Versions: httpx-sse 0.4.3, httpx 0.28.1, Python 3.11.
# Why it matters: a reader of a quiet feed fails, one of a busy feed does not, so tests do not show it.
# Feedhorn: the heartbeat of event streams is 4 s (http.heartbeat.streams). docs/clients.md sets
#   httpx.Timeout(5, read=30).
source "$(dirname "$0")/support/pip-packages.sh" httpx==0.28.1 httpx-sse==0.4.3
cat > test.py <<'PY'
import sys
import time

import httpx
from httpx_sse import connect_sse
from streams import serve


def answer(request):
    beat = int(request.path[1:])
    request.begin_stream()
    for _ in range(9 // beat):
        time.sleep(beat)
        request.send(':\n')
    request.send('data: 1\n\n')
    request.end_stream()


port = serve(answer)


def read(beat):
    start = time.monotonic()
    try:
        with httpx.Client() as client, connect_sse(client, 'GET', f'http://127.0.0.1:{port}/{beat}') as source:
            return next(source.iter_sse()).data
    except httpx.ReadTimeout:
        return f'ReadTimeout after {time.monotonic() - start:.0f} s'


quiet, beaten = read(9), read(4)
print(f'no heartbeat: {quiet}; a heartbeat each 4 s: {beaten}')
sys.exit(0 if quiet.startswith('ReadTimeout') and beaten == '1' else 1)
PY
timeout 40 env/bin/python test.py
