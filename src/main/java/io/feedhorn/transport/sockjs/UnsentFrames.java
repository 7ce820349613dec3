package io.feedhorn.transport.sockjs;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a client's next request, as JSON strings. Not thread-safe. */
final class UnsentFrames {
  private final List<Unsent> unsent = new ArrayList<>(0);
  private int bytes;

  /**
   * @param subscription whose update it is; null for an answer
   */
  void add(Buffer string, @Nullable BridgeSubscription subscription) {
    unsent.add(new Unsent(string, subscription));
    bytes += string.length();
  }

  /**
   * Drops the updates of a registration.
   *
   * @return how many bytes they were
   */
  int forget(BridgeSubscription ended) {
    int before = bytes;
    unsent.removeIf(
        each -> {
          boolean gone = each.subscription == ended;
          bytes -= gone ? each.string.length() : 0;
          return gone;
        });
    return before - bytes;
  }

  boolean isEmpty() {
    return unsent.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** Takes all of them out, as one frame. */
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
