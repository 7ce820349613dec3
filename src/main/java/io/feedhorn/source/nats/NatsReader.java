package io.feedhorn.source.nats;

import io.nats.client.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the messages of one subscription by blocking calls, on one thread at a time (port). */
interface NatsReader {
  /**
   * Returns the next messages; an empty list after a short time without any.
   *
   * @throws Exception if the subscription has failed
   */
  List<Message> next(int max) throws Exception;

  /** Returns the position of a message; null if it has none. */
  default @Nullable String position(Message message) {
    return null;
  }

  /** Returns the number of messages that were lost since the last call. */
  default long lost() {
    return 0;
  }
}
