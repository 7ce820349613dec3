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
  private final SocketCursor position = new SocketCursor();
  private final @Nullable DeltaAssembler deltas;
  private final Duration timeout;
  private @Nullable String unread;
  private @Nullable Boolean recovered;
  private int lastId = 1;
  private long replayedBeforePing;

  WebSocketReader(FeedhornClient client, ReadRequest request) {
    deltas = request.delta() ? new DeltaAssembler() : null;
    timeout = client.timeout();
    socket = connect(client);
    try {
      JsonMessage subscribed = subscribe(request);
      String cursor = subscribed.optionalString("cursor");
      if (cursor == null) {
        throw new ProtocolViolationException("'subscribed' has no cursor");
      }
      String from = subscribed.optionalString("from");
      position.start(from == null ? request.since() : from, cursor);
      recovered = subscribed.has("recovered") ? subscribed.flag("recovered", true) : null;
      pingUntilDetermined();
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  /** Opens a WebSocket and reads its {@code welcome}. */
  public static TextSocketClient connect(FeedhornClient client) {
    TextSocketClient socket = client.openWebSocket(PATH, SUBPROTOCOL);
    try {
      String welcome = socket.receive("'welcome'");
      ProtocolViolationException.requireEqual(
          "the type of the first message",
          "welcome",
          ProtocolViolationException.parse(welcome).optionalString("type"));
      return socket;
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
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
  public @Nullable ReceivedUpdate poll(Duration time) {
    Deadline deadline = Deadline.after(time);
    while (true) {
      String text = unread == null ? socket.poll(deadline.left()) : unread;
      if (text == null) {
        return null;
      }
      if (text.startsWith(UPDATE)) {
        unread = text; // If it is invalid, no later message may move the cursor.
        ReceivedUpdate update = deltas == null ? ReceivedUpdate.of(text) : deltas.receive("", text);
        position.advancePast(update);
        unread = null;
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
      position.reset(cursor);
      pingUntilDetermined();
    } else if ("pong".equals(type)) {
      answered(message);
    } else if (!"leaving".equals(type)) {
      throw new ProtocolViolationException("expected an update, but it was " + Excerpt.of(text));
    }
  }

  /** Sends a ping, unless each feed has its position already. */
  private void pingUntilDetermined() {
    if (!position.isDetermined()) {
      replayedBeforePing = position.replayed();
      lastId++;
      socket.send(new JsonObject().put("type", "ping").put("id", lastId).encode());
    }
  }

  /**
   * Ends the replay if none of its updates came before the answer to the last ping. Else the answer
   * may have overtaken others, which waited for the connection.
   */
  private void answered(JsonMessage pong) {
    if (!Integer.toString(lastId).equals(pong.raw("id"))) {
      return;
    }
    if (position.replayed() == replayedBeforePing) {
      position.endReplay();
    } else {
      pingUntilDetermined();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits until the next update, or the end of the replay, if the position depends on it. After
   * the end of the connection it is the position that was known.
   */
  @Override
  public String cursor() {
    Deadline deadline = Deadline.after(timeout);
    while (unread == null && !position.isDetermined()) {
      String text = received(deadline);
      if (text == null) {
        break;
      }
      if (text.startsWith(UPDATE)) {
        unread = text;
      } else {
        control(text);
      }
    }
    return position.toString();
  }

  /** Returns the next message, or null at the end, which {@link #poll} reports. */
  private @Nullable String received(Deadline deadline) {
    try {
      return socket.poll(deadline.left());
    } catch (ClientException end) {
      return null;
    }
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
