package io.feedhorn.client;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The event-bus bridge in frames of SockJS 0.3.3, on a WebSocket. */
final class SockJsCarrier implements BridgeCarrier {
  private final TextSocketClient socket;
  private final Deque<String> unread = new ArrayDeque<>();

  private SockJsCarrier(TextSocketClient socket) {
    this.socket = socket;
  }

  static SockJsCarrier open(FeedhornClient client) {
    String session = UUID.randomUUID().toString();
    TextSocketClient socket = client.openWebSocket("/eventbus/000/" + session + "/websocket");
    try {
      ProtocolViolationException.requireEqual(
          "the first frame of SockJS", "o", socket.receive("the frame 'o' of SockJS"));
      return new SockJsCarrier(socket);
    } catch (RuntimeException failure) {
      socket.close();
      throw failure;
    }
  }

  @Override
  public void send(String message) {
    socket.send(new JsonArray().add(message).encode());
  }

  @Override
  public @Nullable String poll(Duration timeout) {
    Deadline deadline = Deadline.after(timeout);
    while (unread.isEmpty()) {
      String frame = socket.poll(deadline.left());
      if (frame == null) {
        return null;
      }
      unread.addAll(messages(frame));
    }
    return unread.remove();
  }

  private static List<String> messages(String frame) {
    return switch (frame.isEmpty() ? 'h' : frame.charAt(0)) {
      case 'a' -> new JsonArray(frame.substring(1)).stream().map(String::valueOf).toList();
      case 'c' -> throw ClosedConnection.ofSockJs(frame);
      case 'o', 'h' -> List.of();
      default ->
          throw new ProtocolViolationException("not a frame of SockJS: " + Excerpt.of(frame));
    };
  }

  @Override
  public void close() {
    socket.close();
  }
}
