#!/usr/bin/env bash
# Guess: Varnish passes equal requests on at once if their answers say `no-store`.
# Seen: Varnish passes the second and the third of three equal requests on when the first is answered. So long polls
#   of one URL take twice as long as they ask for. Varnish then remembers for two minutes that the answer cannot be
#   kept (hit-for-miss). `return (pass)` prevents the waiting.
# Version: varnish 7.1.1-2+deb12u1 (Debian 12).
# Why it matters: readers of one topic poll the same URL. On a quiet topic all but one of them wait twice as long, which
#   is longer than their timeouts.
# Feedhorn: the VCL in docs/proxies.md passes everything but snapshots.
source "$(dirname "$0")/support/debian-package.sh" varnish 7.1.1-2+deb12u1 usr/sbin/varnishd
python3 - <<'PY'
import threading
import time

from proxies import free_port, get, report, varnish
from streams import serve

WAIT_SECONDS = 2


def answer(request):
    time.sleep(WAIT_SECONDS)
    request.reply("nothing new", Cache_Control="no-store")


def seconds_of_three_polls(subroutine):
    port = free_port()
    with varnish(port, f"""vcl 4.1;
backend node {{ .host = "127.0.0.1"; .port = "{serve(answer)}"; }}
{subroutine}
"""):
        seconds = []

        def poll():
            start = time.monotonic()
            get(port, "/updates?since=1").read()
            seconds.append(round(time.monotonic() - start, 1))

        polls = [threading.Thread(target=poll) for _ in range(3)]
        for each in polls:
            each.start()
            time.sleep(0.1)
        for each in polls:
            each.join()
        return sorted(seconds)


usual, passed = seconds_of_three_polls(""), seconds_of_three_polls("sub vcl_recv { return (pass); }")
report(usual[1] > 1.5 * WAIT_SECONDS and passed[2] < 1.5 * WAIT_SECONDS,
       f"three equal requests that are answered after {WAIT_SECONDS} s took {usual} s,"
       f" with return (pass) {passed} s")
PY
