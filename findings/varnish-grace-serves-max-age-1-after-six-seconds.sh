#!/usr/bin/env bash
# Guess:     an answer with "max-age=1, must-revalidate" is not given out after a second.
# Behaviour: it is given out for ten seconds more (default_grace), once, with its Age, while a
#            newer one is fetched: six seconds later a client still gets the old value.
#            "stale-while-revalidate=0" in the answer, or beresp.grace = 0s, prevents it.
# Version:   varnish 7.1.1-2+deb12u1
#
# Needs Debian 12 and Python 3. Takes the installed package where it is of this version, else a copy
# in a temporary folder. Exits with 1 where the behaviour is another one.
set -euo pipefail
package=varnish version=7.1.1-2+deb12u1 program=usr/sbin/varnishd
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)" == "$version" ]]; then
  program=/$program
else
  (cd "$work" && apt-get -qq download "$package=$version" && dpkg -x ./*.deb .)
  program=$work/$program
fi
python3 - "$program" "$work" <<'EOF'
import http.client, http.server, signal, socket, statistics, subprocess, sys, threading, time

program, work = sys.argv[1:]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def upstream(get):
    """A server that answers each GET by get(handler)."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            try:
                get(self)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def head(self, *headers):
            self.send_response(200)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        def chunk(self, text):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(text), text.encode()))

        def whole(self, text, *headers):
            self.head(("Content-Length", str(len(text))), *headers)
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def proxy(port, *command):
    log = open(work + "/log", "wb")
    process = subprocess.Popen([program, *command], stdout=log, stderr=log, cwd=work)
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                sys.exit("it does not start: " + open(work + "/log").read())
            time.sleep(0.05)


def write(name, text):
    with open(work + "/" + name, "w") as file:
        file.write(text)
    return work + "/" + name


def ask(port, path, timeout=30, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    return connection, connection.getresponse()


def stop(process):
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()


def verdict(holds, seen):
    print(seen)
    sys.exit(0 if holds else "the behaviour is another one")


def age_after_six_seconds(cache_control):
    def get(handler):
        handler.whole(str(time.time()), ("Cache-Control", cache_control))

    port = free_port()
    vcl = write("default.vcl", f"""vcl 4.1;
backend node {{ .host = "127.0.0.1"; .port = "{upstream(get)}"; }}
""")
    process = proxy(port, "-F", "-n", f"{work}/{port}", "-j", "none", "-T", "none", "-a", f"127.0.0.1:{port}",
                    "-f", vcl, "-s", "malloc,16m")
    try:
        ask(port, "/price")[1].read()
        time.sleep(6)
        return time.time() - float(ask(port, "/price")[1].read())
    finally:
        stop(process)


usual = age_after_six_seconds("max-age=1, must-revalidate")
strict = age_after_six_seconds("max-age=1, stale-while-revalidate=0")
verdict(usual > 5 and strict < 2,
        f"max-age=1, must-revalidate: {usual:.1f} s old; with stale-while-revalidate=0: {strict:.1f} s")
EOF
