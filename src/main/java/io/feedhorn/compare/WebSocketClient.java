package io.feedhorn.compare;

import io.feedhorn.client.CursorTracker;
import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The rows {@code websocket} and {@code websocket-delta}: a client of {@code feedhorn.v1}. */
final class WebSocketClient implements MeasuredClient {
  private final RunContext run;
  private final TransportSpec spec;
  private final ServerEndpoint server;
  private final TransportStats stats;
  private final CursorTracker tracker = new CursorTracker();
  private volatile @Nullable CountingConnection connection;
  private @Nullable ClientFrames frames;

  WebSocketClient(RunContext run, TransportSpec spec, ServerEndpoint server, TransportStats stats) {
    this.run = run;
    this.spec = spec;
    this.server = server;
    this.stats = stats;
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    CountingConnection opened =
        new CountingConnection(server, stats.ledger(), run.clock(), ByteCategory.HANDSHAKE);
    connection = opened;
    ClientFrames upgraded =
        ClientFrames.upgrade(opened, server, stats.ledger(), "/v1/ws", "feedhorn.v1");
    upgraded.next(ByteCategory.HANDSHAKE);
    upgraded.send(subscribing(), ByteCategory.HANDSHAKE);
    JsonMessage answer = JsonMessage.parse(text(upgraded.next(ByteCategory.HANDSHAKE)));
    if (!"subscribed".equals(answer.optionalString("type"))) {
      throw new IOException("the subscription was refused: " + answer.optionalString("message"));
    }
    if (tracker.cursor().isEmpty() || !answer.flag("recovered", true)) {
      tracker.advanceTo(answer.string("cursor"));
    }
    frames = upgraded;
    stats.ledger().handshakeCompleted(run.clock().micros() - began);
  }

  private String subscribing() {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray(run.options().topics()));
    if (spec.deltas()) {
      message.put("delta", true);
    }
    String since = tracker.cursor();
    return (since.isEmpty() ? message : message.put("since", since)).encode();
  }

  @Override
  public void next() throws IOException {
    ClientFrames open = frames;
    CountingConnection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    byte[] bytes = open.next(ByteCategory.FRAMING);
    String text = text(bytes);
    if (MeasuredUpdate.isUpdate(text)) {
      MeasuredUpdate update = MeasuredUpdate.of(text, bytes.length);
      stats.add(update, socket.arrivedAt());
      tracker.advancePast(update.feed(), update.offset());
      return;
    }
    JsonMessage message = JsonMessage.parse(text);
    if ("reset".equals(message.optionalString("type"))) {
      tracker.advanceTo(message.string("cursor"));
      stats.connectionLost();
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    CountingConnection current = connection;
    if (current != null) {
      current.close();
    }
  }
}
