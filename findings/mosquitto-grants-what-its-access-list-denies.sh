#!/usr/bin/env bash
# Guess: a broker that denies a client a topic refuses its subscription (in MQTT 3.1.1 with the return code 0x80).
# Seen: mosquitto grants the subscription, with the QoS that was asked for, and then delivers nothing. The access list
#   is read for each message, also for retained ones, but not for a subscription.
# Version: mosquitto 2.0.11-1.2+deb12u2 (Debian 12).
# Why it matters: a page, or a bridge to a feed, that subscribes to a topic it may not read sees an open connection and a
#   granted subscription. A feed without updates looks exactly the same.
# Feedhorn: a source of the type mqtt reports a refused subscription, but cannot see this one; docs/sources.md says so.
source "$(dirname "$0")/support/debian-package.sh" mosquitto 2.0.11-1.2+deb12u2 usr/sbin/mosquitto
python3 - <<'PY'
import os
import socket
import struct

from proxies import WORK, free_port, proxy, report, write


def packet(kind, body):
    return bytes([kind, len(body)]) + body


def text(value):
    return struct.pack("!H", len(value)) + value.encode()


def connect(client):
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(packet(0x10, text("MQTT") + bytes([4, 2, 0, 60]) + text(client)))
    assert connection.recv(4) == bytes([0x20, 2, 0, 0])
    return connection


def subscribe(topic):
    """Returns the return code, and what follows until the answer to a ping."""
    connection = connect("reader")
    connection.sendall(packet(0x82, struct.pack("!H", 1) + text(topic) + bytes([1])))
    answer = b""
    while len(answer) < 5:
        answer += connection.recv(100)
    assert answer[:4] == bytes([0x90, 3, 0, 1]), answer
    connection.sendall(packet(0xC0, b""))
    received = answer[5:]
    while not received.endswith(bytes([0xD0, 0])):
        received += connection.recv(100)
    connection.close()
    return answer[4], received[:-2]


port = free_port()
access = write("access", "topic readwrite open/#\ntopic write closed/#\n")
os.chmod(access, 0o644)
os.chmod(WORK, 0o755)
file = write("mosquitto.conf", f"listener {port} 127.0.0.1\nallow_anonymous true\nacl_file {access}\n")
with proxy(port, "-c", file):
    writer = connect("writer")
    for topic in ("open/a", "closed/a"):
        writer.sendall(packet(0x31, text(topic) + b"1"))
    # The answer to a ping comes after both are retained.
    writer.sendall(packet(0xC0, b""))
    assert writer.recv(2) == bytes([0xD0, 0])
    open_code, open_messages = subscribe("open/a")
    closed_code, closed_messages = subscribe("closed/a")
report(
    (open_code, closed_code, b"open/a" in open_messages, closed_messages) == (1, 1, True, b""),
    f"return codes {open_code} and {closed_code}, messages {open_messages} and {closed_messages}",
)
PY
