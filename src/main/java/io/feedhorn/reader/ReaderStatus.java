package io.feedhorn.reader;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import java.util.List;
import java.util.Map;

/**
 * The state of a reader as clients see it. Immutable.
 *
 * @param cursor the acknowledged positions; {@code earliest} before the first
 * @param single the positions after the cursor that are acknowledged one by one, a cursor each
 * @param unread the number of unread updates of each topic
 * @param durable true if the state survives a restart
 */
public record ReaderStatus(
    ReaderName name,
    Cursor cursor,
    List<Cursor> single,
    Unread unread,
    List<TopicPattern> patterns,
    boolean durable) {

  /**
   * The unread updates of a reader. Immutable.
   *
   * @param counts by topic, 0 for a topic without unread updates
   * @param more true if there are topics that are not counted
   */
  public record Unread(Map<String, Long> counts, boolean more) {}

  /** Returns the fields of an answer to an acknowledgement: the name and what is acknowledged. */
  public String acknowledged() {
    StringBuilder fields = new StringBuilder(128);
    fields.append("\"reader\":\"").append(name.text());
    fields.append("\",\"cursor\":\"").append(cursor).append('"');
    String separator = ",\"read\":[\"";
    for (Cursor each : single) {
      fields.append(separator).append(each);
      separator = "\",\"";
    }
    return fields.append(single.isEmpty() ? "" : "\"]").toString();
  }

  /** Returns the JSON object of the HTTP API, which is also the data of a move. */
  public String json() {
    StringBuilder json = new StringBuilder(128);
    json.append('{').append(acknowledged()).append(",\"unread\":{");
    String separator = "";
    for (Map.Entry<String, Long> each : unread.counts().entrySet()) {
      json.append(separator).append('"').append(each.getKey()).append("\":");
      json.append(each.getValue());
      separator = ",";
    }
    json.append('}');
    if (unread.more()) {
      json.append(",\"more\":true");
    }
    json.append(",\"topics\":[");
    separator = "";
    for (TopicPattern pattern : patterns) {
      json.append(separator).append('"').append(pattern.text()).append('"');
      separator = ",";
    }
    return json.append("],\"durable\":").append(durable).append('}').toString();
  }
}
