package io.feedhorn.source.kafka;

import org.apache.kafka.common.errors.TimeoutException;

/** The texts of Kafka's exceptions for operators. */
final class KafkaErrors {
  private KafkaErrors() {}

  /** Returns the reason of a failure. */
  static String text(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "the brokers do not answer in time: " + failure.getMessage();
    }
    Throwable cause = failure.getCause();
    // The construction of a consumer hides what is wrong.
    boolean hidden = "Failed to construct kafka consumer".equals(failure.getMessage());
    return String.valueOf(cause != null && hidden ? cause.getMessage() : failure.getMessage());
  }
}
