package io.feedhorn.client;

import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A reader over a WebSocket, {@code feedhorn.v1}. */
public final class WebSocketReader implements UpdateReader {
  private static final String PATH = "/v1/ws";
  private static final String SUBPROTOCOL = "feedhorn.v1";
  private static final String UPDATE = "{\"type\":\"update\"";

  private final TextSocketClient socket;
  private final CursorTracker tracker = new CursorTracker();
  private final @Nullable DeltaAssembler deltas;
  private @Nullable Boolean recovered;

  WebSocketReader(FeedhornClient client, ReadRequest request) {
    deltas = request.delta() ? new DeltaAssembler() : null;
    socket = connect(client);
    try {
      JsonMessage subscribed = subscribe(request);
      String cursor = subscribed.optionalString("cursor");
      if (cursor == null) {
        throw new ProtocolViolationException("'subscribed' has no cursor");
      }
      String from = subscribed.optionalString("from");
      tracker.start(from == null ? request.since() : from, cursor);
      recovered = subscribed.has("recovered") ? subscribed.flag("recovered", true) : null;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  /** Opens a WebSocket and reads its {@code welcome}. */
  public static TextSocketClient connect(FeedhornClient client) {
    TextSocketClient socket = client.openWebSocket(PATH, SUBPROTOCOL);
    String welcome = socket.receive("'welcome'");
    ProtocolViolationException.requireEqual(
        "the type of the first message",
        "welcome",
        ProtocolViolationException.parse(welcome).optionalString("type"));
    return socket;
  }

  /** Returns the {@code subscribe} message of a request. */
  public static JsonObject subscribeMessage(ReadRequest request) {
    JsonObject message =
        new JsonObject()
            .put("type", "subscribe")
            .put("id", 1)
            .put("topics", new JsonArray(request.topics()));
    if (request.since() != null) {
      message.put("since", request.since());
    }
    if (request.reader() != null) {
      message.put("reader", request.reader());
    }
    if (request.conflate()) {
      message.put("conflate", true);
    }
    if (request.maxRate() != null) {
      message.put("maxRate", request.maxRate());
    }
    if (request.delta()) {
      message.put("delta", true);
    }
    return message;
  }

  private JsonMessage subscribe(ReadRequest request) {
    socket.send(subscribeMessage(request).encode());
    String text = socket.receive("'subscribed'");
    JsonMessage response = ProtocolViolationException.parse(text);
    String type = response.optionalString("type");
    if ("leaving".equals(type)) {
      throw new ConnectionLostException("the server is stopping");
    }
    if ("error".equals(type)) {
      throw new RequestRefusedException(String.valueOf(response.optionalString("code")), text);
    }
    ProtocolViolationException.requireEqual("the type of the response", "subscribed", type);
    return response;
  }

  @Override
  public @Nullable ReceivedUpdate poll(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    while (true) {
      String text = socket.poll(deadline.left());
      if (text == null) {
        return null;
      }
      if (text.startsWith(UPDATE)) {
        ReceivedUpdate update = deltas == null ? ReceivedUpdate.of(text) : deltas.receive("", text);
        tracker.advancePast(update);
        return update;
      }
      control(text);
    }
  }

  private void control(String text) {
    JsonMessage message = ProtocolViolationException.parse(text);
    String type = message.optionalString("type");
    String cursor = message.optionalString("cursor");
    if ("reset".equals(type) && cursor != null) {
      recovered = false;
      tracker.advanceTo(cursor);
    } else if (!"leaving".equals(type)) {
      throw new ProtocolViolationException("expected an update, but it was " + Excerpt.of(text));
    }
  }

  @Override
  public String cursor() {
    return tracker.cursor();
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
