package io.feedhorn.source.redis;

import io.feedhorn.source.format.TextFields;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to XREADGROUP in the second version of the protocol. */
final class StreamEntries {
  private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);

  private StreamEntries() {}

  /**
   * One entry of a stream. Immutable.
   *
   * @param fields null if the entry was deleted from the stream
   * @param data the field that is the message; null if all fields are
   */
  record Entry(String id, @Nullable TextFields fields, @Nullable Buffer data) {}

  /** Returns the entries of the one stream in an answer, which is null if there are none. */
  static List<Entry> of(@Nullable Response answer) {
    List<Entry> entries = new ArrayList<>();
    if (answer == null || answer.size() == 0) {
      return entries;
    }
    for (Response entry : answer.get(0).get(1)) {
      entries.add(entry(entry.get(0).toString(), entry.get(1)));
    }
    return entries;
  }

  private static Entry entry(String id, @Nullable Response pairs) {
    if (pairs == null) {
      return new Entry(id, null, null);
    }
    TextFields fields = new TextFields("field");
    Buffer data = null;
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      byte[] name = pairs.get(i).toBytes();
      byte[] value = pairs.get(i + 1).toBytes();
      fields.add(name, value);
      data = Arrays.equals(name, DATA) ? Buffer.buffer(value) : data;
    }
    return new Entry(id, fields, data);
  }
}
