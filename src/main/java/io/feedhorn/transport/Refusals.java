package io.feedhorn.transport;

import io.feedhorn.model.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a failure, after the log was told the rest. */
public final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** The refusal for a client; a failure that is none is logged and told as {@code internal}. */
  public static Refusal of(Throwable failure) {
    if (!(failure instanceof Refusal)) {
      LOG.error("A request failed", failure);
    }
    return Refusal.of(failure);
  }
}
