package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a row's connections cost. Owned by the row's thread, not thread-safe. What belongs to a
 * handshake counts until the end of the window, so that the first one is among it; all else counts
 * within the window only.
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

  private boolean counts(ByteCategory part, long at) {
    RunContext.Window window = run.window();
    if (part == ByteCategory.HANDSHAKE) {
      return window == null || at < window.end();
    }
    return window != null && window.covers(at);
  }

  void connected(ByteCategory part, long at) {
    connections += counts(part, at) ? 1 : 0;
  }

  void requested(ByteCategory part, long at) {
    requests += counts(part, at) ? 1 : 0;
  }

  void sent(ByteCategory part, int bytes, long at) {
    if (counts(part, at)) {
      sent.merge(part, (long) bytes, Long::sum);
    }
  }

  void received(ByteCategory part, int bytes, long at) {
    if (counts(part, at)) {
      received.merge(part, (long) bytes, Long::sum);
    }
  }

  /** Some of what was received as framing turned out to be an update. */
  void receivedPayload(int bytes, long at) {
    if (counts(ByteCategory.PAYLOAD, at)) {
      received.merge(ByteCategory.FRAMING, (long) -bytes, Long::sum);
      received.merge(ByteCategory.PAYLOAD, (long) bytes, Long::sum);
      updates++;
    }
  }

  /** The row can hear updates now. Only the first time is remembered. */
  void handshakeDone(long micros) {
    if (firstHandshakeMicros < 0) {
      firstHandshakeMicros = micros;
      firstHandshakeBytes = sent(ByteCategory.HANDSHAKE) + received(ByteCategory.HANDSHAKE);
      firstHandshakeRequests = requests;
    }
  }

  long sent(ByteCategory part) {
    return sent.getOrDefault(part, 0L);
  }

  long received(ByteCategory part) {
    return received.getOrDefault(part, 0L);
  }

  long connections() {
    return connections;
  }

  long requests() {
    return requests;
  }

  /** Those that came within the window, whenever they happened. */
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
