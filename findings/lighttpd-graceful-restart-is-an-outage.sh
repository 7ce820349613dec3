#!/usr/bin/env bash
# Guess:     a graceful restart (SIGUSR1) goes on taking connections while open ones end.
# Behaviour: new connections are refused until the last open one has ended or was cut, which
#            one event stream puts off by about 8 s.
# Version:   lighttpd 1.4.69-1
#
# Needs Debian 12 and Python 3. Takes the installed package where it is of this version, else a copy
# in a temporary folder. Exits with 1 where the behaviour is another one.
set -euo pipefail
package=lighttpd version=1.4.69-1 program=usr/sbin/lighttpd
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
    if handler.path == "/":
        handler.whole("here")
        return
    handler.head(("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked"))
    while True:
        handler.chunk("data: 1\n\n")
        time.sleep(0.2)


port = free_port()
file = write("lighttpd.conf", f"""
server.document-root = "{work}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ( "mod_proxy" )
server.stream-response-body = 2
proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => {upstream(get)} )) )
""")
process = proxy(port, "-D", "-f", file)
try:
    _, stream = ask(port, "/stream")
    threading.Thread(target=lambda: [None for _ in iter(lambda: stream.read(1), b"")], daemon=True).start()
    time.sleep(1)
    process.send_signal(signal.SIGUSR1)
    refused, end = [], time.monotonic() + 15
    while time.monotonic() < end:
        try:
            ask(port, "/", 2)[1].read()
        except (OSError, http.client.HTTPException):
            refused.append(time.monotonic())
        time.sleep(0.1)
finally:
    process.kill()
outage = refused[-1] - refused[0] if refused else 0
verdict(outage > 3, f"no new connection for {outage:.1f} s after SIGUSR1 with one event stream open")
EOF
