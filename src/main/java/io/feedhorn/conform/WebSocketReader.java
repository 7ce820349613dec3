package io.feedhorn.conform;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client of {@code feedhorn.v1}. */
final class WebSocketReader implements TransportClient {
  private static final String PATH = "/v1/ws";
  private static final String UPDATE = "{\"type\":\"update\"";

  private final TextSocketClient socket;
  private final CursorTracker place = new CursorTracker();
  private @Nullable Boolean recovered;

  WebSocketReader(ServerUnderTest target, ReadRequest readRequest) {
    socket = connect(target);
    try {
      JsonMessage answer = subscribe(readRequest);
      String cursor = answer.optionalString("cursor");
      CheckFailed.unless(cursor != null, "'subscribed' has no cursor");
      place.start(readRequest.since(), String.valueOf(cursor));
      recovered = answer.has("recovered") ? answer.flag("recovered", true) : null;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  /** A connection that was welcomed. */
  static TextSocketClient connect(ServerUnderTest target) {
    TextSocketClient socket = target.connect(PATH, "feedhorn.v1");
    String first = socket.next("'welcome'");
    CheckFailed.unlessSame(
        "the first message's type", "welcome", JsonMessage.parse(first).optionalString("type"));
    return socket;
  }

  static JsonObject subscribing(ReadRequest readRequest) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray(readRequest.topics()));
    if (readRequest.since() != null) {
      message.put("since", readRequest.since());
    }
    if (readRequest.conflate()) {
      message.put("conflate", true);
    }
    if (readRequest.maxRate() != null) {
      message.put("maxRate", readRequest.maxRate());
    }
    return message;
  }

  private JsonMessage subscribe(ReadRequest readRequest) {
    socket.send(subscribing(readRequest).encode());
    String text = socket.next("'subscribed'");
    JsonMessage answer = JsonMessage.parse(text);
    if ("leaving".equals(answer.optionalString("type"))) {
      throw new ConnectionLost("the server is leaving");
    }
    if ("error".equals(answer.optionalString("type"))) {
      throw new RequestRefused(String.valueOf(answer.optionalString("code")), text);
    }
    CheckFailed.unlessSame("the type of the answer", "subscribed", answer.optionalString("type"));
    return answer;
  }

  @Override
  public @Nullable String poll(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      String text = socket.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (text == null) {
        return null;
      }
      if (text.startsWith(UPDATE)) {
        place.moveTo(ReceivedUpdate.of(text));
        return text;
      }
      JsonMessage message = JsonMessage.parse(text);
      if ("reset".equals(message.optionalString("type"))) {
        recovered = false;
        place.overtake(message.string("cursor"));
      } else {
        CheckFailed.unless(
            "leaving".equals(message.optionalString("type")),
            "an update, or nothing, was to come, not " + CheckFailed.shown(text));
      }
    }
  }

  @Override
  public String cursor() {
    return place.cursor();
  }

  @Override
  public @Nullable Boolean recovered() {
    return recovered;
  }

  @Override
  public void close() {
    socket.close();
  }
}
