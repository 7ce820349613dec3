package io.feedhorn.app.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Host names, addresses and origins, as settings name them. Nothing here asks a name server. */
public final class HostParser {
  private HostParser() {}

  /** A name or an address without brackets; null where it is neither. */
  static @Nullable String read(String text) {
    String host = text.startsWith("[") && text.endsWith("]") ? inner(text) : text;
    boolean plain = host.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,252}[A-Za-z0-9])?");
    return plain || isAddress6(host) ? host : null;
  }

  /** A name or an address that others can connect to; null where it is none. */
  static @Nullable String reachable(String text) {
    String host = read(text);
    return host == null || host.matches("[0.]+|[0:]+") ? null : host;
  }

  /**
   * Returns the host at which a process of this machine reaches a server that listens on {@code
   * host}, as it stands in a URL.
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

  /** {@code host:port} of another node, or {@code dns:NAME}; null where it is neither. */
  static @Nullable String member(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? null : read(text.substring(0, colon));
    String rest = text.substring(colon + 1);
    if ("dns".equals(host)) {
      return read(rest) == null ? null : text;
    }
    boolean port = rest.matches("[1-9][0-9]{0,4}") && Integer.parseInt(rest) <= 65_535;
    return host == null || !port ? null : host + ":" + rest;
  }

  /** Whether only this machine can reach the host. A name other than localhost counts as not. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean literal = host.contains(":") || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    try {
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  /** An origin as browsers send it: no path, no default port; null where it is none. */
  static @Nullable String origin(String text) {
    try {
      URI uri = new URI(text.toLowerCase(Locale.ROOT));
      boolean bare =
          uri.getScheme() != null
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && "".equals(uri.getRawPath())
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      if (!bare) {
        return null;
      }
      String origin = uri.getScheme() + "://" + uri.getHost();
      return uri.getPort() < 0 || isDefaultPort(uri) ? origin : origin + ":" + uri.getPort();
    } catch (URISyntaxException noUri) {
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

  private static boolean isAddress6(String host) {
    if (!host.contains(":") || !host.matches("[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?")) {
      return false;
    }
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }
}
