package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message one after the other. Not thread-safe. */
final class BinaryWriter {
  private final Buffer bytes;

  BinaryWriter() {
    this(256);
  }

  BinaryWriter(int room) {
    this.bytes = Buffer.buffer(room);
  }

  BinaryWriter flag(boolean value) {
    bytes.appendByte((byte) (value ? 1 : 0));
    return this;
  }

  BinaryWriter number(long value) {
    bytes.appendLong(value);
    return this;
  }

  BinaryWriter count(int value) {
    bytes.appendInt(value);
    return this;
  }

  BinaryWriter text(@Nullable String value) {
    if (value == null) {
      bytes.appendInt(-1);
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      bytes.appendInt(utf8.length).appendBytes(utf8);
    }
    return this;
  }

  BinaryWriter bytes(Buffer value) {
    bytes.appendInt(value.length()).appendBuffer(value);
    return this;
  }

  /** Takes what another wrote, as if its fields had been written here. */
  BinaryWriter all(Buffer packed) {
    bytes.appendBuffer(packed);
    return this;
  }

  int length() {
    return bytes.length();
  }

  Buffer done() {
    return bytes;
  }
}
