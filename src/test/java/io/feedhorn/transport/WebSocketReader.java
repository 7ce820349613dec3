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
  private final Deque<String> early = new ArrayDeque<>();
  private final ReaderPosition position = new ReaderPosition();
  private @Nullable JsonObject answer;
  private int id;

  WebSocketReader(RunningServer server) {
    this.socket =
        RawWebSocketClient.open(server.port(), "/v1/ws", "Sec-WebSocket-Protocol: feedhorn.v1");
    socket.text();
  }

  @Override
  public void ask(SubscribeRequest wish) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", ++id)
            .put("topics", new JsonArray(wish.topics()));
    if (wish.since() != null) {
      message.put("since", wish.since());
    }
    if (wish.conflate()) {
      message.put("conflate", true);
    }
    if (wish.maxRate() != null) {
      message.put("maxRate", wish.maxRate());
    }
    socket.send(message.encode());
    String text = socket.text();
    while (text.startsWith("{\"type\":\"update\"")) {
      early.add(text);
      text = socket.text();
    }
    JsonObject told = new JsonObject(text);
    answer = told;
    if (told.getString("type").equals("subscribed")) {
      position.start(wish.since(), told.getString("cursor"));
    }
  }

  @Override
  public @Nullable String refusal() {
    return answer == null ? null : answer.getString("code");
  }

  @Override
  public String next() {
    String update = early.isEmpty() ? socket.text() : early.remove();
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
