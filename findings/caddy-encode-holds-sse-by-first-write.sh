#!/usr/bin/env bash
# Guess:     encode gzip leaves an event stream alone, or delays all of them alike.
# Behaviour: it depends on the first write: where that has fewer than 512 bytes nothing is
#            passed on until as much has gathered, where it has more each event comes at once.
# Version:   caddy 2.6.2-5
#
# Needs Debian 12 and Python 3. Takes the installed package where it is of this version, else a copy
# in a temporary folder. Exits with 1 where the behaviour is another one.
set -euo pipefail
package=caddy version=2.6.2-5 program=usr/bin/caddy
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)" == "$version" ]]; then
  program=/$program
else
  (cd "$work" && apt-get -qq download "$package=$version" && dpkg -x ./*.deb .)
  program=$work/$program
fi
python3 - "$program" "$work" <<'EOF'
import http.client, http.server, socket, subprocess, sys, threading, time, zlib

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


def stream(first):
    def get(handler):
        handler.head(("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked"))
        handler.chunk("data: " + "x" * first + "\n\n")
        for _ in range(8):
            time.sleep(0.5)
            handler.chunk("data: 1\n\n")
        handler.wfile.write(b"0\r\n\r\n")

    return get


def second_byte_after(first):
    port = free_port()
    file = write("Caddyfile", f"""{{
    admin off
    auto_https off
    storage file_system {work}/caddy
}}
http://127.0.0.1:{port} {{
    encode gzip
    reverse_proxy 127.0.0.1:{upstream(stream(first))}
}}
""")
    process = proxy(port, "run", "--adapter", "caddyfile", "--config", file)
    try:
        start = time.monotonic()
        _, answer = ask(port, "/", Accept_Encoding="gzip")
        gzip = answer.getheader("Content-Encoding") == "gzip"
        inflate = zlib.decompressobj(31)
        text = b""
        while b"data: 1" not in text:
            part = answer.read1(4096)
            text += inflate.decompress(part) if gzip else part
        return time.monotonic() - start
    finally:
        stop(process)


small, large = second_byte_after(10), second_byte_after(2000)
verdict(small < 2 and large > 3,
        f"a stream of 4 s, an event each 0.5 s: the second event came after {small:.2f} s where the first"
        f" write had 18 bytes, after {large:.2f} s where it had 2,008")
EOF
