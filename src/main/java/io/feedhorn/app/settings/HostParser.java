package io.feedhorn.app.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses host names, addresses and origins of settings. Does not query name servers. */
public final class HostParser {
  private HostParser() {}

  /** Returns a name, or an address without brackets; null if the text is neither. */
  static @Nullable String parse(String text) {
    String host = text.startsWith("[") && text.endsWith("]") ? withoutBrackets(text) : text;
    boolean name = host.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?");
    return name || isIpv6(host) ? host : null;
  }

  /** Returns a name or an address to which others can connect; null if the text is neither. */
  static @Nullable String reachable(String text) {
    String host = parse(text);
    return host == null || host.matches("[0.]+|[0:]+") ? null : host;
  }

  /**
   * Returns the host at which a process of this machine reaches a server that listens on {@code
   * host}, in the form of a URL.
   */
  public static String local(String host) {
    if (host.matches("[0.]+")) {
      return "127.0.0.1";
    }
    if (host.matches("[0:]+")) {
      return "[::1]";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Returns {@code host:port} of a node, or {@code dns:NAME}; null if the text is neither. */
  static @Nullable String member(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? null : parse(text.substring(0, colon));
    String rest = text.substring(colon + 1);
    if ("dns".equals(host)) {
      return parse(rest) == null ? null : text;
    }
    boolean port = rest.matches("[1-9][0-9]{0,4}") && Integer.parseInt(rest) <= 65_535;
    return host == null || !port ? null : host + ":" + rest;
  }

  /** Returns true for a loopback address and localhost; false for any other name. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean literal = host.contains(":") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    try {
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException invalid) {
      return false;
    }
  }

  /** Returns an origin as browsers send it, without a default port; null if it is not one. */
  static @Nullable String origin(String text) {
    try {
      URI uri = new URI(text.toLowerCase(Locale.ROOT));
      boolean isOrigin =
          uri.getScheme() != null
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && "".equals(uri.getRawPath())
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (!isOrigin) {
        return null;
      }
      String origin = uri.getScheme() + "://" + uri.getHost();
      return uri.getPort() < 0 || isDefaultPort(uri) ? origin : origin + ":" + uri.getPort();
    } catch (URISyntaxException invalid) {
      return null;
    }
  }

  private static boolean isDefaultPort(URI uri) {
    return uri.getPort()
        == switch (uri.getScheme()) {
          case "http" -> 80;
          case "https" -> 443;
          default -> -1;
        };
  }

  private static boolean isIpv6(String host) {
    if (!host.contains(":") || !host.matches("[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")) {
      return false;
    }
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException invalid) {
      return false;
    }
  }

  private static String withoutBrackets(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }
}
