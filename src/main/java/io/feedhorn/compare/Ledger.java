package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a row's connections cost. Owned by the row's thread, not thread-safe. What belongs to a
 * handshake counts until the end of the window, so that the first one is among it; all else counts
 * within the window only.
 */
final class Ledger {
  private final Run run;
  private final Map<Part, Long> sent = new EnumMap<>(Part.class);
  private final Map<Part, Long> received = new EnumMap<>(Part.class);
  private long connections;
  private long requests;
  private long updates;
  private long firstHandshakeMicros = -1;
  private long firstHandshakeBytes;
  private long firstHandshakeRequests;

  Ledger(Run run) {
    this.run = run;
  }

  private boolean counts(Part part, long at) {
    Run.Window window = run.window();
    if (part == Part.HANDSHAKE) {
      return window == null || at < window.end();
    }
    return window != null && window.covers(at);
  }

  void connected(Part part, long at) {
    connections += counts(part, at) ? 1 : 0;
  }

  void requested(Part part, long at) {
    requests += counts(part, at) ? 1 : 0;
  }

  void sent(Part part, int bytes, long at) {
    if (counts(part, at)) {
      sent.merge(part, (long) bytes, Long::sum);
    }
  }

  void received(Part part, int bytes, long at) {
    if (counts(part, at)) {
      received.merge(part, (long) bytes, Long::sum);
    }
  }

  /** Some of what was received as framing turned out to be an update. */
  void receivedPayload(int bytes, long at) {
    if (counts(Part.PAYLOAD, at)) {
      received.merge(Part.FRAMING, (long) -bytes, Long::sum);
      received.merge(Part.PAYLOAD, (long) bytes, Long::sum);
      updates++;
    }
  }

  /** The row can hear updates now. Only the first time is remembered. */
  void handshakeDone(long micros) {
    if (firstHandshakeMicros < 0) {
      firstHandshakeMicros = micros;
      firstHandshakeBytes = sent(Part.HANDSHAKE) + received(Part.HANDSHAKE);
      firstHandshakeRequests = requests;
    }
  }

  long sent(Part part) {
    return sent.getOrDefault(part, 0L);
  }

  long received(Part part) {
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
