package io.feedhorn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the fuzz tests have in common: bytes in, and a value or a refusal out, and nothing else. */
public final class FuzzInput {
  private FuzzInput() {}

  /** The text of bytes; what is not UTF-8 becomes U+FFFD. */
  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public static byte[] again(byte[] bytes) {
    return text(bytes).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What is read, or null where it was refused with one of the codes and a reason. Whatever else is
   * thrown goes on.
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
