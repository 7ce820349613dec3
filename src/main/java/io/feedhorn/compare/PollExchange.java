package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asking for updates, each time from the cursor of the last answer. Used by the row's thread, but
 * for {@link #close}.
 */
final class PollExchange {
  private final RunContext run;
  private final ServerEndpoint target;
  private final TransportStats stats;
  private final boolean closes;
  private final String topics;
  private volatile @Nullable CountingConnection connection;
  private @Nullable String cursor;
  private long exchanges;
  private long exchangesMicros;

  /**
   * @param closes whether each request has a connection of its own
   */
  PollExchange(RunContext run, ServerEndpoint target, TransportStats stats, boolean closes) {
    this.run = run;
    this.target = target;
    this.stats = stats;
    this.closes = closes;
    this.topics = encoded(run.plan().topics());
  }

  /** Patterns as a query has them. */
  static String encoded(List<String> patterns) {
    return URLEncoder.encode(String.join(",", patterns), StandardCharsets.UTF_8);
  }

  /** The connection that is kept; where none is kept, what it takes to open one. */
  void open() throws IOException {
    long began = run.clock().micros();
    CountingConnection opened =
        new CountingConnection(
            target,
            stats.ledger(),
            run.clock(),
            closes ? ByteCategory.HEADERS : ByteCategory.HANDSHAKE);
    stats.ledger().handshakeDone(run.clock().micros() - began);
    connection = opened;
  }

  /**
   * Asks once; whether there is more already.
   *
   * @param waitSeconds how long the server may hold its answer
   */
  boolean ask(int waitSeconds) throws IOException {
    CountingConnection open = connection;
    if (open == null) {
      open();
      open = connection;
    }
    if (open == null) {
      throw new IOException("not connected");
    }
    String path =
        "/v1/updates?topics="
            + topics
            + (cursor == null ? "" : "&since=" + cursor)
            + (cursor == null || waitSeconds == 0 ? "" : "&wait=" + waitSeconds);
    long sent = run.clock().micros();
    stats.ledger().requested(ByteCategory.HEADERS, sent);
    String[] fields =
        closes
            ? new String[] {"Accept", "application/json", "Connection", "close"}
            : new String[] {"Accept", "application/json"};
    open.send(target.request("GET", path, null, fields), ByteCategory.HEADERS);
    HttpHead head = HttpHead.read(open, ByteCategory.HEADERS).must(200, path);
    byte[] body = head.body(open, ByteCategory.FRAMING);
    time(sent, open.arrivedAt());
    if (closes || head.closes()) {
      open.close();
      connection = null;
    }
    return take(JsonMessage.parse(new String(body, StandardCharsets.UTF_8)), open.arrivedAt());
  }

  /** The first exchanges, on which everything is still cold, are not what polling is like. */
  private void time(long sent, long answered) {
    RunContext.Window window = run.window();
    if (window != null && sent >= window.start()) {
      exchanges++;
      exchangesMicros += answered - sent;
    }
  }

  private boolean take(JsonMessage answer, long arrivedAt) {
    if (cursor != null && !answer.flag("recovered", true)) {
      stats.brokenOff();
    }
    cursor = answer.string("cursor");
    for (String update : JsonMessage.objects(String.valueOf(answer.raw("updates")))) {
      stats.add(
          MeasuredUpdate.of(update, update.getBytes(StandardCharsets.UTF_8).length), arrivedAt);
    }
    return answer.flag("more", false);
  }

  /** The mean of the round trips, in microseconds; 0 where there was none. */
  long roundTripMicros() {
    return exchanges == 0 ? 0 : exchangesMicros / exchanges;
  }

  void close() {
    CountingConnection open = connection;
    if (open != null) {
      open.close();
    }
  }

  /** The connection is gone; the next question opens another. */
  void forget() {
    close();
    connection = null;
  }
}
