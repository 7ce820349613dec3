#!/usr/bin/env bash
# Guess: a library ends the lines of an event stream at LF, CR and CR LF, and a string with U+2028 arrives whole.
# Seen: sseclient splits with str.splitlines, which also ends lines at U+2028, U+2029, U+0085, U+001C and others. It
#   takes the rest of the line for another field and drops it, without an error. sseclient-py and httpx-sse follow
#   the standard.
# Versions: sseclient 0.0.27, requests 2.34.2, sseclient-py 1.9.0, httpx-sse 0.4.3, Python 3.11.
# Why it matters: JSON allows U+2028 unescaped in a string, and people paste it from word processors. The reader gets
#   JSON that is cut off.
# Feedhorn: the server passes a published value on unchanged, so U+2028 stays. docs/compatibility.md names the library;
#   another one is the remedy, or a publisher that escapes these characters.
source "$(dirname "$0")/support/pip-packages.sh" sseclient==0.0.27 requests==2.34.2
# sseclient-py is a module of the same name, so it needs an environment of its own.
install_into other sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1 requests==2.34.2
cat > test.py <<'PY'
import sys

from streams import serve

library = sys.argv[1]
TEXT = 'a\u2028b\u0085c'


def answer(request):
    request.begin_stream()
    request.send(f'data: {TEXT}\n\n')
    request.end_stream()


url = f'http://127.0.0.1:{serve(answer)}/'
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
sys.exit(0 if got == ('a' if library == 'sseclient' else TEXT) else 1)
PY
timeout 20 env/bin/python test.py sseclient
timeout 20 other/bin/python test.py sseclient-py
timeout 20 other/bin/python test.py httpx-sse
