package io.feedhorn.client;

import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a client. Immutable.
 *
 * @param url the server, {@code http} or {@code https}
 * @param token sent as a bearer token with every request; or null
 * @param via the address to which connections are opened instead of the URL's; or null
 * @param timeout the maximum time for a connection or a response
 * @param readIdleTimeout the time without a byte after which an event stream or WebSocket counts as
 *     lost. Longer than the server's heartbeat of at most 15 s. A connection that is not read,
 *     because {@code maxUnread} messages wait, counts as silent, too
 * @param maxUnread the number of messages that may wait for {@link UpdateReader#poll}: while so
 *     many wait, or about 1 MiB, the connection is not read
 */
public record ClientOptions(
    URI url,
    @Nullable String token,
    @Nullable SocketAddress via,
    Duration timeout,
    Duration readIdleTimeout,
    int maxUnread) {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_READ_IDLE_TIMEOUT = Duration.ofSeconds(45);
  private static final int DEFAULT_MAX_UNREAD = 256;

  /**
   * Refuses a URL without a scheme or a host, with which Vert.x would connect to this machine, and
   * a token that no header can have: what Vert.x says about it would contain it.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  public ClientOptions {
    boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || isTls(url);
    if (!isHttp || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the URL must be http://HOST:PORT or https://HOST:PORT, not '" + url + "'");
    }
    if (token != null && token.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the token has a control character, like a line break");
    }
    if (maxUnread < 1) {
      throw new IllegalArgumentException("maxUnread must be at least 1, not " + maxUnread);
    }
  }

  /** Returns the default settings for a server. */
  public static ClientOptions of(URI url) {
    return new ClientOptions(
        url, null, null, DEFAULT_TIMEOUT, DEFAULT_READ_IDLE_TIMEOUT, DEFAULT_MAX_UNREAD);
  }

  /** Returns these settings with a bearer token, or without one. */
  public ClientOptions token(@Nullable String jwt) {
    return new ClientOptions(url, jwt, via, timeout, readIdleTimeout, maxUnread);
  }

  /** Returns these settings with another address for connections. */
  public ClientOptions via(@Nullable SocketAddress address) {
    return new ClientOptions(url, token, address, timeout, readIdleTimeout, maxUnread);
  }

  /** Returns these settings with another maximum time for a connection or a response. */
  public ClientOptions timeout(Duration duration) {
    return new ClientOptions(url, token, via, duration, readIdleTimeout, maxUnread);
  }

  /** Returns these settings with another time after which a silent connection counts as lost. */
  public ClientOptions readIdleTimeout(Duration duration) {
    return new ClientOptions(url, token, via, timeout, duration, maxUnread);
  }

  /** Returns these settings with another number of messages that may wait for a slow program. */
  public ClientOptions maxUnread(int messages) {
    return new ClientOptions(url, token, via, timeout, readIdleTimeout, messages);
  }

  /** Returns the port of the server's URL, or the default port of its scheme. */
  int port() {
    return url.getPort() >= 0 ? url.getPort() : isTls() ? 443 : 80;
  }

  /** Returns true if connections are encrypted. */
  boolean isTls() {
    return isTls(url);
  }

  private static boolean isTls(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  /** Returns the path of the server's URL without a slash at its end. */
  String basePath() {
    String path = url.getPath() == null ? "" : url.getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Returns these settings for a log, without the token. */
  @Override
  public String toString() {
    return "ClientOptions[url=%s, token=%s, via=%s, timeout=%s, readIdleTimeout=%s, maxUnread=%d]"
        .formatted(url, token == null ? "none" : "set", via, timeout, readIdleTimeout, maxUnread);
  }
}
