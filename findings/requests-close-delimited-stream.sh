#!/usr/bin/env bash
# Guess: a library that is built on requests hands out an event when its bytes arrive, however the body is framed.
# Seen: with chunks it does. If the body ends with the connection (HTTP/1.0, or `Connection: close` without chunks),
#   requests waits until it has as many bytes as the library asks for: 512 for requests-sse, 128 for sseclient-py. An
#   event of 40 bytes comes with the thirteenth or the fourth event, or at the end of the stream. httpx-sse does not
#   wait.
# Versions: requests 2.34.2, urllib3 2.8.0, requests-sse 0.5.3, sseclient-py 1.9.0, httpx-sse 0.4.3, Python 3.11.
# Why it matters: a proxy that speaks HTTP/1.0 to clients delays every event, and no error shows it.
# Feedhorn: the server sends event streams in chunks to HTTP/1.1 clients. A proxy before it must do the same.
source "$(dirname "$0")/support/pip-packages.sh" \
  requests==2.34.2 urllib3==2.8.0 requests-sse==0.5.3 sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1
cat > test.py <<'PY'
import socket
import sys
import threading
import time

library, framing = sys.argv[1:]
HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n'
HEAD += 'Transfer-Encoding: chunked\r\n\r\n' if framing == 'chunks' else 'Connection: close\r\n\r\n'
sent = []


def serve(listener):
    connection, _ = listener.accept()
    connection.recv(65536)
    connection.sendall(HEAD.encode())
    sent.append(time.monotonic())
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
elif library == 'sseclient-py':
    import requests
    import sseclient
    next(sseclient.SSEClient(requests.get(url, stream=True)).events())
else:
    import httpx
    from httpx_sse import connect_sse
    with httpx.Client() as client, connect_sse(client, 'GET', url) as source:
        next(source.iter_sse())
after = time.monotonic() - sent[0]
print(f'{library}, {framing}: the first event after {after:.1f} s')
late = library != 'httpx-sse' and framing == 'close'
sys.exit(0 if (after > 1.5) == late else 1)
PY
for framing in chunks close; do
  for library in requests-sse sseclient-py httpx-sse; do
    timeout 20 env/bin/python test.py "$library" "$framing"
  done
done
