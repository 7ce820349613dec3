package io.feedhorn.transport;

import io.feedhorn.auth.Permissions;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The permissions of a request's sender. Set by the authentication handler before routing. */
public final class RequestGrant {
  private static final String KEY = "feedhorn.grant";

  private RequestGrant() {}

  public static void put(RoutingContext context, Permissions permissions) {
    context.put(KEY, permissions);
  }

  /** Returns the permissions of a request; none if it was not authenticated. */
  public static Permissions of(RoutingContext context) {
    @Nullable Permissions permissions = context.get(KEY);
    return Objects.requireNonNullElse(permissions, Permissions.NONE);
  }
}
