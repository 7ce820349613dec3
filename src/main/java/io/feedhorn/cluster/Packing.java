package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a message one after the other. Not thread-safe. */
final class Packing {
  private final Buffer bytes;

  Packing() {
    this(256);
  }

  Packing(int room) {
    this.bytes = Buffer.buffer(room);
  }

  Packing flag(boolean value) {
    bytes.appendByte((byte) (value ? 1 : 0));
    return this;
  }

  Packing number(long value) {
    bytes.appendLong(value);
    return this;
  }

  Packing count(int value) {
    bytes.appendInt(value);
    return this;
  }

  Packing text(@Nullable String value) {
    if (value == null) {
      bytes.appendInt(-1);
    } else {
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      bytes.appendInt(utf8.length).appendBytes(utf8);
    }
    return this;
  }

  Packing bytes(Buffer value) {
    bytes.appendInt(value.length()).appendBuffer(value);
    return this;
  }

  /** Takes what another wrote, as if its fields had been written here. */
  Packing all(Buffer packed) {
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
