package io.feedhorn.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program that forces a part of what it writes. */
final class HalfForcedWriter {
  private HalfForcedWriter() {}

  /** Argument: the file. */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            Path.of(arguments[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(bytes("forced"));
      file.force(false);
      file.write(bytes(", and more"));
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
