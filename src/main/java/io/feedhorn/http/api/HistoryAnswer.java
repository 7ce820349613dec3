package io.feedhorn.http.api;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.Update;
import io.feedhorn.transport.polling.PollRequest;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * The answer to a request for the history of a topic. Immutable.
 *
 * @param cursor the end of the log, where a reader goes on
 * @param more true if older updates were left out because of their size
 * @param updates oldest first
 */
record HistoryAnswer(Cursor cursor, boolean more, List<Update> updates) {
  /** Returns the answer with the newest of some updates, at most {@link PollRequest#MAX_BYTES}. */
  static HistoryAnswer of(Cursor cursor, List<Update> updates) {
    int first = updates.size();
    long bytes = 0;
    while (first > 0) {
      bytes += updates.get(first - 1).json().length();
      if (bytes > PollRequest.MAX_BYTES && first < updates.size()) {
        break;
      }
      first--;
    }
    return new HistoryAnswer(cursor, first > 0, updates.subList(first, updates.size()));
  }

  /** Returns the body of the response. */
  Buffer json() {
    Buffer json =
        Buffer.buffer(
            "{\"cursor\":\"" + cursor + (more ? "\",\"more\":true" : "\"") + ",\"updates\":[");
    String separator = "";
    for (Update update : updates) {
      json.appendString(separator).appendBuffer(update.json());
      separator = ",";
    }
    return json.appendString("]}");
  }
}
