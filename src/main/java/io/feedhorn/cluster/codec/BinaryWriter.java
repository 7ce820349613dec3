package io.feedhorn.cluster.codec;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message one after the other. Not thread-safe. */
public final class BinaryWriter {
  private static final int DEFAULT_CAPACITY_BYTES = 256;

  private final Buffer bytes;

  public BinaryWriter() {
    this(DEFAULT_CAPACITY_BYTES);
  }

  /**
   * Creates a writer.
   *
   * @param capacityBytes the expected length; the buffer grows if more is written
   */
  public BinaryWriter(int capacityBytes) {
    this.bytes = Buffer.buffer(capacityBytes);
  }

  public BinaryWriter octet(byte value) {
    bytes.appendByte(value);
    return this;
  }

  public BinaryWriter flag(boolean value) {
    return octet((byte) (value ? 1 : 0));
  }

  public BinaryWriter number(long value) {
    bytes.appendLong(value);
    return this;
  }

  public BinaryWriter count(int value) {
    bytes.appendInt(value);
    return this;
  }

  public BinaryWriter text(@Nullable String value) {
    if (value == null) {
      bytes.appendInt(-1);
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      bytes.appendInt(utf8.length).appendBytes(utf8);
    }
    return this;
  }

  public BinaryWriter bytes(Buffer value) {
    bytes.appendInt(value.length()).appendBuffer(value);
    return this;
  }

  /** Appends the fields that another writer wrote. */
  public BinaryWriter append(Buffer fields) {
    bytes.appendBuffer(fields);
    return this;
  }

  public int sizeBytes() {
    return bytes.length();
  }

  public Buffer toBuffer() {
    return bytes;
  }
}
