#!/usr/bin/env bash
# Guess: Varnish does not give out an answer with `max-age=1, must-revalidate` after its second is over.
# Seen: Varnish gives it out for ten seconds more (default_grace) while it fetches a newer one. Six seconds later a
#   client still gets the old value. `stale-while-revalidate=0` in the answer, or `beresp.grace = 0s`, prevents it.
# Version: varnish 7.1.1-2+deb12u1 (Debian 12).
# Why it matters: a reader of snapshots sees a value that is older than the server allows.
# Feedhorn: snapshots are `no-cache` by default. docs/settings.md tells how to write a feed's cache setting, and the
#   VCL in docs/proxies.md sets `beresp.grace = 0s`.
source "$(dirname "$0")/support/debian-package.sh" varnish 7.1.1-2+deb12u1 usr/sbin/varnishd
python3 - <<'PY'
import time

from proxies import free_port, get, report, varnish
from streams import serve


def age_after_six_seconds(cache_control):
    def answer(request):
        request.reply(str(time.time()), Cache_Control=cache_control)

    port = free_port()
    with varnish(port, f"""vcl 4.1;
backend node {{ .host = "127.0.0.1"; .port = "{serve(answer)}"; }}
"""):
        get(port, "/price").read()
        time.sleep(6)
        return time.time() - float(get(port, "/price").read())


usual = age_after_six_seconds("max-age=1, must-revalidate")
strict = age_after_six_seconds("max-age=1, stale-while-revalidate=0")
report(usual > 5 and strict < 2,
       f"max-age=1, must-revalidate: {usual:.1f} s old; with stale-while-revalidate=0: {strict:.1f} s")
PY
