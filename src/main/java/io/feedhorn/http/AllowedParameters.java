package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The query parameters that a request may have. Immutable. A parameter whose value is a list may be
 * repeated: the values count as joined. A parameter that does not exist is refused, because a
 * misspelt one would be passed over in silence.
 *
 * @param names every parameter, in the order that errors list them
 * @param lists the ones whose value is a list
 */
record AllowedParameters(List<String> names, Set<String> lists) {
  private static final char LIST = '*';
  private static final int MAX_SHOWN_CHARACTERS = 60;

  /** The parameters of these names; a {@code *} at the end of a name marks a list. */
  static AllowedParameters of(String... written) {
    List<String> all = List.of(written);
    return new AllowedParameters(
        all.stream().map(AllowedParameters::bare).toList(),
        all.stream()
            .filter(name -> !bare(name).equals(name))
            .map(AllowedParameters::bare)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static String bare(String written) {
    int last = written.length() - 1;
    return written.charAt(last) == LIST ? written.substring(0, last) : written;
  }

  /**
   * Refuses a query with a parameter that does not exist, or with one that is repeated and not a
   * list.
   *
   * @param query what was sent
   */
  void check(MultiMap query) {
    // By entries: the map's own names() and getAll() take Topics and topics for the same.
    query.entries().stream()
        .collect(
            Collectors.groupingBy(Map.Entry::getKey, LinkedHashMap::new, Collectors.counting()))
        .forEach(this::check);
  }

  private void check(String name, long times) {
    if (!names.contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The query parameter '%s' does not exist here; %s.".formatted(shown(name), existing()));
    }
    if (times > 1 && !lists.contains(name)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "The query parameter '%s' is given %d times and can be given once; %s."
              .formatted(name, times, existing()));
    }
  }

  private String existing() {
    return names.isEmpty() ? "none is allowed" : "allowed: " + String.join(", ", names);
  }

  private static String shown(String name) {
    return name.length() <= MAX_SHOWN_CHARACTERS
        ? name
        : name.substring(0, MAX_SHOWN_CHARACTERS) + "…";
  }
}
