package io.feedhorn.bench.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line {@code name key=value…}: a command to the load process, or its response.
 *
 * @param name the first word
 * @param values the other words, by key
 */
public record LoadMessage(String name, Map<String, String> values) {
  /** Parses a line. */
  public static LoadMessage parse(String line) {
    List<String> words = Arrays.asList(line.strip().split(" ", -1));
    Map<String, String> values = new LinkedHashMap<>();
    for (String word : words.subList(1, words.size())) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return new LoadMessage(words.get(0), values);
  }

  /** Returns true if the key is present. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns the value of a key. */
  public String text(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(name + " needs " + key + "=");
    }
    return value;
  }

  /** Returns the value of a key as an integer. */
  public int integer(String key) {
    return Integer.parseInt(text(key));
  }

  /** Returns the value of a key as a decimal number. */
  public double decimal(String key) {
    return Double.parseDouble(text(key));
  }
}
