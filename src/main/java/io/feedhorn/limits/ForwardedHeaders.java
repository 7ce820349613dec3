package io.feedhorn.limits;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The forwarding headers of a request: {@code X-Forwarded-For}, {@code X-Forwarded-Proto} and
 * {@code X-Forwarded-Host}, and {@code Forwarded} (RFC 7239) in place of missing ones. Immutable.
 * Each proxy appends an entry on the right.
 *
 * @param clients the client address of each proxy without port, the entry of the nearest proxy last
 * @param schemes the scheme of the request to each proxy
 * @param hosts the host of the request to each proxy
 */
public record ForwardedHeaders(List<String> clients, List<String> schemes, List<String> hosts) {
  /** Reads the headers of a request, trusted or not. */
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
   * Prefers the older header: a proxy that writes it passes a client's {@code Forwarded} on
   * unchanged.
   */
  private static List<String> either(
      MultiMap headers, String older, List<String> elements, String name) {
    // Keeps empty entries: a proxy that does not know its client writes one.
    List<String> values =
        headers.getAll(older).stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .toList();
    return values.isEmpty()
        ? elements.stream().map(element -> parameter(element, name)).toList()
        : values;
  }

  /** Returns the value of a parameter without quotes; empty if the parameter is missing. */
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
   * Returns the entry of the outermost trusted proxy.
   *
   * @param entries the entries of all proxies, the nearest proxy's last
   * @param trusted the number of trusted proxies, at least one
   * @return null if there is no entry
   */
  public static @Nullable String outermost(List<String> entries, int trusted) {
    if (entries.isEmpty()) {
      return null;
    }
    String entry = entries.get(Math.max(0, entries.size() - trusted));
    return entry.isEmpty() ? null : entry;
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
