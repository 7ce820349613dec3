package io.feedhorn.cluster.codec;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields that a {@link BinaryWriter} wrote, in the same order. Not thread-safe. */
public final class BinaryReader {
  private final Buffer bytes;
  private final int end;
  private int position;

  public BinaryReader(Buffer bytes) {
    this(bytes, 0, bytes.length());
  }

  private BinaryReader(Buffer bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  public byte octet() {
    return bytes.getByte(position++);
  }

  public boolean flag() {
    return octet() != 0;
  }

  public long number() {
    position += Long.BYTES;
    return bytes.getLong(position - Long.BYTES);
  }

  public int count() {
    position += Integer.BYTES;
    return bytes.getInt(position - Integer.BYTES);
  }

  /**
   * Returns the next text.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public String text() {
    String text = textOrNull();
    if (text == null) {
      throw new IllegalArgumentException("a text is missing");
    }
    return text;
  }

  public @Nullable String textOrNull() {
    int length = count();
    if (length < 0) {
      return null;
    }
    position += length;
    return new String(bytes.getBytes(position - length, position), StandardCharsets.UTF_8);
  }

  /** Returns a copy, so that the rest of the message can be garbage-collected. */
  public Buffer bytes() {
    int length = count();
    position += length;
    return bytes.getBuffer(position - length, position);
  }

  /**
   * Returns a reader of what {@link #bytes} would return, without a copy.
   *
   * @throws IndexOutOfBoundsException if it is longer than the rest
   */
  public BinaryReader part() {
    int length = count();
    int start = position;
    position = Objects.checkFromToIndex(start, start + length, end) + length;
    return new BinaryReader(bytes, start, position);
  }

  /** Returns all that was not read, as text. */
  public String rest() {
    int start = position;
    position = end;
    return new String(bytes.getBytes(start, end), StandardCharsets.UTF_8);
  }

  public boolean hasMore() {
    return position < end;
  }
}
