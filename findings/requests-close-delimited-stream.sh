#!/usr/bin/env bash
# Guess: a reader built on requests hands an event out when it is there, whatever frames the body.
# Seen: with chunks it does. Where the end of the body is the end of the connection (HTTP/1.0, or Connection: close
#   without chunks), requests waits until it has 512 bytes: an event of 60 bytes comes with the seventh or eighth
#   after it, or at the end. requests-sse, and sseclient-py over requests, are late so; httpx-sse is not. No error.
# Versions: requests 2.34.2, urllib3 2.8.0, requests-sse 0.5.3, httpx-sse 0.4.3, Python 3.11.
# What to do: a server, and each proxy before it, sends event streams with chunks to HTTP/1.1 clients.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv . && bin/pip -q install requests==2.34.2 urllib3==2.8.0 requests-sse==0.5.3 httpx-sse==0.4.3 httpx==0.28.1
cat > test.py <<'PY'
import socket
import sys
import threading
import time

library, framing = sys.argv[1:]
HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
HEAD += 'Transfer-Encoding: chunked\r\n\r\n' if framing == 'chunks' else 'Connection: close\r\n\r\n'
start = time.monotonic()


def serve(listener):
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(HEAD.encode())
    for number in range(4):
        block = f'event: update\nid: {number}\ndata: {{"number":{number}}}\n\n'.encode()
        connection.sendall(b'%x\r\n%s\r\n' % (len(block), block) if framing == 'chunks' else block)
        time.sleep(1)
    connection.close()


listener = socket.create_server(('127.0.0.1', 0))
threading.Thread(target=serve, args=(listener,), daemon=True).start()
url = f'http://127.0.0.1:{listener.getsockname()[1]}/'
if library == 'requests-sse':
    from requests_sse import EventSource
    with EventSource(url) as source:
        next(iter(source))
else:
    import httpx
    from httpx_sse import connect_sse
    with httpx.Client() as client, connect_sse(client, 'GET', url) as source:
        next(source.iter_sse())
after = time.monotonic() - start
print(f'{library}, {framing}: the first event after {after:.1f} s')
late = library == 'requests-sse' and framing == 'close'
sys.exit(0 if (after > 3.5) == late else 1)
PY
for framing in chunks close; do
  timeout 20 bin/python test.py requests-sse "$framing"
  timeout 20 bin/python test.py httpx-sse "$framing"
done
