"""Starts the proxy that debian-package.sh found, asks it and reports what was seen."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time

PROGRAM = os.environ["PROGRAM"]
WORK = os.environ["WORK"]
START_SECONDS = 20


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def write(name, text):
    """Writes a file in the temporary folder and returns its path."""
    path = os.path.join(WORK, name)
    with open(path, "w") as file:
        file.write(text)
    return path


@contextlib.contextmanager
def proxy(port, *arguments):
    """Runs the proxy for a block that begins when the port takes connections."""
    log = os.path.join(WORK, "log")
    with open(log, "wb") as output:
        process = subprocess.Popen([PROGRAM, *arguments], stdout=output, stderr=output, cwd=WORK)
    try:
        _await_port(port, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()


def nginx(port, http):
    """Runs nginx with the text of its http block; its temporary files stay in the temporary folder."""
    paths = "".join(f"{kind}_temp_path {WORK}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    file = write("nginx.conf", f"daemon off; master_process off; pid {WORK}/pid; error_log stderr;"
                 f"events {{}} http {{ access_log off; {paths} {http} }}")
    return proxy(port, "-e", "stderr", "-p", WORK, "-c", file)


def varnish(port, vcl):
    """Runs Varnish without its command port, with 16 MB of storage."""
    file = write("default.vcl", vcl)
    return proxy(port, "-F", "-n", f"{WORK}/{port}", "-j", "none", "-T", "none", "-a", f"127.0.0.1:{port}",
                 "-f", file, "-s", "malloc,16m")


def _await_port(port, process, log):
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                with open(log) as text:
                    print(f"Not tried: {PROGRAM} does not start: {text.read()}", file=sys.stderr)
                sys.exit(2)
            time.sleep(0.05)


def get(port, path, timeout=30, **headers):
    """Sends a GET and returns the response. A "_" in the name of a header stands for "-"."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def report(as_described, seen):
    """Prints what was seen and ends the script: with 1 if the behaviour has changed."""
    print(seen)
    sys.exit(0 if as_described else "The behaviour has changed.")
