package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Operations of the fuzz tests: each input gives a value or a refusal, and no other exception. */
public final class FuzzInput {
  private FuzzInput() {}

  /** Returns the text of bytes; bytes that are not UTF-8 become U+FFFD. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public static byte[] again(byte[] bytes) {
    return text(bytes).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the parsed value, or null if it was refused with one of the codes and a message. Other
   * exceptions are not caught.
   */
  public static <T> @Nullable T read(Supplier<T> reading, ErrorCode... codes) {
    try {
      return reading.get();
    } catch (FeedException exception) {
      assertThat(exception.code()).as(exception.reason()).isIn((Object[]) codes);
      assertThat(exception.reason()).isNotBlank();
      return null;
    }
  }
}
