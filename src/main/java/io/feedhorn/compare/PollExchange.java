package io.feedhorn.compare;

import io.feedhorn.json.JsonMessage;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The polls of one row, each with the cursor of the previous response. Used by the row's thread;
 * {@link #close} is safe on any thread.
 */
final class PollExchange {
  private final RunContext run;
  private final ServerEndpoint server;
  private final TransportStats stats;
  private final boolean closes;
  private final String topics;
  private volatile @Nullable CountingConnection connection;
  private @Nullable String cursor;
  private long exchanges;
  private long exchangesMicros;

  /**
   * @param closes true if each request has a connection of its own
   */
  PollExchange(RunContext run, ServerEndpoint server, TransportStats stats, boolean closes) {
    this.run = run;
    this.server = server;
    this.stats = stats;
    this.closes = closes;
    this.topics = encoded(run.options().topics());
  }

  /** Returns patterns as a query parameter. */
  static String encoded(List<String> patterns) {
    return URLEncoder.encode(String.join(",", patterns), StandardCharsets.UTF_8);
  }

  /** Opens the connection, and records the time that this takes. */
  void open() throws IOException {
    long began = run.clock().micros();
    CountingConnection opened =
        new CountingConnection(
            server,
            stats.ledger(),
            run.clock(),
            closes ? ByteCategory.HEADERS : ByteCategory.HANDSHAKE);
    stats.ledger().handshakeCompleted(run.clock().micros() - began);
    connection = opened;
  }

  /**
   * Sends one poll. Returns true if the server has more updates.
   *
   * @param waitSeconds maximum time for which the server may hold the poll
   */
  boolean poll(int waitSeconds) throws IOException {
    CountingConnection current = connection;
    if (current == null) {
      open();
      current = connection;
    }
    if (current == null) {
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
    current.send(server.request("GET", path, null, fields), ByteCategory.HEADERS);
    HttpHead head = HttpHead.read(current, ByteCategory.HEADERS).requireStatus(200, path);
    byte[] body = head.body(current, ByteCategory.FRAMING);
    time(sent, current.arrivedAt());
    if (closes || head.closes()) {
      current.close();
      connection = null;
    }
    return accept(JsonMessage.parse(new String(body, StandardCharsets.UTF_8)), current.arrivedAt());
  }

  /** Records a round trip within the window; the ones before warm up the connection. */
  private void time(long sent, long answered) {
    RunContext.Window window = run.window();
    if (window != null && sent >= window.start()) {
      exchanges++;
      exchangesMicros += answered - sent;
    }
  }

  private boolean accept(JsonMessage answer, long arrivedAt) {
    if (cursor != null && !answer.flag("recovered", true)) {
      stats.connectionLost();
    }
    cursor = answer.string("cursor");
    for (String update : JsonMessage.objects(String.valueOf(answer.raw("updates")))) {
      stats.add(
          MeasuredUpdate.of(update, update.getBytes(StandardCharsets.UTF_8).length), arrivedAt);
    }
    return answer.flag("more", false);
  }

  /** Returns the mean round trip in microseconds; 0 without polls. */
  long roundTripMicros() {
    return exchanges == 0 ? 0 : exchangesMicros / exchanges;
  }

  void close() {
    CountingConnection current = connection;
    if (current != null) {
      current.close();
    }
  }

  /** Closes the connection; the next poll opens another one. */
  void disconnect() {
    close();
    connection = null;
  }
}
