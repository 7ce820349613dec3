#!/usr/bin/env bash
# Guess:     where a client goes, HAProxy ends its request to the server.
# Behaviour: the server keeps a request that waits for its answer after the client has closed; only
#            the answer ends it. With "option abortonclose", which the manual describes for requests
#            in the queue, it is ended at once.
# Version:   haproxy 2.6.12-1+deb12u4
#
# Needs Debian 12 and Python 3. Takes the installed package where it is of this version, else a copy
# in a temporary folder. Exits with 1 where the behaviour is another one.
set -euo pipefail
package=haproxy version=2.6.12-1+deb12u4 program=usr/sbin/haproxy
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


WAIT = 6


def held_for(option):
    held = []

    def get(handler):
        start = time.monotonic()
        handler.connection.settimeout(WAIT)
        try:
            gone = handler.connection.recv(1) == b""  # The next byte, or the end of the connection.
        except TimeoutError:
            gone = False
        except ConnectionResetError:
            gone = True
        held.append((time.monotonic() - start, gone))
        handler.close_connection = True
        if not gone:
            handler.whole("late")

    port = free_port()
    file = write("haproxy.cfg", f"""
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s
    {option}
listen feeds
    bind 127.0.0.1:{port}
    server node 127.0.0.1:{upstream(get)}
""")
    process = proxy(port, "-db", "-f", file)
    try:
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1)
        client.close()
        time.sleep(WAIT + 1)
        return held[0]
    finally:
        stop(process)


usual, abort = held_for(""), held_for("option abortonclose")
verdict(usual[0] > WAIT - 1 and abort[0] < WAIT / 2,
        f"the client closed after 1 s; the server still had it after {usual[0]:.1f} s,"
        f" with abortonclose after {abort[0]:.1f} s")
EOF
