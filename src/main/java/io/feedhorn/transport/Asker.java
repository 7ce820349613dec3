package io.feedhorn.transport;

import io.feedhorn.access.Grant;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What whoever sent a request may do, as it was found out before the request came to its route. */
public final class Asker {
  private static final String KEY = "feedhorn.grant";

  private Asker() {}

  public static void put(RoutingContext context, Grant grant) {
    context.put(KEY, grant);
  }

  /** What the request may do: nothing where nobody looked. */
  public static Grant of(RoutingContext context) {
    @Nullable Grant grant = context.get(KEY);
    return Objects.requireNonNullElse(grant, Grant.NONE);
  }
}
