package io.feedhorn.source.kafka;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The texts of Kafka's exceptions for operators. */
final class KafkaErrors {
  private KafkaErrors() {}

  /** Returns the reason of a failure. */
  static String text(Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "the brokers do not answer in time: " + failure.getMessage();
    }
    @Nullable Throwable cause = failure.getCause();
    // The construction of a consumer hides what is wrong.
    return cause instanceof ConfigException || isHidden(failure, cause)
        ? String.valueOf(cause.getMessage())
        : String.valueOf(failure.getMessage());
  }

  private static boolean isHidden(Throwable failure, @Nullable Throwable cause) {
    return cause != null && "Failed to construct kafka consumer".equals(failure.getMessage());
  }
}
