package io.feedhorn.http;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.nio.charset.StandardCharsets;

/** The rule that the target of a request is ASCII (RFC 9112, section 3.2; RFC 3986, section 2). */
final class AsciiTarget {
  private static final int MAX_ASCII = 0x7F;

  private AsciiTarget() {}

  /**
   * Refuses a target with other bytes, such as {@code /v1/topics/scores.Köln}: clients do not agree
   * on their encoding.
   *
   * @param target a character for each byte that was received
   */
  static void require(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) > MAX_ASCII) {
        throw new FeedException(
            ErrorCode.BAD_REQUEST,
            "The target has bytes beyond ASCII; percent-encode them: %s."
                .formatted(encoded(target)));
      }
    }
  }

  private static String encoded(String target) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : target.getBytes(StandardCharsets.ISO_8859_1)) {
      encoded.append(each < 0 ? "%%%02X".formatted(each) : String.valueOf((char) each));
    }
    return encoded.toString();
  }
}
