package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client of the event-bus bridge. The official client gets no answer to a registration, so this
 * one sends another message that is answered: the messages of a client are handled in their order.
 */
final class BridgeReader implements TestReader {
  private final BridgeWire wire;
  private final HttpTestClient http;
  private final Deque<String> received = new ArrayDeque<>();
  private final ReaderPosition position = new ReaderPosition();
  private @Nullable String refusal;
  private int handledCount;

  BridgeReader(RunningServer server, BridgeWire wire) {
    this.http = server.http();
    this.wire = wire;
  }

  @Override
  public void subscribe(SubscribeRequest request) {
    refusal = null;
    if (request.since() == null) {
      startAtEndOffsets(request);
    }
    for (String topic : request.topics()) {
      JsonObject headers = new JsonObject();
      if (request.since() != null) {
        headers.put("since", request.since());
      }
      wire.send(
          new JsonObject()
              .put("type", "register")
              .put("address", topic)
              .put("headers", headers)
              .encode());
    }
    awaitHandled();
    if (request.since() != null && refusal == null) {
      position.adopt(request.since());
    }
  }

  /** Gets a cursor over HTTP, as a client does that needs one before the first update. */
  private void startAtEndOffsets(SubscribeRequest request) {
    JsonObject now =
        new JsonObject(
            http.get(
                    "/v1/updates?topics="
                        + HttpTestClient.query(String.join(",", request.topics())))
                .body());
    if (now.containsKey("cursor")) {
      position.start(null, now.getString("cursor"));
    }
  }

  private void awaitHandled() {
    String reply = "handled-" + ++handledCount;
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
        received.add(message);
        continue;
      }
      JsonObject error = new JsonObject(message);
      if (reply.equals(error.getString("address"))) {
        return;
      }
      String text = error.getString("message");
      refusal = text.substring(0, text.indexOf(':'));
    }
  }

  @Override
  public @Nullable String refusal() {
    return refusal;
  }

  @Override
  public String next() {
    String message = received.isEmpty() ? wire.receive() : received.remove();
    assertThat(message).startsWith("{\"type\":\"rec\"");
    position.adopt(new JsonObject(message).getJsonObject("headers").getString("cursor"));
    return body(message);
  }

  /** Returns the body, byte for byte. */
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
