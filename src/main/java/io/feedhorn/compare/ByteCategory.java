package io.feedhorn.compare;

import java.util.Locale;

/** The purposes of bytes on the wire. */
enum ByteCategory {
  /** Once for each connection: upgrade, header fields of a stream, subscription. */
  HANDSHAKE,
  /** Header fields of requests and responses, for each exchange. */
  HEADERS,
  /** Everything around updates: frame headers, envelopes, escapes, heartbeats. */
  FRAMING,
  /** The update objects. */
  PAYLOAD;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
