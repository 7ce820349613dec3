package io.feedhorn.compare;

import java.util.Locale;

/** What a byte on the wire is for. */
enum ByteCategory {
  /** Paid once a connection: upgrade, the stream's head, the subscription. */
  HANDSHAKE,
  /** Heads of requests and answers that are paid for each exchange. */
  HEADERS,
  /** What stands around updates: frame headers, envelopes, escapes, heartbeats. */
  FRAMING,
  /** The update objects. */
  PAYLOAD;

  String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
