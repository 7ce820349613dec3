package io.feedhorn.store.artemis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a journal. Their headers have no checksum: a file with a damaged header would be
 * ignored and overwritten, or the journal would not open. A header follows from the name of its
 * file, because files are never reused; except that of a file which a compaction has written: it
 * has the number of the first file that it replaces, as all of its records have.
 */
final class JournalFiles {
  static final String PREFIX = "updates";
  static final String EXTENSION = "log";
  static final int SIZE_BYTES = 10 << 20;
  static final int USER_VERSION = 1;

  private static final int NUMBER_INDEX = 2 * Integer.BYTES;
  // Behind the type of the record.
  private static final int RECORD_NUMBER_INDEX = 1;
  static final Pattern NAME = Pattern.compile(PREFIX + "-(\\d{1,18})\\." + EXTENSION);

  private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);

  private JournalFiles() {}

  /** Restores damaged headers. */
  static void repairHeaders(Path folder) throws IOException {
    for (Path file : list(folder)) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches() && Files.size(file) >= JournalImpl.SIZE_HEADER) {
        repairHeader(file, Long.parseLong(name.group(1)));
      }
    }
  }

  /** Forces to the disk what was written to the files. */
  static void force(Path folder) throws IOException {
    for (Path file : list(folder)) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> NAME.matcher(file.getFileName().toString()).matches()).toList();
    }
  }

  private static ByteBuffer header(long number) {
    return ByteBuffer.allocate(JournalImpl.SIZE_HEADER)
        .putInt(JournalImpl.FORMAT_VERSION)
        .putInt(USER_VERSION)
        .putLong(number)
        .flip();
  }

  /** A damaged number can be that of the name, so the first record is compared, too. */
  private static void repairHeader(Path file, long id) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(JournalImpl.SIZE_HEADER);
    ByteBuffer record = ByteBuffer.allocate(RECORD_NUMBER_INDEX + Integer.BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.read(found, 0);
      found.flip();
      channel.read(record, JournalImpl.SIZE_HEADER);
      int ofRecord = record.getInt(RECORD_NUMBER_INDEX);
      if (found.equals(header(id)) && (ofRecord == 0 || ofRecord == (int) id)) {
        return;
      }
      ByteBuffer expected = header(RecordFileNumbers.of(file, found.getLong(NUMBER_INDEX), id));
      if (!found.equals(expected)) {
        LOG.warn("The header of the store file {} was damaged and is restored.", file);
        channel.write(expected, 0);
        channel.force(false);
      }
    }
  }
}
