#!/usr/bin/env bash
# Guess: a subscription gets the retained message of each topic that matches; a broker with many of them sends them one
#   after the other, as the client acknowledges them.
# Seen: mosquitto puts them all into the queue of the client before it reads an acknowledgement. With QoS 1 a client gets
#   1,020 of 3,000: 20 on their way (max_inflight_messages) and 1,000 in its queue (max_queued_messages). The others are
#   dropped; the client is not told. With QoS 0, and with `max_queued_messages 0`, it gets all.
# Version: mosquitto 2.0.11-1.2+deb12u2 (Debian 12). Its manual speaks of messages that wait, not of retained ones.
# Why it matters: retained messages are the snapshot of a feed. Topics that change seldom stay empty for hours, and which ones
#   depends on their order in the broker.
# Feedhorn: a source of the type mqtt subscribes with QoS 1, and cannot see it; docs/sources.md says what to set.
source "$(dirname "$0")/support/debian-package.sh" mosquitto 2.0.11-1.2+deb12u2 usr/sbin/mosquitto
python3 - <<'PY'
import os
import socket
import struct

from proxies import WORK, free_port, proxy, report, write

TOPICS = 3000


def packet(kind, body):
    length, size = len(body), b""
    while True:
        size += bytes([length % 128 | (0x80 if length > 127 else 0)])
        length //= 128
        if not length:
            return bytes([kind]) + size + body


def text(value):
    return struct.pack("!H", len(value)) + value.encode()


class Client:
    def __init__(self, name):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.input = self.connection.makefile("rb")
        self.send(0x10, text("MQTT") + bytes([4, 2, 0, 60]) + text(name))
        assert self.next()[0] == 0x20

    def send(self, kind, body=b""):
        self.connection.sendall(packet(kind, body))

    def next(self):
        kind, length, shift = self.input.read(1)[0], 0, 0
        while True:
            byte = self.input.read(1)[0]
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 128:
                return kind, self.input.read(length)

    def retain(self, topic, value):
        """Publishes a retained message with QoS 1."""
        self.send(0x33, text(topic) + struct.pack("!H", 1) + value)
        assert self.next()[0] == 0x40

    def subscribe(self, topic, qos):
        self.send(0x82, struct.pack("!H", 1) + text(topic) + bytes([qos]))

    def topics(self):
        """The topics of the messages that arrive, each of which is acknowledged at once, until a ping is answered."""
        topics, idle = set(), 0
        self.send(0xC0)
        while idle < 3:
            kind, body = self.next()
            if kind == 0xD0:
                idle += 1
                self.send(0xC0)
            elif kind & 0xF0 == 0x30:
                idle = 0
                size = 2 + struct.unpack("!H", body[:2])[0]
                topics.add(body[2:size].decode())
                if kind & 6:
                    self.send(0x40, body[size : size + 2])
        return topics


def seen(settings):
    """The numbers of topics that subscriptions with the QoS 0 and 1 get."""
    file = write("mosquitto.conf", f"listener {port} 127.0.0.1\nallow_anonymous true\n{settings}\n")
    with proxy(port, "-c", file):
        writer = Client("writer")
        for number in range(TOPICS):
            writer.retain(f"prices/{number}", b"1")
        counts = []
        for qos in (0, 1):
            reader = Client(f"reader{qos}")
            reader.subscribe("prices/+", qos)
            counts.append(len(reader.topics()))
        return counts


os.chmod(WORK, 0o755)
port = free_port()
default, unlimited = seen(""), seen("max_queued_messages 0")
report((default, unlimited) == ([TOPICS, 1020], [TOPICS, TOPICS]),
       f"of {TOPICS} retained messages arrive with QoS 0 and 1: {default}, without a limit: {unlimited}")
PY
