package io.feedhorn.transport;

import io.feedhorn.model.FeedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a failure, after the log was told the rest. */
public final class ClientErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ClientErrors.class);

  private ClientErrors() {}

  /** The refusal for a client; a failure that is none is logged and told as {@code internal}. */
  public static FeedException of(Throwable failure) {
    if (!(failure instanceof FeedException)) {
      LOG.error("A request failed", failure);
    }
    return FeedException.of(failure);
  }
}
