package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ShortText;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The query parameters of a method. Immutable. A parameter whose value is a list may be repeated;
 * the values are joined. Unknown parameters are refused, because a misspelt one would be ignored
 * without an error.
 *
 * @param names all parameters, in their order in errors
 * @param lists the parameters whose value is a list
 */
record AllowedParameters(List<String> names, Set<String> lists) {
  private static final char LIST_MARK = '*';
  private static final int MAX_CHARACTERS = 60;

  /** Vert.x reads as many, and ignores the others. */
  private static final int MAX_PARAMETERS = 1_024;

  /** Returns parameters by their names; a {@code *} at the end of a name marks a list. */
  static AllowedParameters of(String... marked) {
    List<String> all = List.of(marked);
    return new AllowedParameters(
        all.stream().map(AllowedParameters::name).toList(),
        all.stream()
            .filter(name -> !name(name).equals(name))
            .map(AllowedParameters::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static String name(String marked) {
    int last = marked.length() - 1;
    return marked.charAt(last) == LIST_MARK ? marked.substring(0, last) : marked;
  }

  /**
   * Refuses a query with an unknown parameter, with a repeated one that is not a list, or with so
   * many that not all of them are read.
   *
   * @param query the parameters of the request
   */
  void check(MultiMap query) {
    // Not query.names() and getAll(), for which Topics and topics are the same.
    List<Map.Entry<String, String>> entries = query.entries();
    if (entries.size() >= MAX_PARAMETERS) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The query has more than %d parameters; join the values of a list with ','."
              .formatted(MAX_PARAMETERS - 1));
    }
    entries.stream()
        .collect(
            Collectors.groupingBy(Map.Entry::getKey, LinkedHashMap::new, Collectors.counting()))
        .forEach(this::check);
  }

  private void check(String name, long times) {
    if (!names.contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The query parameter '%s' does not exist here; %s."
              .formatted(ShortText.of(name, MAX_CHARACTERS), allowed()));
    }
    if (times > 1 && !lists.contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The query parameter '%s' is given %d times and can be given once; %s."
              .formatted(name, times, allowed()));
    }
  }

  private String allowed() {
    return names.isEmpty() ? "none is allowed" : "allowed: " + String.join(", ", names);
  }
}
