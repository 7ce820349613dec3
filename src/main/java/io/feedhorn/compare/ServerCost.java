package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server says it spent, by its own names for transports: two readings of {@code /metrics}.
 * Immutable.
 *
 * @param figures counters by metric and transport, {@code feedhorn_delivered_total sse}
 */
record ServerCost(Map<String, Double> figures) {
  private static final Pattern COUNTER =
      Pattern.compile("(feedhorn_\\w+_total)\\{transport=\"([a-z-]+)\"} ([0-9.E+-]+)");
  private static final String CPU = "feedhorn_cpu_seconds_total ";
  private static final String DELIVERED = "feedhorn_delivered_total ";
  private static final String REQUESTS = "feedhorn_requests_total ";

  /** What the server says now; nothing where it does not tell. */
  static ServerCost read(Run run, Target target) {
    try (Connection connection =
        new Connection(target, new Ledger(run), run.clock(), Part.HEADERS)) {
      connection.send(target.request("GET", "/metrics", null, "Connection", "close"), Part.HEADERS);
      HttpHead head = HttpHead.read(connection, Part.HEADERS).must(200, "/metrics");
      byte[] body = head.body(connection, Part.HEADERS);
      return parse(new String(body, StandardCharsets.UTF_8));
    } catch (IOException untold) {
      return new ServerCost(Map.of());
    }
  }

  static ServerCost parse(String text) {
    Map<String, Double> figures = new HashMap<>();
    Matcher counter = COUNTER.matcher(text);
    while (counter.find()) {
      figures.put(counter.group(1) + " " + counter.group(2), Double.valueOf(counter.group(3)));
    }
    return new ServerCost(figures);
  }

  private double since(ServerCost before, String counter) {
    Double now = figures.get(counter);
    return now == null ? Double.NaN : now - before.figures.getOrDefault(counter, 0.0);
  }

  /**
   * Microseconds of CPU for each update of a row; NaN where the server does not say. Pollers share
   * a name there whatever their interval: what a request costs is theirs by their requests.
   *
   * @param requests of the row
   * @param updates of the row
   */
  double microsPerUpdate(ServerCost before, Row row, long requests, long updates) {
    String name = serverName(row);
    double cpu = since(before, CPU + name) * 1e6;
    double each =
        row.polls()
            ? cpu / since(before, REQUESTS + name) * requests / updates
            : cpu / since(before, DELIVERED + name);
    return Double.isFinite(each) ? each : Double.NaN;
  }

  private static String serverName(Row row) {
    return switch (row.kind()) {
      case WEBSOCKET -> "websocket";
      case SOCKJS -> "sockjs";
      case SOCKJS_XHR_STREAMING -> "sockjs-http";
      case SSE -> "sse";
      case LONG_POLLING -> "long-polling";
      case POLLING -> "polling";
    };
  }
}
