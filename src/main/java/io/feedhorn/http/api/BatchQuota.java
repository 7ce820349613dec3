package io.feedhorn.http.api;

import io.feedhorn.limits.ClientQuota;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import org.jspecify.annotations.Nullable;

/**
 * The rate limit of the lines of one batch. After the first line beyond it all later ones are
 * refused, although some time has passed: else a line would be published before an earlier one that
 * its client sends again. Owned by an event loop.
 */
final class BatchQuota {
  private final ClientQuota client;
  private @Nullable FeedException refusal;

  BatchQuota(ClientQuota client) {
    this.client = client;
  }

  /**
   * Counts a published value.
   *
   * @throws FeedException {@link ErrorCode#RATE_LIMITED} if the limit is exceeded, or was before
   */
  void countPublish() {
    FeedException before = refusal;
    if (before != null) {
      throw before;
    }
    try {
      client.countPublish();
    } catch (FeedException exceeded) {
      refusal = exceeded;
      throw exceeded;
    }
  }
}
