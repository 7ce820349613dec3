package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields that a {@link BinaryWriter} wrote, in the same order. Not thread-safe. */
final class BinaryReader {
  private final Buffer bytes;
  private int at;

  BinaryReader(Buffer bytes) {
    this.bytes = bytes;
  }

  boolean flag() {
    return bytes.getByte(at++) != 0;
  }

  long number() {
    at += Long.BYTES;
    return bytes.getLong(at - Long.BYTES);
  }

  int count() {
    at += Integer.BYTES;
    return bytes.getInt(at - Integer.BYTES);
  }

  String text() {
    return Objects.requireNonNull(textOrNull());
  }

  @Nullable String textOrNull() {
    int length = count();
    if (length < 0) {
      return null;
    }
    at += length;
    return new String(bytes.getBytes(at - length, at), StandardCharsets.UTF_8);
  }

  /** A copy, which does not hold on to the rest of the message. */
  Buffer bytes() {
    int length = count();
    at += length;
    return bytes.getBuffer(at - length, at);
  }

  boolean hasMore() {
    return at < bytes.length();
  }
}
