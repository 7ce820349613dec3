package io.feedhorn.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compact JSON as a tree that keeps its text. An object is a {@code Map} by names without quotes,
 * in their order; an array is a {@code List}; every other value is a {@code String} with its JSON
 * text, so that numbers keep their digits and strings their escapes. Two trees are equal if the
 * values are, with objects in any order. Used by one thread.
 */
public final class JsonTree {
  private final String json;
  private int at;

  private JsonTree(String json) {
    this.json = json;
  }

  /**
   * Returns the tree of a valid JSON value without white space. It may be changed.
   *
   * @return null if a JSON pointer could not name each member: an object has a name twice, or one
   *     with an escape
   */
  public static @Nullable Object parse(String json) {
    return new JsonTree(json).value();
  }

  /** Returns the value at the position, and moves behind it; null as {@link #parse}. */
  private @Nullable Object value() {
    return switch (json.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> other();
    };
  }

  private @Nullable Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    while (json.charAt(at) != '}') {
      String quoted = string();
      at++;
      Object value = value();
      String name = quoted.substring(1, quoted.length() - 1);
      if (value == null || name.indexOf('\\') >= 0 || members.put(name, value) != null) {
        return null;
      }
      skipComma();
    }
    at++;
    return members;
  }

  private @Nullable List<Object> array() {
    List<Object> elements = new ArrayList<>();
    at++;
    while (json.charAt(at) != ']') {
      Object element = value();
      if (element == null) {
        return null;
      }
      elements.add(element);
      skipComma();
    }
    at++;
    return elements;
  }

  private void skipComma() {
    if (json.charAt(at) == ',') {
      at++;
    }
  }

  private String string() {
    int start = at++;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return json.substring(start, ++at);
  }

  /** Returns a number, true, false or null. */
  private String other() {
    int start = at;
    while (at < json.length() && ",]}".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    return json.substring(start, at);
  }

  /** Appends the JSON text of a tree. */
  public static void write(Object tree, StringBuilder text) {
    if (tree instanceof Map<?, ?> members) {
      char separator = '{';
      for (Map.Entry<?, ?> member : members.entrySet()) {
        text.append(separator).append('"').append(member.getKey()).append("\":");
        write(member.getValue(), text);
        separator = ',';
      }
      text.append(members.isEmpty() ? "{}" : "}");
    } else if (tree instanceof List<?> elements) {
      char separator = '[';
      for (Object element : elements) {
        text.append(separator);
        write(element, text);
        separator = ',';
      }
      text.append(elements.isEmpty() ? "[]" : "]");
    } else {
      text.append(tree);
    }
  }
}
