package io.feedhorn.store.artemis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The file numbers in the records of a file. Each record repeats the number in the header of its
 * file, so that the header can be restored.
 */
final class RecordFileNumbers {
  private static final int RECORD_BYTES = 1 + Integer.BYTES;

  private final ByteBuffer content;

  private RecordFileNumbers(ByteBuffer content) {
    this.content = content;
  }

  /**
   * Returns the number that most records of a file have, of three candidates: that of its header,
   * that of its name, and that of its first record.
   */
  static long of(Path file, long ofHeader, long ofName) throws IOException {
    RecordFileNumbers records = new RecordFileNumbers(ByteBuffer.wrap(Files.readAllBytes(file)));
    long found = ofName;
    int most = records.count(ofName);
    for (long candidate : new long[] {ofHeader, records.first()}) {
      // A compaction writes a file after those that it replaces.
      int count = candidate > 0 && candidate < ofName ? records.count(candidate) : 0;
      if (count > most) {
        found = candidate;
        most = count;
      }
    }
    return found;
  }

  private long first() {
    return content.limit() < JournalImpl.SIZE_HEADER + RECORD_BYTES
        ? 0
        : content.getInt(JournalImpl.SIZE_HEADER + 1);
  }

  private int count(long number) {
    int count = 0;
    for (int i = JournalImpl.SIZE_HEADER; i + RECORD_BYTES <= content.limit(); i++) {
      byte type = content.get(i);
      if ((type == JournalImpl.ADD_RECORD || type == JournalImpl.DELETE_RECORD)
          && content.getInt(i + 1) == (int) number) {
        count++;
      }
    }
    return count;
  }
}
