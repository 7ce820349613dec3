package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client of the event-bus bridge. Registering has no answer there, so it asks for a reply to
 * something else behind it: the messages of one client are handled in their order.
 */
final class BridgeReader implements TestReader {
  private final BridgeWire wire;
  private final HttpTestClient http;
  private final Deque<String> early = new ArrayDeque<>();
  private final ReaderPosition position = new ReaderPosition();
  private @Nullable String refusal;
  private int asked;

  BridgeReader(RunningServer server, BridgeWire wire) {
    this.http = server.http();
    this.wire = wire;
  }

  @Override
  public void ask(SubscribeRequest wish) {
    refusal = null;
    if (wish.since() == null) {
      startNow(wish);
    }
    for (String topic : wish.topics()) {
      JsonObject headers = new JsonObject();
      if (wish.since() != null) {
        headers.put("since", wish.since());
      }
      wire.send(
          new JsonObject()
              .put("type", "register")
              .put("address", topic)
              .put("headers", headers)
              .encode());
    }
    awaitHandled();
    if (wish.since() != null && refusal == null) {
      position.overtake(wish.since());
    }
  }

  /** A bus client that wants a cursor before the first update asks for one over HTTP. */
  private void startNow(SubscribeRequest wish) {
    JsonObject now =
        new JsonObject(
            http.get("/v1/updates?topics=" + HttpTestClient.query(String.join(",", wish.topics())))
                .body());
    if (now.containsKey("cursor")) {
      position.start(null, now.getString("cursor"));
    }
  }

  private void awaitHandled() {
    String reply = "handled-" + ++asked;
    wire.send(
        new JsonObject()
            .put("type", "send")
            .put("address", "feedhorn.publish")
            .put("headers", new JsonObject())
            .put("body", new JsonObject())
            .put("replyAddress", reply)
            .encode());
    while (true) {
      String message = wire.receive();
      if (message.startsWith("{\"type\":\"rec\"")) {
        early.add(message);
        continue;
      }
      JsonObject error = new JsonObject(message);
      if (reply.equals(error.getString("address"))) {
        return;
      }
      String told = error.getString("message");
      refusal = told.substring(0, told.indexOf(':'));
    }
  }

  @Override
  public @Nullable String refusal() {
    return refusal;
  }

  @Override
  public String next() {
    String message = early.isEmpty() ? wire.receive() : early.remove();
    assertThat(message).startsWith("{\"type\":\"rec\"");
    position.overtake(new JsonObject(message).getJsonObject("headers").getString("cursor"));
    return body(message);
  }

  /** The body as it stands in the message. */
  static String body(String message) {
    String key = "\"body\":";
    return message.substring(message.indexOf(key) + key.length(), message.length() - 1);
  }

  @Override
  public String cursor() {
    return position.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return null;
  }

  @Override
  public void close() {
    wire.close();
  }
}
