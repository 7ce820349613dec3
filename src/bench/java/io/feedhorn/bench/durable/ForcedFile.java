package io.feedhorn.bench.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of which 4 KiB are forced at a time. It has its room already, like a journal. Deleted when
 * closed.
 */
final class ForcedFile implements AutoCloseable {
  private static final int BYTES = 4_096;
  private static final int ROOM = 1_000;

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
  private int next;

  ForcedFile(Path folder) throws IOException {
    path = folder.resolve("force.tmp");
    channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.write(ByteBuffer.allocate(BYTES * ROOM));
    channel.force(true);
  }

  void force() throws IOException {
    channel.write(bytes.clear(), (long) (next++ % ROOM) * BYTES);
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
