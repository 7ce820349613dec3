package io.feedhorn.transport;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A client of {@code feedhorn.v1}. */
final class WebSocketReader implements TestReader {
  private final RawWebSocketClient socket;
  private final Deque<String> received = new ArrayDeque<>();
  private final ReaderPosition position = new ReaderPosition();
  private @Nullable JsonObject answer;
  private int id;

  WebSocketReader(RunningServer server) {
    this.socket =
        RawWebSocketClient.open(server.port(), "/v1/ws", "Sec-WebSocket-Protocol: feedhorn.v1");
    socket.text();
  }

  @Override
  public void subscribe(SubscribeRequest request) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", ++id)
            .put("topics", new JsonArray(request.topics()));
    if (request.since() != null) {
      message.put("since", request.since());
    }
    if (request.conflate()) {
      message.put("conflate", true);
    }
    if (request.maxRate() != null) {
      message.put("maxRate", request.maxRate());
    }
    socket.send(message.encode());
    String text = socket.text();
    while (text.startsWith("{\"type\":\"update\"")) {
      received.add(text);
      text = socket.text();
    }
    JsonObject fields = new JsonObject(text);
    answer = fields;
    if (fields.getString("type").equals("subscribed")) {
      position.start(request.since(), fields.getString("cursor"));
    }
  }

  @Override
  public @Nullable String refusal() {
    return answer == null ? null : answer.getString("code");
  }

  @Override
  public String next() {
    String update = received.isEmpty() ? socket.text() : received.remove();
    position.moveTo(update);
    return update;
  }

  @Override
  public String cursor() {
    return position.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return answer == null ? null : answer.getBoolean("recovered");
  }

  @Override
  public void close() {
    socket.close();
  }
}
