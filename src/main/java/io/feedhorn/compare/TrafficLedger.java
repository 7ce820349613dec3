package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/**
 * The bytes, requests and connections of one row. Owned by the row's thread, not thread-safe.
 * Handshakes count from the start until the end of the window, so that the first one is included;
 * everything else counts within the window only.
 */
final class TrafficLedger {
  private final RunContext run;
  private final Map<ByteCategory, Long> sent = new EnumMap<>(ByteCategory.class);
  private final Map<ByteCategory, Long> received = new EnumMap<>(ByteCategory.class);
  private long connections;
  private long requests;
  private long updates;
  private long firstHandshakeMicros = -1;
  private long firstHandshakeBytes;
  private long firstHandshakeRequests;

  TrafficLedger(RunContext run) {
    this.run = run;
  }

  private boolean counts(ByteCategory category, long at) {
    RunContext.Window window = run.window();
    if (category == ByteCategory.HANDSHAKE) {
      return window == null || at < window.end();
    }
    return window != null && window.covers(at);
  }

  void connected(ByteCategory category, long at) {
    connections += counts(category, at) ? 1 : 0;
  }

  void requested(ByteCategory category, long at) {
    requests += counts(category, at) ? 1 : 0;
  }

  void sent(ByteCategory category, int bytes, long at) {
    if (counts(category, at)) {
      sent.merge(category, (long) bytes, Long::sum);
    }
  }

  void received(ByteCategory category, int bytes, long at) {
    if (counts(category, at)) {
      received.merge(category, (long) bytes, Long::sum);
    }
  }

  /** Reclassifies received framing as an update. */
  void receivedPayload(int bytes, long at) {
    if (counts(ByteCategory.PAYLOAD, at)) {
      received.merge(ByteCategory.FRAMING, (long) -bytes, Long::sum);
      received.merge(ByteCategory.PAYLOAD, (long) bytes, Long::sum);
      updates++;
    }
  }

  /** Records the end of the first handshake; later handshakes are ignored. */
  void handshakeCompleted(long micros) {
    if (firstHandshakeMicros < 0) {
      firstHandshakeMicros = micros;
      firstHandshakeBytes = sent(ByteCategory.HANDSHAKE) + received(ByteCategory.HANDSHAKE);
      firstHandshakeRequests = requests;
    }
  }

  long sent(ByteCategory category) {
    return sent.getOrDefault(category, 0L);
  }

  long received(ByteCategory category) {
    return received.getOrDefault(category, 0L);
  }

  long connections() {
    return connections;
  }

  long requests() {
    return requests;
  }

  /** Returns the number of updates that arrived within the window. */
  long updates() {
    return updates;
  }

  long handshakeMicros() {
    return Math.max(0, firstHandshakeMicros);
  }

  long handshakeBytes() {
    return firstHandshakeBytes;
  }

  long handshakeRequests() {
    return firstHandshakeRequests;
  }
}
