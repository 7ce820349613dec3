package io.feedhorn.transport.sockjs;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages that wait for the next request of a client, as JSON strings. Not thread-safe. */
final class UnsentFrames {
  private final List<Unsent> unsent = new ArrayList<>(0);
  private int bytes;

  /**
   * @param subscription the subscription of an update; null for an answer
   */
  void add(Buffer string, @Nullable BridgeSubscription subscription) {
    unsent.add(new Unsent(string, subscription));
    bytes += string.length();
  }

  /**
   * Drops the updates of a subscription.
   *
   * @return the number of dropped bytes
   */
  int drop(BridgeSubscription ended) {
    int before = bytes;
    unsent.removeIf(
        each -> {
          boolean dropped = each.subscription == ended;
          bytes -= dropped ? each.string.length() : 0;
          return dropped;
        });
    return before - bytes;
  }

  boolean isEmpty() {
    return unsent.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** Removes all messages, and returns them as one frame. */
  Buffer take() {
    Buffer frame = SockJsFrames.array(unsent.stream().map(Unsent::string).toList());
    clear();
    return frame;
  }

  void clear() {
    unsent.clear();
    bytes = 0;
  }

  private record Unsent(Buffer string, @Nullable BridgeSubscription subscription) {}
}
