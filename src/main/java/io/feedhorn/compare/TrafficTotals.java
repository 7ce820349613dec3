package io.feedhorn.compare;

import java.util.EnumMap;
import java.util.Map;

/** Bytes by direction and part. Immutable. */
record TrafficTotals(Map<ByteCategory, Long> sent, Map<ByteCategory, Long> received) {
  TrafficTotals {
    sent = Map.copyOf(sent);
    received = Map.copyOf(received);
  }

  static TrafficTotals of(TrafficLedger ledger) {
    Map<ByteCategory, Long> sent = new EnumMap<>(ByteCategory.class);
    Map<ByteCategory, Long> received = new EnumMap<>(ByteCategory.class);
    for (ByteCategory part : ByteCategory.values()) {
      sent.put(part, ledger.sent(part));
      received.put(part, ledger.received(part));
    }
    return new TrafficTotals(sent, received);
  }

  long sent(ByteCategory part) {
    return sent.getOrDefault(part, 0L);
  }

  long received(ByteCategory part) {
    return received.getOrDefault(part, 0L);
  }

  long both(ByteCategory part) {
    return sent(part) + received(part);
  }

  long total() {
    long total = 0;
    for (ByteCategory part : ByteCategory.values()) {
      total += both(part);
    }
    return total;
  }
}
