package io.feedhorn.transport;

import io.feedhorn.limits.Limits;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;

/**
 * The largest body of a request. Immutable.
 *
 * @param bytes also after decompression
 * @param source the settings that it follows from; empty if it is fixed
 */
public record BodyLimit(int bytes, String source) {
  /** Creates a limit that no setting changes. */
  public static BodyLimit fixed(int bytes) {
    return new BodyLimit(bytes, "");
  }

  /** Returns the limit of a body that contains one value, with white space. */
  public static BodyLimit ofValue(Limits limits, int factor) {
    return new BodyLimit(
        limits.messageBytes() * factor,
        " (%d times limits.message, %d)".formatted(factor, limits.messageBytes()));
  }

  /** Returns the error for a larger body. */
  FeedException refusal() {
    return new FeedException(
        ErrorCode.TOO_LARGE,
        "The body is larger than the allowed %d bytes%s.".formatted(bytes, source));
  }

  /** Returns the error for a body that is larger after decompression. */
  FeedException refusalAfterDecompression() {
    return new FeedException(
        ErrorCode.TOO_LARGE,
        "The body has more than the allowed %d bytes%s after decompression."
            .formatted(bytes, source));
  }
}
