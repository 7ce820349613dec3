package io.feedhorn.store.artemis;

import io.feedhorn.store.StoreException;
import io.feedhorn.store.StoreFolderCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a store, locked by one process, with the version of its format. */
final class StoreFolder implements AutoCloseable {
  /** 2 since there are {@link RecordKind#UPDATE_AFTER_UNCOUNTED} and its twin. */
  private static final String VERSION = "2\n";

  /** Is read, and becomes the current one: a former build would leave out what it does not know. */
  private static final String FORMER_VERSION = "1\n";

  private static final int MAX_VERSION_BYTES = 100;

  private final Path path;
  private final FileChannel channel;
  // Looking it up reads the table of all mounts, which takes longer than to write a group.
  private final FileStore disk;

  private StoreFolder(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.disk = Files.getFileStore(path);
  }

  /** Creates the folder if it is missing, and locks it. */
  static StoreFolder open(Path path) throws StoreException {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve(StoreFolderCheck.STORE_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        throw new StoreException(
            "The store folder %s is in use by another process.".formatted(path));
      }
      checkVersion(path, channel);
      return new StoreFolder(path, channel);
    } catch (StoreException exception) {
      closeQuietly(channel, exception);
      throw exception;
    } catch (IOException exception) {
      closeQuietly(channel, exception);
      throw new StoreException(
          "Cannot open the store folder %s: %s".formatted(path, exception), exception);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException lockedByThisProcess) {
      return null;
    }
  }

  private static void checkVersion(Path path, FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_VERSION_BYTES);
    channel.read(bytes, 0);
    String found = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    boolean isNew = found.isEmpty() && !hasJournal(path);
    if (isNew || found.equals(FORMER_VERSION)) {
      channel.write(ByteBuffer.wrap(VERSION.getBytes(StandardCharsets.UTF_8)), 0);
      channel.force(true);
    } else if (!found.equals(VERSION)) {
      throw new StoreException(
          "The store folder %s has the format '%s'; this version of Feedhorn reads '%s' and '%s'."
              .formatted(path, found.strip(), FORMER_VERSION.strip(), VERSION.strip()));
    }
  }

  private static boolean hasJournal(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.anyMatch(
          file -> JournalFiles.NAME.matcher(file.getFileName().toString()).matches());
    }
  }

  Path path() {
    return path;
  }

  /** Returns the free space of the disk, in bytes. */
  long usableBytes() throws IOException {
    return disk.getUsableSpace();
  }

  /** Returns the size of all files, in bytes. */
  long sizeBytes() {
    long size = 0;
    Path[] files;
    try (Stream<Path> list = Files.list(path)) {
      files = list.toArray(Path[]::new);
    } catch (IOException exception) {
      return 0;
    }
    for (Path file : files) {
      size += file.toFile().length();
    }
    return size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static void closeQuietly(@Nullable FileChannel channel, Exception reason) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException exception) {
      reason.addSuppressed(exception);
    }
  }
}
