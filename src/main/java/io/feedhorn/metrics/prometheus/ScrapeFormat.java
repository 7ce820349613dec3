package io.feedhorn.metrics.prometheus;

import org.jspecify.annotations.Nullable;

/** A format of {@code /metrics}. Prometheus names those that it reads in the header Accept. */
public enum ScrapeFormat {
  /** The text format, which everything reads. */
  TEXT("text/plain; version=0.0.4; charset=utf-8", ""),

  /** The text format of OpenMetrics, which Prometheus prefers. */
  OPENMETRICS(
      "application/openmetrics-text; version=1.0.0; charset=utf-8", "application/openmetrics-text"),

  /** Protocol buffers, the only format with native histograms. */
  PROTOBUF(
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited",
      "application/vnd.google.protobuf");

  private final String contentType;
  private final String accepted;

  ScrapeFormat(String contentType, String accepted) {
    this.contentType = contentType;
    this.accepted = accepted;
  }

  /** Returns the media type of the response. */
  public String contentType() {
    return contentType;
  }

  /**
   * Returns the richest format that a client accepts. A Prometheus names a richer format only if it
   * is to use it.
   *
   * @param accept the header of the request, or null
   */
  public static ScrapeFormat of(@Nullable String accept) {
    if (accept == null) {
      return TEXT;
    }
    if (accept.contains(PROTOBUF.accepted)) {
      return PROTOBUF;
    }
    return accept.contains(OPENMETRICS.accepted) ? OPENMETRICS : TEXT;
  }
}
