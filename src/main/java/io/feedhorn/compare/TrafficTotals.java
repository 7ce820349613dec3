package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/** Bytes by direction and category. Immutable. */
record TrafficTotals(Map<ByteCategory, Long> sent, Map<ByteCategory, Long> received) {
  TrafficTotals {
    sent = Map.copyOf(sent);
    received = Map.copyOf(received);
  }

  static TrafficTotals of(TrafficLedger ledger) {
    Map<ByteCategory, Long> sent = new EnumMap<>(ByteCategory.class);
    Map<ByteCategory, Long> received = new EnumMap<>(ByteCategory.class);
    for (ByteCategory category : ByteCategory.values()) {
      sent.put(category, ledger.sent(category));
      received.put(category, ledger.received(category));
    }
    return new TrafficTotals(sent, received);
  }

  long sent(ByteCategory category) {
    return sent.getOrDefault(category, 0L);
  }

  long received(ByteCategory category) {
    return received.getOrDefault(category, 0L);
  }

  long both(ByteCategory category) {
    return sent(category) + received(category);
  }

  long total() {
    long total = 0;
    for (ByteCategory category : ByteCategory.values()) {
      total += both(category);
    }
    return total;
  }
}
