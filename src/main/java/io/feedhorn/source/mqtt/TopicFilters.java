package io.feedhorn.source.mqtt;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic filters of MQTT (MQTT 3.1.1, section 4.7). */
public final class TopicFilters {
  private static final int MAX_BYTES = 65_535;

  private TopicFilters() {}

  /** Returns true if a text is a topic filter. */
  public static boolean isValid(String filter) {
    int bytes = filter.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES || filter.indexOf('\0') >= 0) {
      return false;
    }
    String[] levels = filter.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean last = i == levels.length - 1;
      boolean wildcard = levels[i].equals("+") || (levels[i].equals("#") && last);
      if (!wildcard && (levels[i].contains("+") || levels[i].contains("#"))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the text that is stored for filters. */
  static String toText(List<String> filters) {
    return new JsonArray(filters).encode();
  }

  /** Returns the filters of a stored text; none if there is no text. */
  static List<String> ofText(@Nullable String text) {
    try {
      return text == null ? List.of() : new JsonArray(text).stream().map(String::valueOf).toList();
    } catch (DecodeException ofAnotherType) {
      return List.of(); // The source had another type before.
    }
  }
}
