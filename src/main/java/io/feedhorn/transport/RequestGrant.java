package io.feedhorn.transport;

import io.feedhorn.auth.Permissions;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What whoever sent a request may do, as it was found out before the request came to its route. */
public final class RequestGrant {
  private static final String KEY = "feedhorn.grant";

  private RequestGrant() {}

  public static void put(RoutingContext context, Permissions permissions) {
    context.put(KEY, permissions);
  }

  /** What the request may do: nothing where nobody looked. */
  public static Permissions of(RoutingContext context) {
    @Nullable Permissions permissions = context.get(KEY);
    return Objects.requireNonNullElse(permissions, Permissions.NONE);
  }
}
