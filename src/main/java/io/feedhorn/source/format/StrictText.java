package io.feedhorn.source.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Decodes bytes that must be text. The constructor of {@code String} would replace others by
 * U+FFFD.
 */
public final class StrictText {
  /** The reason why a message is not accepted. */
  public static final String NOT_UTF8 = "the message is not text in UTF-8";

  private StrictText() {}

  /**
   * Returns the text of bytes in UTF-8.
   *
   * @throws CharacterCodingException if they are not UTF-8
   */
  public static String utf8(byte[] bytes) throws CharacterCodingException {
    return decode(bytes, StandardCharsets.UTF_8);
  }

  static String decode(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
