#!/usr/bin/env bash
# Guess:     a proxy passes the events of a stream on as they come.
# Behaviour: to an HTTP/1.1 client every event is some 200 ms late: HAProxy writes with
#            MSG_MORE, as another chunk might follow, and the kernel waits for it. With
#            "option http-no-delay" it is not late.
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


def get(handler):
    handler.head(("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked"))
    for _ in range(8):
        time.sleep(0.4)
        handler.chunk(f"data: {time.time()}\n\n")
    handler.wfile.write(b"0\r\n\r\n")


def late_by(option):
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
        _, answer = ask(port, "/")
        ages = []
        for line in answer:
            if line.startswith(b"data: "):
                ages.append((time.time() - float(line[6:])) * 1000)
        return statistics.median(ages)
    finally:
        stop(process)


usual, no_delay = late_by(""), late_by("option http-no-delay")
verdict(usual > 150 and no_delay < 100,
        f"median age of an event: {usual:.1f} ms, with http-no-delay {no_delay:.1f} ms")
EOF
