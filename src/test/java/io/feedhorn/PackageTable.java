package io.feedhorn;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The packages below {@code io.feedhorn}, and the ones that each of them may import. */
final class PackageTable {
  private static final List<String> CORE =
      List.of("model", "json", "metrics", "trace", "log", "publish", "reader", "presence", "hub");
  private static final List<String> TRANSPORT =
      List.of(
          "model",
          "json",
          "metrics",
          "log",
          "publish",
          "reader",
          "presence",
          "hub",
          "limits",
          "auth",
          "transport",
          "transport.netty");

  private static final List<String> SOURCE =
      List.of("model", "json", "metrics", "source", "source.format");
  private static final List<String> SOURCE_TYPES =
      List.of(
          "source.book",
          "source.http",
          "source.file",
          "source.nats",
          "source.redis",
          "source.kafka",
          "source.mqtt",
          "source.postgresql");

  /** The packages that each package may import, the packages at the bottom first. */
  static final Map<String, List<String>> MAY_IMPORT =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("model", List.of()),
              Map.entry("json", List.of("model")),
              Map.entry("metrics", List.of("model")),
              Map.entry("trace", List.of("model")),
              Map.entry("trace.otel", List.of("model", "trace")),
              Map.entry("log", List.of("model")),
              Map.entry("store", List.of("model", "metrics")),
              Map.entry("store.artemis", List.of("model", "store")),
              Map.entry("notify", List.of("model", "json")),
              Map.entry(
                  "publish",
                  List.of("model", "json", "metrics", "trace", "log", "store", "notify")),
              Map.entry("reader", List.of("model", "json", "metrics", "log", "publish", "store")),
              Map.entry(
                  "push", List.of("model", "json", "metrics", "log", "limits", "publish", "store")),
              Map.entry("alerts", List.of("model", "json", "log", "metrics", "publish")),
              Map.entry("delta", List.of("model", "json")),
              Map.entry("presence", List.of("model", "json", "metrics", "log", "publish")),
              Map.entry(
                  "hub",
                  List.of("model", "metrics", "trace", "log", "publish", "delta", "presence")),
              Map.entry("limits", List.of("model")),
              Map.entry("auth", List.of("model", "json", "limits")),
              Map.entry("health", List.of()),
              Map.entry("metrics.prometheus", List.of("model", "metrics")),
              Map.entry("cluster.codec", List.of()),
              Map.entry("cluster.replica", List.of("model", "log", "publish", "cluster.codec")),
              Map.entry("cluster.voters", List.of("store", "cluster.codec")),
              Map.entry(
                  "cluster.protocol",
                  List.of(
                      "model",
                      "log",
                      "publish",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters")),
              Map.entry(
                  "cluster.owner",
                  List.of(
                      "model",
                      "metrics",
                      "trace",
                      "log",
                      "publish",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters",
                      "cluster.protocol")),
              Map.entry(
                  "cluster",
                  List.of(
                      "model",
                      "metrics",
                      "trace",
                      "log",
                      "publish",
                      "store",
                      "cluster.replica",
                      "cluster.protocol",
                      "cluster.owner",
                      "cluster.quorum",
                      "cluster.voters")),
              Map.entry(
                  "cluster.quorum",
                  List.of(
                      "model",
                      "log",
                      "publish",
                      "store",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.voters",
                      "cluster.protocol",
                      "cluster.owner")),
              Map.entry(
                  "cluster.infinispan",
                  List.of(
                      "log",
                      "cluster",
                      "cluster.codec",
                      "cluster.replica",
                      "cluster.protocol",
                      "cluster.owner")),
              Map.entry("transport", TRANSPORT),
              Map.entry("transport.netty", List.of("model", "metrics", "hub", "limits")),
              Map.entry("transport.websocket", TRANSPORT),
              Map.entry("transport.sockjs", TRANSPORT),
              Map.entry("transport.sse", TRANSPORT),
              Map.entry("transport.polling", TRANSPORT),
              Map.entry("http.api", union(TRANSPORT, "push", "alerts")),
              Map.entry("http.admin", TRANSPORT),
              Map.entry(
                  "http",
                  union(
                      TRANSPORT,
                      "trace",
                      "health",
                      "metrics.prometheus",
                      "notify",
                      "push",
                      "alerts",
                      "http.api",
                      "http.admin",
                      "transport.websocket",
                      "transport.sockjs",
                      "transport.sse",
                      "transport.polling",
                      "demo.lab")),
              Map.entry("source", List.of("model", "json", "metrics", "publish")),
              Map.entry("source.format", List.of("model", "json", "source")),
              Map.entry("source.store", List.of("model", "log", "publish", "store", "source")),
              Map.entry("source.deploy", List.of("publish", "source")),
              Map.entry("source.book", List.of("source")),
              Map.entry("source.http", union(SOURCE, "source.book", "client")),
              Map.entry("source.file", SOURCE),
              Map.entry("source.nats", SOURCE),
              Map.entry("source.redis", SOURCE),
              Map.entry("source.kafka", SOURCE),
              Map.entry("source.mqtt", SOURCE),
              Map.entry("source.postgresql", SOURCE),
              Map.entry("demo", List.of("model", "json", "publish")),
              Map.entry("demo.lab", List.of("model", "json", "publish", "demo")),
              Map.entry("client", List.of("model", "json")),
              Map.entry("client.fault", List.of()),
              Map.entry("conform", List.of("model", "json", "client", "client.fault")),
              Map.entry("compare", List.of("model", "json", "client")),
              Map.entry(
                  "app.settings",
                  union(
                      union(CORE, SOURCE_TYPES.toArray(String[]::new)),
                      "store",
                      "push",
                      "alerts",
                      "limits",
                      "auth",
                      "health",
                      "cluster",
                      "cluster.voters",
                      "http",
                      "source",
                      "source.format",
                      "demo")),
              Map.entry(
                  "app",
                  union(
                      union(TRANSPORT, SOURCE_TYPES.toArray(String[]::new)),
                      "trace",
                      "trace.otel",
                      "source",
                      "source.store",
                      "source.deploy",
                      "health",
                      "metrics.prometheus",
                      "cluster",
                      "cluster.infinispan",
                      "cluster.voters",
                      "cluster.quorum",
                      "store",
                      "store.artemis",
                      "push",
                      "alerts",
                      "http",
                      "http.admin",
                      "demo",
                      "demo.lab",
                      "app.settings")),
              Map.entry("app.cli.feed", List.of("model", "json", "client", "app")),
              Map.entry(
                  "app.recover", List.of("model", "log", "publish", "store", "cluster.voters")),
              Map.entry(
                  "app.cli",
                  union(
                      CORE,
                      "app.cli.feed",
                      "limits",
                      "auth",
                      "http",
                      "app",
                      "app.settings",
                      "app.recover",
                      "store",
                      "store.artemis",
                      "cluster.voters",
                      "client",
                      "conform",
                      "compare"))));

  private PackageTable() {}

  private static List<String> union(List<String> names, String... more) {
    return Stream.concat(names.stream(), Stream.of(more)).toList();
  }
}
