#!/usr/bin/env bash
# Guess:     an answer with max-age=1 is kept for one second, and one to a request with
#            Authorization is not given to others (RFC 9111, 3.5).
# Behaviour: with proxy_cache it is kept for nearly two seconds (whole seconds are compared),
#            without an Age header, and what one client got with its token is given to the
#            next one without any.
# Version:   nginx 1.22.1-9+deb12u11
#
# Needs Debian 12 and Python 3. Takes the installed package where it is of this version, else a copy
# in a temporary folder. Exits with 1 where the behaviour is another one.
set -euo pipefail
package=nginx version=1.22.1-9+deb12u11 program=usr/sbin/nginx
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


def nginx(port, http):
    paths = "".join(f"{k}_temp_path {work}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = write("nginx.conf", f"daemon off; master_process off; pid {work}/pid; error_log stderr;"
                 f"events {{}} http {{ access_log off; {paths} {http} }}")
    return proxy(port, "-e", "stderr", "-p", work, "-c", file)


def get(handler):
    handler.whole(f"{time.time()} {handler.headers.get('Authorization')}", ("Cache-Control", "max-age=1"))


port = free_port()
process = nginx(port, f"proxy_cache_path {work}/cache keys_zone=c:1m; server {{ listen 127.0.0.1:{port};"
                f"location / {{ proxy_pass http://127.0.0.1:{upstream(get)}; proxy_cache c; }} }}")
try:
    _, answer = ask(port, "/secret", Authorization="Bearer token")
    answer.read()
    _, answer = ask(port, "/secret")
    shared = answer.read().decode()
    oldest, ages = 0.0, set()
    end = time.monotonic() + 6
    while time.monotonic() < end:
        _, answer = ask(port, "/price")
        oldest = max(oldest, time.time() - float(answer.read().split()[0]))
        ages.add(answer.getheader("Age"))
finally:
    stop(process)
verdict(shared.endswith("Bearer token") and oldest > 1.5 and ages == {None},
        f"asked without a token: the answer for '{shared.split(' ', 1)[1]}'; oldest answer {oldest:.2f} s; Age {ages}")
EOF
