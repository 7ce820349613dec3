package io.feedhorn.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's counters of CPU time, deliveries and requests: one reading of {@code /metrics}.
 * Immutable.
 *
 * @param figures counters by metric and transport, {@code feedhorn_delivered_total sse}
 */
record ServerCpu(Map<String, Double> figures) {
  private static final Pattern COUNTER =
      Pattern.compile("(feedhorn_\\w+_total)\\{transport=\"([a-z-]+)\"} ([0-9.E+-]+)");
  private static final String CPU = "feedhorn_cpu_seconds_total ";
  private static final String DELIVERED = "feedhorn_delivered_total ";
  private static final String REQUESTS = "feedhorn_requests_total ";

  /** Reads the counters; empty if the server does not publish them. */
  static ServerCpu read(RunContext run, ServerEndpoint server) {
    try (CountingConnection connection =
        new CountingConnection(server, new TrafficLedger(run), run.clock(), ByteCategory.HEADERS)) {
      connection.send(
          server.request("GET", "/metrics", null, "Connection", "close"), ByteCategory.HEADERS);
      HttpHead head =
          HttpHead.read(connection, ByteCategory.HEADERS).requireStatus(200, "/metrics");
      byte[] body = head.body(connection, ByteCategory.HEADERS);
      return parse(new String(body, StandardCharsets.UTF_8));
    } catch (IOException untold) {
      return new ServerCpu(Map.of());
    }
  }

  static ServerCpu parse(String text) {
    Map<String, Double> figures = new HashMap<>();
    Matcher counter = COUNTER.matcher(text);
    while (counter.find()) {
      figures.put(counter.group(1) + " " + counter.group(2), Double.valueOf(counter.group(3)));
    }
    return new ServerCpu(figures);
  }

  private double since(ServerCpu before, String counter) {
    Double now = figures.get(counter);
    return now == null ? Double.NaN : now - before.figures.getOrDefault(counter, 0.0);
  }

  /**
   * Returns the microseconds of CPU time for each update of a row; NaN if unknown. Pollers of all
   * intervals share a label, so the cost of a request is multiplied by the requests of the row.
   *
   * @param requests of the row
   * @param updates of the row
   */
  double microsPerUpdate(ServerCpu before, TransportSpec spec, long requests, long updates) {
    String name = serverName(spec);
    double cpu = since(before, CPU + name) * 1e6;
    double each =
        spec.polls()
            ? cpu / since(before, REQUESTS + name) * requests / updates
            : cpu / since(before, DELIVERED + name);
    return Double.isFinite(each) ? each : Double.NaN;
  }

  private static String serverName(TransportSpec spec) {
    return switch (spec.kind()) {
      case WEBSOCKET -> "websocket";
      case SOCKJS -> "sockjs";
      case SOCKJS_XHR_STREAMING -> "sockjs-http";
      case SSE -> "sse";
      case LONG_POLLING -> "long-polling";
      case POLLING -> "polling";
    };
  }
}
