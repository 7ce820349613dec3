package io.feedhorn.http.api;

import io.feedhorn.auth.Authorizer;
import io.feedhorn.limits.ForwardedHeaders;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.transport.RequestGrant;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The check that a client is an operator: its token has the permission {@code admin}, or, without
 * keys, it is on the server's machine. Immutable.
 */
public record OperatorAccess(Authorizer authorizer) {
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Refuses clients that are not operators. */
  public void require(RoutingContext context) {
    authorizer.requireAdmin(RequestGrant.of(context));
    if (authorizer.isOpen() && !isOfThisMachine(context.request())) {
      throw new FeedException(
          ErrorCode.FORBIDDEN,
          "This server has no keys (auth.secret, auth.jwks), so this is permitted only to a client on"
              + " the server's machine, by a loopback address and without a proxy. With keys it is"
              + " permitted to a token with admin from everywhere.");
    }
    context.next();
  }

  private static boolean isOfThisMachine(HttpServerRequest request) {
    return ForwardedHeaders.of(request.headers()).clients().isEmpty()
        && !request.headers().contains("Via")
        && isLoopback(request.connection().remoteAddress(true))
        && isLoopback(request.remoteAddress())
        && isLoopbackHost(request.authority());
  }

  /**
   * Returns true if the client asked for a loopback address. A page of another host can make its
   * own name point to this machine (DNS rebinding), but then its browser asks for that name.
   */
  static boolean isLoopbackHost(@Nullable HostAndPort authority) {
    if (authority == null) {
      return true;
    }
    String host = authority.host();
    String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return address.equalsIgnoreCase("localhost")
        || (NUMERIC.matcher(address).matches() && isLoopback(address));
  }

  private static boolean isLoopback(SocketAddress address) {
    String literal = address.hostAddress();
    return literal != null && isLoopback(literal);
  }

  private static boolean isLoopback(String literal) {
    try {
      return InetAddress.getByName(literal).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      return false;
    }
  }
}
