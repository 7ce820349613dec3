package io.feedhorn.conform;

import io.feedhorn.client.ClientException;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks of the delay between the receipt of an update and its arrival at a connected reader. */
final class DelayChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "update.prompt",
              "An update is pushed to a reader about when its publisher has the receipt",
              DelayChecks::prompt));

  /** An odd number. The median is used, so that a few delays of this machine have no effect. */
  private static final int UPDATES = 11;

  private static final Duration LATE = Duration.ofMillis(100);
  private static final int ROUND_TRIPS = 3;

  private DelayChecks() {}

  private static String prompt(CheckContext context) {
    List<Transport> pushed = context.transports(Transport::isPush);
    List<Long> roundTrips = new ArrayList<>();
    Map<Transport, Long> delays = new EnumMap<>(Transport.class);
    for (Transport transport : pushed) {
      delays.put(transport, delay(context, transport, roundTrips));
    }
    // Receipts of the same run show how fast this machine and the network are.
    long roundTrip = median(roundTrips);
    long allowed = LATE.toNanos() + ROUND_TRIPS * roundTrip;
    String late =
        delays.entrySet().stream()
            .filter(delay -> delay.getValue() > allowed)
            .map(delay -> delay.getKey().label())
            .collect(Collectors.joining(", "));
    CheckFailed.require(
        late.isEmpty(),
        "late over %s: %s after the receipt, which took %s; a proxy may hold updates back"
            .formatted(late, shown(delays), millis(roundTrip)));
    return "%s after the receipt, which took %s".formatted(shown(delays), millis(roundTrip));
  }

  private static long delay(CheckContext context, Transport transport, List<Long> roundTrips) {
    String topic = context.prefix() + ".a";
    String since = context.publish(topic, "0").cursor();
    List<Long> delays = new ArrayList<>();
    try (UpdateReader reader = context.open(transport, ReadRequest.of(topic).since(since))) {
      for (int i = 1; i <= UPDATES; i++) {
        long start = System.nanoTime();
        context.publish(topic, Integer.toString(i));
        long receipt = System.nanoTime();
        roundTrips.add(receipt - start);
        context.read(reader, 1);
        delays.add(System.nanoTime() - receipt);
      }
    } catch (CheckFailed | ClientException failure) {
      throw new CheckFailed(transport + ": " + failure.getMessage());
    }
    return median(delays);
  }

  private static long median(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static String shown(Map<Transport, Long> delays) {
    return delays.entrySet().stream()
        .map(delay -> delay.getKey().label() + " " + millis(delay.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String millis(long nanos) {
    return "%.1f ms".formatted(nanos / 1e6);
  }
}
