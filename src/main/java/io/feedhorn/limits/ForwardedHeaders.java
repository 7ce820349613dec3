package io.feedhorn.limits;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers in which proxies say what they were asked: {@code X-Forwarded-For}, {@code -Proto}
 * and {@code -Host}, and {@code ForwardedHeaders} (RFC 7239) for what those do not say. Immutable.
 * Each proxy adds its word on the right.
 *
 * @param clients whom each proxy was called by, the nearest proxy's word last; ports are left out
 * @param schemes the schemes that they were called by
 * @param hosts the hosts that they were called as
 */
public record ForwardedHeaders(List<String> clients, List<String> schemes, List<String> hosts) {
  /** Reads the headers of a request, whoever wrote them. */
  public static ForwardedHeaders of(MultiMap headers) {
    List<String> elements = ListHeader.members(headers.getAll("Forwarded"));
    return new ForwardedHeaders(
        either(headers, "X-Forwarded-For", elements, "for").stream()
            .map(ForwardedHeaders::withoutPort)
            .toList(),
        either(headers, "X-Forwarded-Proto", elements, "proto"),
        either(headers, "X-Forwarded-Host", elements, "host"));
  }

  /**
   * A proxy that writes the older header passes a client's {@code ForwardedHeaders} on, so the
   * older one is believed where it is there.
   */
  private static List<String> either(
      MultiMap headers, String older, List<String> elements, String name) {
    // An empty word stays: a proxy that does not know whom it was called by wrote it.
    List<String> values =
        headers.getAll(older).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .toList();
    return values.isEmpty()
        ? elements.stream().map(element -> parameter(element, name)).toList()
        : values;
  }

  /** The value of a pair of an element, without quotes; empty where there is none. */
  private static String parameter(String element, String name) {
    for (String pair : ListHeader.parts(element)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().toLowerCase(Locale.ROOT).equals(name)) {
        return unquoted(pair.substring(equals + 1).strip());
      }
    }
    return "";
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }

  /**
   * The word of the outermost proxy that is believed.
   *
   * @param words the words of all, the nearest proxy's last
   * @param believed how many proxies are believed, at least one
   * @return null where there is no word
   */
  static @Nullable public String outermost(List<String> words, int believed) {
    if (words.isEmpty()) {
      return null;
    }
    String word = words.get(Math.max(0, words.size() - believed));
    return word.isEmpty() ? null : word;
  }

  /** Some proxies write {@code 203.0.113.9:4711} or {@code [2001:db8::1]:4711}. */
  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? hop : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }
}
