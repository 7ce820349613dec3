package io.feedhorn.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The idempotency keys of messages that have a position. */
final class PositionKey {
  /** The maximum length of an idempotency key. */
  private static final int MAX_CHARACTERS = 255;

  private PositionKey() {}

  /**
   * Returns the key of an item: the position, or its digest if that would be too long, because some
   * upstreams have positions of any length.
   *
   * @param source the name of the source
   * @param index the index of the item; negative if the message is not split
   */
  static String of(String source, String position, int index) {
    String key = key(source, position, index);
    return key.length() <= MAX_CHARACTERS ? key : key(source, digest(position), index);
  }

  private static String key(String source, String position, int index) {
    String key = source + ":" + position;
    return index < 0 ? key : key + "#" + index;
  }

  private static String digest(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
