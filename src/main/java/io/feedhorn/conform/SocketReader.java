package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client of {@code feedhorn.v1}. */
final class SocketReader implements Reader {
  private static final String PATH = "/v1/ws";
  private static final String UPDATE = "{\"type\":\"update\"";

  private final Socket socket;
  private final Place place = new Place();
  private @Nullable Boolean recovered;

  SocketReader(Target target, Ask ask) {
    socket = connect(target);
    try {
      JsonFields answer = subscribe(ask);
      String cursor = answer.optionalString("cursor");
      Broken.unless(cursor != null, "'subscribed' has no cursor");
      place.start(ask.since(), String.valueOf(cursor));
      recovered = answer.has("recovered") ? answer.flag("recovered", true) : null;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  /** A connection that was welcomed. */
  static Socket connect(Target target) {
    Socket socket = target.connect(PATH, "feedhorn.v1");
    String first = socket.next("'welcome'");
    Broken.unlessSame(
        "the first message's type", "welcome", JsonFields.parse(first).optionalString("type"));
    return socket;
  }

  static JsonObject subscribing(Ask ask) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray(ask.topics()));
    if (ask.since() != null) {
      message.put("since", ask.since());
    }
    if (ask.conflate()) {
      message.put("conflate", true);
    }
    if (ask.maxRate() != null) {
      message.put("maxRate", ask.maxRate());
    }
    return message;
  }

  private JsonFields subscribe(Ask ask) {
    socket.send(subscribing(ask).encode());
    String text = socket.next("'subscribed'");
    JsonFields answer = JsonFields.parse(text);
    if ("leaving".equals(answer.optionalString("type"))) {
      throw new Lost("the server is leaving");
    }
    if ("error".equals(answer.optionalString("type"))) {
      throw new Refused(String.valueOf(answer.optionalString("code")), text);
    }
    Broken.unlessSame("the type of the answer", "subscribed", answer.optionalString("type"));
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
        place.moveTo(Told.of(text));
        return text;
      }
      JsonFields message = JsonFields.parse(text);
      if ("reset".equals(message.optionalString("type"))) {
        recovered = false;
        place.overtake(message.string("cursor"));
      } else {
        Broken.unless(
            "leaving".equals(message.optionalString("type")),
            "an update, or nothing, was to come, not " + Broken.shown(text));
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
