package io.feedhorn.compare;

import io.feedhorn.model.JsonFields;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code websocket}: a client of {@code feedhorn.v1}. */
final class SocketSource implements Source {
  private final Run run;
  private final Target target;
  private final Tally tally;
  private final Place place = new Place();
  private volatile @Nullable Connection connection;
  private @Nullable Frames frames;

  SocketSource(Run run, Target target, Tally tally) {
    this.run = run;
    this.target = target;
    this.tally = tally;
  }

  @Override
  public void open() throws IOException {
    long began = run.clock().micros();
    Connection opened = new Connection(target, tally.ledger(), run.clock(), Part.HANDSHAKE);
    connection = opened;
    Frames upgraded = Frames.upgrade(opened, target, tally.ledger(), "/v1/ws", "feedhorn.v1");
    upgraded.next(Part.HANDSHAKE);
    upgraded.send(subscribing(), Part.HANDSHAKE);
    JsonFields answer = JsonFields.parse(text(upgraded.next(Part.HANDSHAKE)));
    if (!"subscribed".equals(answer.optionalString("type"))) {
      throw new IOException("subscribing was refused: " + answer.optionalString("message"));
    }
    if (place.cursor() == null) {
      place.overtake(answer.string("cursor"));
    } else if (!answer.flag("recovered", true)) {
      place.overtake(answer.string("cursor"));
    }
    frames = upgraded;
    tally.ledger().handshakeDone(run.clock().micros() - began);
  }

  private String subscribing() {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray(run.plan().topics()));
    String since = place.cursor();
    return (since == null ? message : message.put("since", since)).encode();
  }

  @Override
  public void next() throws IOException {
    Frames open = frames;
    Connection socket = connection;
    if (open == null || socket == null) {
      throw new IOException("not connected");
    }
    byte[] bytes = open.next(Part.FRAMING);
    String text = text(bytes);
    if (Seen.isUpdate(text)) {
      Seen update = Seen.of(text, bytes.length);
      tally.add(update, socket.arrivedAt());
      place.moveTo(update);
      return;
    }
    JsonFields message = JsonFields.parse(text);
    if ("reset".equals(message.optionalString("type"))) {
      place.overtake(message.string("cursor"));
      tally.brokenOff();
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    Connection open = connection;
    if (open != null) {
      open.close();
    }
  }
}
