package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/** Bytes by direction and part. Immutable. */
record Wire(Map<Part, Long> sent, Map<Part, Long> received) {
  Wire {
    sent = Map.copyOf(sent);
    received = Map.copyOf(received);
  }

  static Wire of(Ledger ledger) {
    Map<Part, Long> sent = new EnumMap<>(Part.class);
    Map<Part, Long> received = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      sent.put(part, ledger.sent(part));
      received.put(part, ledger.received(part));
    }
    return new Wire(sent, received);
  }

  long sent(Part part) {
    return sent.getOrDefault(part, 0L);
  }

  long received(Part part) {
    return received.getOrDefault(part, 0L);
  }

  long both(Part part) {
    return sent(part) + received(part);
  }

  long total() {
    long total = 0;
    for (Part part : Part.values()) {
      total += both(part);
    }
    return total;
  }
}
