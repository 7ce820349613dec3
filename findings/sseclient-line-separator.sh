#!/usr/bin/env bash
# Guess: a reader of event streams ends lines at LF, CR and CR LF, and a string with U+2028 in it arrives whole.
# Seen: sseclient reads by str.splitlines, which also ends lines at U+2028, U+2029, U+0085, U+001C and others. What is
#   behind such a character in an event is taken for another field and dropped, with no error. JSON lets U+2028
#   stand in a string as it is, and people paste it from word processors.
# Versions: sseclient 0.0.27, requests 2.34.2; sseclient-py 1.9.0 and httpx-sse 0.4.3 are right; Python 3.11.
# What to do: another library; or a server that escapes these characters in JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv one && one/bin/pip -q install sseclient==0.0.27 requests==2.34.2
python3 -m venv two && two/bin/pip -q install sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1 requests==2.34.2
cat > test.py <<'PY'
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

library = sys.argv[1]
TEXT = 'a\u2028b\u0085c'


class Stream(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'text/event-stream; charset=utf-8')
        self.end_headers()
        self.wfile.write(f'data: {TEXT}\n\n'.encode())

    def log_message(self, *args):
        pass


server = HTTPServer(('127.0.0.1', 0), Stream)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f'http://127.0.0.1:{server.server_port}/'
if library == 'sseclient':
    from sseclient import SSEClient
    got = next(iter(SSEClient(url))).data
elif library == 'sseclient-py':
    import requests
    import sseclient
    got = next(sseclient.SSEClient(requests.get(url, stream=True)).events()).data
else:
    import httpx
    from httpx_sse import connect_sse
    with httpx.Client() as client, connect_sse(client, 'GET', url) as source:
        got = next(source.iter_sse()).data
print(library, ascii(got))
sys.exit(0 if (got == 'a') == (library == 'sseclient') and (got == TEXT) != (library == 'sseclient') else 1)
PY
timeout 20 one/bin/python test.py sseclient
timeout 20 two/bin/python test.py sseclient-py
timeout 20 two/bin/python test.py httpx-sse
