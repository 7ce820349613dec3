package io.feedhorn.transport.polling;

import io.feedhorn.model.Update;
import io.feedhorn.transport.PartialBody;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The answer to a poll before it is encoded. Immutable.
 *
 * @param begin the JSON before the updates
 */
record PollAnswer(Buffer begin, List<Update> updates) implements PartialBody.Parts {
  private static final String END = "]}";

  /** Returns the length of the body. */
  long length() {
    long length = (long) begin.length() + END.length() + Math.max(0, updates.size() - 1);
    for (Update update : updates) {
      length += update.json().length();
    }
    return length;
  }

  /** Returns the body. */
  Buffer json() {
    Buffer json = Buffer.buffer((int) length());
    appendPart(json, 0, Long.MAX_VALUE);
    return json;
  }

  /**
   * Appends a part of the body: at least one update, and others while the part is small enough.
   *
   * @param from the index of the first update; 0 for the first part
   * @return the index of the first update of the next part; after the last part, a larger one than
   *     any update has
   */
  @Override
  public int appendPart(Buffer part, int from, long maxBytes) {
    if (from == 0) {
      part.appendBuffer(begin);
    }
    int next = from;
    while (next < updates.size() && (next == from || part.length() < maxBytes)) {
      part.appendString(next == 0 ? "" : ",").appendBuffer(updates.get(next).json());
      next++;
    }
    if (next < updates.size()) {
      return next;
    }
    part.appendString(END);
    return updates.size() + 1;
  }

  /** Returns true if no part follows. */
  @Override
  public boolean isEnd(int next) {
    return next > updates.size();
  }
}
