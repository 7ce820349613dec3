package io.feedhorn.transport;

import io.feedhorn.model.FeedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversion of failures to errors for clients, for all transports. Safe on any thread. Code
 * below the transports uses {@link FeedException#of}, which does not log.
 */
public final class ClientErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ClientErrors.class);

  private ClientErrors() {}

  /**
   * Returns a refusal unchanged. Any other failure is logged, and becomes {@code internal} without
   * its details.
   */
  public static FeedException of(Throwable failure) {
    if (!(failure instanceof FeedException)) {
      LOG.error("A request failed, answering 'internal'", failure);
    }
    return FeedException.of(failure);
  }
}
