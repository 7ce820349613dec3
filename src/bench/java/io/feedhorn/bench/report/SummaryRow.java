package io.feedhorn.bench.report;

import io.feedhorn.bench.report.Aim.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the summary: one figure of all servers, and its aim.
 *
 * @param id the key of its reason, if it does not reach its aim
 * @param label the row as the table shows it
 * @param floor the floor in C with which this row is compared, or null
 * @param ours the figure of the measured build
 */
record SummaryRow(String id, String label, @Nullable String floor, Side ours, Aim aim) {
  private static final String OURS = "feedhorn";
  private static final String LAUNCHER = "feedhorn-launcher";
  private static final String BEFORE = "feedhorn-old";
  private static final String FLOOR = "floor";
  private static final String FLOOR_10 = "floor-10ms";
  private static final String CENTRIFUGO = "centrifugo";
  private static final String CPU = "cpu";
  private static final String OPEN = "openMicros";
  private static final String PUBLISHED = "published";

  /** The rows in the order of the table. */
  static final List<SummaryRow> ALL =
      List.of(
          ofFloor("warm", "1,000 readers, 20,000 deliveries/s, warm: µs", FLOOR, "20", 1.15, "20"),
          ofFloor("first-20", "the same, first 20 s: µs", FLOOR, "start", 1.3, "20"),
          new SummaryRow(
              "first-20-launcher",
              "the same, `bin/feedhorn serve`: µs",
              null,
              new Side(LAUNCHER, "start", CPU),
              new Aim("≤ 1.3 × floor", 1.3, false, new Side(FLOOR, "20", CPU))),
          ofFloor("busy", "200,000 deliveries/s: µs", FLOOR_10, "200", 1.0, "200"),
          atMost("busy-p99", "200,000 deliveries/s: p99 ms", FLOOR_10, "200", "p99", 12),
          ofFloor("9000", "9,000 readers, 18,000 deliveries/s: µs", FLOOR, "9000", 1.2, "9000"),
          atMost("idle", "an idle WebSocket: resident KiB", null, "8000", "resident", 8),
          launcher("idle-launcher", "the same, `bin/feedhorn serve`: KiB", "8000", "resident", 8),
          atMost("open-warm", "to open a WebSocket, warm: µs", FLOOR, "9000", OPEN, 100),
          atMost("open-cold", "to open a WebSocket, first 1,000: µs", null, "start", OPEN, 200),
          launcher("open-cold-launcher", "the same, `bin/feedhorn serve`: µs", "start", OPEN, 200),
          post("post-16", "16 connections that POST: publishes/s", "POST 16"),
          post("post-128", "128 connections that POST: publishes/s", "POST 128"),
          batch("batch-100", "NDJSON, 100 lines: publishes/s", "NDJSON 100"),
          batch("batch-1000", "NDJSON, 1,000 lines: publishes/s", "NDJSON 1000"),
          atMost("start", "start to ready, `java -jar`: s", null, "start", "readySeconds", 0.4),
          launcher(
              "start-launcher",
              "start to ready, `bin/feedhorn serve`: s",
              "start",
              "readySeconds",
              0.4),
          new SummaryRow(
              "first-10",
              "the first 10 s of publishing: p99 ms",
              null,
              new Side(OURS, "start", "p99"),
              new Aim("≤ 2 × warm", 2, false, new Side(OURS, "20", "p99"))),
          new SummaryRow(
              "first-10-launcher",
              "the same, `bin/feedhorn serve`: p99 ms",
              null,
              new Side(LAUNCHER, "start", "p99"),
              new Aim("≤ 2 × warm", 2, false, new Side(OURS, "20", "p99"))));

  /** The rows of a cluster of three, in the order of the table. */
  static final List<SummaryRow> CLUSTER =
      List.of(
          atMost("cluster-p50", "to another node, 1,000/s: p50 ms", null, "latency", "p50", 1),
          atMost("cluster-p99", "to another node, 1,000/s: p99 ms", null, "latency", "p99", 5),
          new SummaryRow(
              "cluster-rate",
              "publishes/s of 44,000 offered",
              null,
              new Side(OURS, "rate", "rate"),
              new Aim("≥ 40,000", 40_000, true, null)),
          silence("silence-kill", "silence after `kill -9`: s", "kill", 1, 2),
          silence("silence-pause", "silence after a pause: s", "pause", 2.5, 5),
          silence("silence-partition", "silence after a partition: s", "partition", 2.5, 5));

  /** Returns the same figure of another server. */
  Side of(String subject) {
    return new Side(subject, ours.variant(), ours.figure());
  }

  /** Returns the figure of the build before. Of its launcher there is none. */
  Side before() {
    return of(ours.subject().equals(OURS) ? BEFORE : "");
  }

  private static SummaryRow ofFloor(
      String id, String label, String floor, String variant, double limit, String floorVariant) {
    return new SummaryRow(
        id,
        label,
        floor,
        new Side(OURS, variant, CPU),
        new Aim("≤ " + limit + " × floor", limit, false, new Side(floor, floorVariant, CPU)));
  }

  private static SummaryRow atMost(
      String id, String label, @Nullable String floor, String variant, String figure, double max) {
    String text = "≤ " + Double.toString(max).replaceFirst("\\.0$", "");
    return new SummaryRow(
        id, label, floor, new Side(OURS, variant, figure), new Aim(text, max, false, null));
  }

  private static SummaryRow silence(
      String id, String label, String fault, double median, double worst) {
    SummaryRow row = atMost(id, label, null, fault, "silence", median);
    String text = "%s, worst ≤ %.0f".formatted(row.aim().text(), worst);
    return new SummaryRow(id, label, null, row.ours(), new Aim(text, median, false, worst, null));
  }

  private static SummaryRow post(String id, String label, String variant) {
    return atLeast(id, label, variant, 2, "Centrifugo", CENTRIFUGO);
  }

  private static SummaryRow batch(String id, String label, String variant) {
    return atLeast(id, label, variant, 5, "before", BEFORE);
  }

  private static SummaryRow atLeast(
      String id, String label, String variant, int limit, String name, String other) {
    return new SummaryRow(
        id,
        label,
        null,
        new Side(OURS, variant, PUBLISHED),
        new Aim(
            "≥ %d × %s".formatted(limit, name), limit, true, new Side(other, variant, PUBLISHED)));
  }

  private static SummaryRow launcher(
      String id, String label, String variant, String figure, double max) {
    SummaryRow row = atMost(id, label, null, variant, figure, max);
    return new SummaryRow(id, label, null, new Side(LAUNCHER, variant, figure), row.aim());
  }
}
