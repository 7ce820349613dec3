package io.feedhorn.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scenarios by name, in the order of measurement and report. */
final class Scenarios {
  private static final List<Peer> ALL_SERVERS =
      List.of(
          Peer.FEEDHORN,
          Peer.FEEDHORN_OLD,
          Peer.FEEDHORN_DEFLATE,
          Peer.FLOOR,
          Peer.FLOOR_10,
          Peer.BRIDGE,
          Peer.NAIVE,
          Peer.WS,
          Peer.SOCKET_IO,
          Peer.NCHAN,
          Peer.NATS,
          Peer.MOSQUITTO,
          Peer.CENTRIFUGO);

  private static final List<Peer> TRANSPORTS =
      List.of(Peer.FEEDHORN, Peer.FEEDHORN_SSE, Peer.FEEDHORN_BUS, Peer.FEEDHORN_SOCKJS);

  /** The name of the scenario of all rows of the summary, except those of a cluster. */
  static final String SUMMARY = "summary";

  /** The name of the scenario of the rows of a cluster. */
  static final String CLUSTER = "cluster";

  /** The scenarios with aims. */
  static final List<String> WITH_AIMS = List.of(SUMMARY, CLUSTER);

  private static final List<Peer> BUILDS = List.of(Peer.FEEDHORN, Peer.FEEDHORN_OLD);
  private static final List<Peer> COMPRESSION =
      List.of(Peer.FEEDHORN, Peer.FEEDHORN_DEFLATE, Peer.FEEDHORN_SSE, Peer.FEEDHORN_SSE_GZIP);

  private static final Map<String, Scenario> ALL = new LinkedHashMap<>();

  static {
    ALL.put("fan-out", new RateScenario(ALL_SERVERS, List.of(oneTopic("20", 1_000, 20))));
    ALL.put("overload", new RateScenario(ALL_SERVERS, List.of(oneTopic("200", 1_000, 200))));
    ALL.put(
        "topics",
        new RateScenario(ALL_SERVERS, List.of(new Workload("1000", 1_000, 1_000, 10, 1_000))));
    ALL.put(
        "transports",
        new RateScenario(
            TRANSPORTS, List.of(oneTopic("20", 1_000, 20), oneTopic("200", 1_000, 200))));
    ALL.put(
        "compression",
        new RateScenario(
            COMPRESSION,
            List.of(
                messages("116 B, 20/s", 20, Workload.SMALL_BYTES),
                messages("1,500 B, 20/s", 20, 1_500),
                messages("1,500 B, 100/s", 100, 1_500))));
    ALL.put(
        "stalled",
        new StalledReadersScenario(Peer.FEEDHORN, new Workload("", 4, 1_000, 4, 50), 0.1, 20));
    ALL.put(
        "stalled-5000",
        new StalledReadersScenario(Peer.FEEDHORN, new Workload("", 100, 5_000, 20, 40), 0.2, 20));
    ALL.put(
        "scale",
        new RateScenario(
            List.of(Peer.FEEDHORN, Peer.FLOOR),
            List.of(
                oneTopic("100", 100, 200),
                oneTopic("1000", 1_000, 20),
                oneTopic("10000", 10_000, 2))));
    ALL.put(
        "idle",
        new IdleConnectionScenario(
            List.of(
                Peer.FEEDHORN,
                Peer.FEEDHORN_OLD,
                Peer.LAUNCHER,
                Peer.FEEDHORN_SSE,
                Peer.BRIDGE,
                Peer.WS,
                Peer.CENTRIFUGO,
                Peer.CENTRIFUGO_UNI),
            List.of(1_000, 10_000)));
    ALL.put("start", start());
    ALL.put("publish", new CombinedScenario(publish()));
    ALL.put(SUMMARY, new CombinedScenario(summary()));
    ALL.put(CLUSTER, new ClusterScenario(BUILDS));
    ALL.put("micro", new JmhScenario());
  }

  static final List<String> NAMES = List.copyOf(ALL.keySet());

  /** The scenarios without the summary, which repeats a part of each, and without the cluster. */
  static final List<String> DEFAULT_NAMES =
      NAMES.stream().filter(name -> !WITH_AIMS.contains(name)).toList();

  private Scenarios() {}

  static Scenario named(String name) {
    Scenario scenario = ALL.get(name);
    if (scenario == null) {
      throw new IllegalArgumentException(
          "scenario \"%s\": must be one of %s".formatted(name, String.join(", ", NAMES)));
    }
    return scenario;
  }

  private static Scenario.Rounds start() {
    return new StartScenario(with(Peer.LAUNCHER), oneTopic("start", 1_000, 20));
  }

  private static List<Scenario.Rounds> publish() {
    List<Peer> all = List.of(Peer.FEEDHORN, Peer.FEEDHORN_OLD, Peer.CENTRIFUGO);
    return List.of(
        new PublishScenario("POST 16", all, 16, 1),
        new PublishScenario("POST 128", all, 128, 1),
        new PublishScenario("NDJSON 100", BUILDS, 16, 100),
        new PublishScenario("NDJSON 1000", BUILDS, 16, 1_000));
  }

  private static List<Scenario.Rounds> summary() {
    List<Scenario.Rounds> parts = new ArrayList<>();
    parts.add(
        new RateScenario(
            with(Peer.FLOOR, Peer.CENTRIFUGO, Peer.WS), List.of(oneTopic("20", 1_000, 20))));
    parts.add(
        new RateScenario(
            with(Peer.FLOOR_10, Peer.CENTRIFUGO, Peer.WS), List.of(oneTopic("200", 1_000, 200))));
    parts.add(
        new RateScenario(
            with(Peer.FLOOR, Peer.CENTRIFUGO, Peer.WS), List.of(oneTopic("9000", 9_000, 2))));
    parts.addAll(publish());
    // Before the idle connections: in the first round it waits for the archive of the launcher.
    parts.add(start());
    parts.add(
        new IdleConnectionScenario(
            with(Peer.LAUNCHER, Peer.CENTRIFUGO, Peer.CENTRIFUGO_UNI, Peer.WS), List.of(8_000)));
    return parts;
  }

  private static List<Peer> with(Peer... others) {
    return Stream.concat(BUILDS.stream(), Stream.of(others)).toList();
  }

  private static Workload oneTopic(String variant, int subscribers, double rate) {
    return new Workload(variant, 1, subscribers, 1, rate);
  }

  private static Workload messages(String variant, double rate, int messageBytes) {
    return new Workload(variant, 1, 1_000, 1, rate, messageBytes);
  }
}
