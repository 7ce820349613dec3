package io.feedhorn.json;

import java.util.ArrayList;
import java.util.List;

/** The elements of a JSON array, each as the text it came in. Safe on any thread. */
public final class JsonElements {
  private JsonElements() {}

  /**
   * The elements.
   *
   * @param array a valid array without white space, of objects only
   */
  public static List<String> of(String array) {
    List<String> pieces = new ArrayList<>();
    int depth = 0;
    int start = 1;
    boolean quoted = false;
    for (int i = 1; i < array.length() - 1; i++) {
      char c = array.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[')) {
        depth++;
      } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
        pieces.add(array.substring(start, i + 1));
        start = i + 2;
      }
    }
    return pieces;
  }
}
