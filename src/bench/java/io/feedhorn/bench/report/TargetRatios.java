package io.feedhorn.bench.report;

import io.feedhorn.bench.Results;
import java.util.ArrayList;
import java.util.List;

/** The targets of each scenario. */
final class TargetRatios {
  private static final String OURS = "feedhorn";

  /** The limit for a ratio to a peer: not more CPU time than the peer. */
  private static final double BELOW_PEER = 1;

  private TargetRatios() {}

  static List<TargetRatio> of(String scenario, Results results) {
    List<TargetRatio> targets =
        switch (scenario) {
          case "fan-out" -> fanOut(results);
          case "overload" -> overload(results);
          case "topics" -> belowPeers(results, "1000");
          case "transports" -> transports(results);
          case "stalled", "stalled-5000" -> stalled(results);
          case "scale" -> scale(results);
          default -> List.of();
        };
    return targets.stream().filter(TargetRatio::isPresent).toList();
  }

  private static List<TargetRatio> fanOut(Results results) {
    List<TargetRatio> targets = new ArrayList<>();
    targets.add(cpu(results, "the C floor, one send each", 1.4, "20", "floor"));
    targets.addAll(belowPeers(results, "20"));
    return targets;
  }

  private static List<TargetRatio> overload(Results results) {
    List<TargetRatio> targets = new ArrayList<>();
    targets.add(
        TargetRatio.ofRows(
            results.of(OURS, "200"),
            "offered / delivered",
            1.01,
            row -> row.value("offered") / row.value("delivered")));
    targets.add(cpu(results, "the C floor, one flush per 10 ms", 1.5, "200", "floor-10ms"));
    targets.add(cpu(results, "NATS", BELOW_PEER, "200", "nats"));
    targets.add(cpu(results, "Node ws", 1 / 20.0, "200", "ws"));
    targets.add(cpu(results, "the Vert.x SockJS bridge", 1 / 40.0, "200", "bridge"));
    return targets;
  }

  private static List<TargetRatio> transports(Results results) {
    List<TargetRatio> targets = new ArrayList<>();
    for (String rate : results.variants()) {
      for (String subject : results.subjects()) {
        if (!subject.equals(OURS)) {
          targets.add(
              TargetRatio.of(
                  results,
                  subject + " / WebSocket, " + rate + " updates a second",
                  1.3,
                  rate,
                  subject,
                  OURS));
        }
      }
    }
    return targets;
  }

  private static List<TargetRatio> stalled(Results results) {
    return List.of(
        TargetRatio.ofVariants(
            results,
            "p99 of the other readers, stalled / before",
            1.2,
            "p99",
            "stalled",
            OURS,
            "before",
            OURS),
        TargetRatio.ofVariants(
            results, "live heap, stalled / before", 1.1, "heap", "stalled", OURS, "before", OURS),
        TargetRatio.ofRows(
            results.of(OURS, "stalled"),
            "live heap, stalled / documented bound",
            1,
            row -> row.value("heap") / row.value("bound")));
  }

  private static List<TargetRatio> scale(Results results) {
    return List.of(
        TargetRatio.ofVariants(
            results, "10,000 / 1,000 subscribers", 1.5, "cpu", "10000", OURS, "1000", OURS));
  }

  private static List<TargetRatio> belowPeers(Results results, String variant) {
    List<TargetRatio> targets = new ArrayList<>();
    for (String subject : results.subjects()) {
      if (!subject.startsWith(OURS) && !subject.startsWith("floor")) {
        targets.add(cpu(results, subject, BELOW_PEER, variant, subject));
      }
    }
    return targets;
  }

  private static TargetRatio cpu(
      Results results, String what, double limit, String variant, String peer) {
    return TargetRatio.of(results, "Feedhorn / " + what, limit, variant, OURS, peer);
  }
}
