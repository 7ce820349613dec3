package io.feedhorn.http.admin;

import io.feedhorn.transport.QueryParameters;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page of a list that is sorted by name. Immutable.
 *
 * @param after the name after which the page begins; empty for the first page
 * @param limit the maximum number of names on the page
 */
record PageRequest(String after, int limit) {
  private static final int DEFAULT_LIMIT = 100;

  static PageRequest of(RoutingContext context, int maxLimit) {
    QueryParameters query = new QueryParameters(context.request());
    String after = query.exact("after");
    return new PageRequest(
        after == null ? "" : after,
        query.number("limit", 1, maxLimit, Math.min(maxLimit, DEFAULT_LIMIT)));
  }

  /** Returns the names of the page, and one more if another page follows. */
  List<String> select(Collection<String> sorted) {
    return sorted.stream().filter(name -> name.compareTo(after) > 0).limit(limit + 1L).toList();
  }

  /** Returns the last name of the page if another page follows, or null. */
  @Nullable String next(List<String> selected) {
    return selected.size() > limit ? selected.get(limit - 1) : null;
  }
}
