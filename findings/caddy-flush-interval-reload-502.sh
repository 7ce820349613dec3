#!/usr/bin/env bash
# Guess:     flush_interval -1 only flushes sooner, and a reload is graceful.
# Behaviour: with flush_interval -1 a reload answers requests that wait for the upstream with
#            502 at once, and event streams end. Without it the requests are answered, and
#            event streams live on, flushed at once all the same.
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
    time.sleep(4)
    handler.whole("answer")


def status_over_reload(option):
    port, admin, node = free_port(), free_port(), upstream(get)

    def config(comment):
        return write("Caddyfile", f"""{{
    admin 127.0.0.1:{admin}
    auto_https off
    storage file_system {work}/caddy
}}
# {comment}
http://127.0.0.1:{port} {{
    header X-Generation {comment}
    reverse_proxy 127.0.0.1:{node} {{
        {option}
    }}
}}
""")

    process = proxy(port, "run", "--adapter", "caddyfile", "--config", config("one"))
    try:
        result = []
        start = time.monotonic()

        def wait():
            _, answer = ask(port, "/")
            result.append((answer.status, time.monotonic() - start))

        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(1)
        subprocess.run([program, "reload", "--adapter", "caddyfile", "--config", config("two"),
                        "--address", f"127.0.0.1:{admin}"], check=True, capture_output=True)
        waiting.join()
        return result[0]
    finally:
        stop(process)


plain, flush = status_over_reload(""), status_over_reload("flush_interval -1")
verdict(plain[0] == 200 and flush[0] == 502 and flush[1] < 3,
        f"an answer that takes 4 s, reload after 1 s: {plain[0]} after {plain[1]:.1f} s,"
        f" with flush_interval -1 {flush[0]} after {flush[1]:.1f} s")
EOF
