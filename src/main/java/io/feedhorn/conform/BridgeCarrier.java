package io.feedhorn.conform;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What carries the messages of the event-bus bridge: a bare WebSocket, or SockJS on one. */
final class BridgeCarrier {
  private final TextSocketClient socket;
  private final boolean sockJs;
  private final Deque<String> unpacked = new ArrayDeque<>();

  private BridgeCarrier(TextSocketClient socket, boolean sockJs) {
    this.socket = socket;
    this.sockJs = sockJs;
  }

  static BridgeCarrier bare(ServerUnderTest target) {
    return new BridgeCarrier(target.connect("/eventbus/websocket"), false);
  }

  /** SockJS 0.3.3: frames {@code o}, {@code h}, {@code a[…]} and {@code c[…]}. */
  static BridgeCarrier sockJs(ServerUnderTest target) {
    String session = UUID.randomUUID().toString();
    TextSocketClient socket = target.connect("/eventbus/000/" + session + "/websocket");
    CheckFailed.unlessSame(
        "the first frame of SockJS", "o", socket.next("the frame 'o' of SockJS"));
    return new BridgeCarrier(socket, true);
  }

  void send(String message) {
    socket.send(sockJs ? new JsonArray().add(message).encode() : message);
  }

  /** The next message; null where none comes in time. */
  @Nullable String poll(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (unpacked.isEmpty()) {
      String frame = socket.poll(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (frame == null || !sockJs) {
        return frame;
      }
      unpack(frame);
    }
    return unpacked.remove();
  }

  private void unpack(String frame) {
    switch (frame.isEmpty() ? 'h' : frame.charAt(0)) {
      case 'a' ->
          new JsonArray(frame.substring(1)).forEach(message -> unpacked.add((String) message));
      case 'c' -> throw new ConnectionLost("closed with " + frame);
      case 'o', 'h' -> {}
      default -> throw new CheckFailed("no frame of SockJS: " + CheckFailed.shown(frame));
    }
  }

  void close() {
    socket.close();
  }
}
