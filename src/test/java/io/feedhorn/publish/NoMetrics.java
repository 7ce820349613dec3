package io.feedhorn.publish;

import io.feedhorn.metrics.Metrics;
import io.feedhorn.model.ErrorCode;

/** Metrics that count nothing. */
public record NoMetrics() implements Metrics {
  @Override
  public void published(String feed) {}

  @Override
  public void delivered(String transport, int updates) {}

  @Override
  public void conflated(String transport, int updates) {}

  @Override
  public void opened(String transport) {}

  @Override
  public void closed(String transport) {}

  @Override
  public void refused(ErrorCode code) {}
}
