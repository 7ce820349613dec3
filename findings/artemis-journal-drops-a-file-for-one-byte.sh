#!/usr/bin/env bash
# Guess: a journal for durable messages notices a damaged byte, and loses at most the record with that byte.
# Seen: nothing has a checksum. A changed byte in a content is handed out as it is. A changed byte in a record's header
#   drops the whole transaction of that record, without an exception and without a call of the loader's callback. A
#   changed byte in the last 8 bytes of a file's header drops all records of the file; the file is then taken for a
#   free one and overwritten.
# Version: artemis-journal 2.56.0, JDK 17.
# Why it matters: answered publishes are gone after a restart, and nothing says so.
# Feedhorn: a checksum in each record, no transactions of the journal, the number of updates and the sum of their
#   offsets with each feed, and file headers that are restored before the journal reads them
#   (docs/decisions/0052-the-store-is-a-journal-of-artemis.md).
source "$(dirname "$0")/support/maven-packages.sh" org.apache.artemis:artemis-journal:2.56.0
cat > Damage.java <<'JAVA'
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

public class Damage {
  static final Path FILE = Path.of("journal", "data-1.log");
  static int failedTransactions;

  static JournalImpl open(TreeMap<Long, String> records) throws Exception {
    JournalImpl journal =
        new JournalImpl(1 << 20, 2, 2, 0, 0, new NIOSequentialFileFactory(new File("journal"), 1), "data", "log", 1);
    List<RecordInfo> found = new ArrayList<>();
    List<PreparedTransactionInfo> prepared = new ArrayList<>();
    journal.start();
    journal.load(found, prepared, (id, added, deleted) -> failedTransactions++);
    for (RecordInfo record : found) {
      records.put(record.id, new String(record.data, StandardCharsets.UTF_8));
    }
    return journal;
  }

  static TreeMap<Long, String> loadWithDamageAt(byte[] original, int position) throws Exception {
    byte[] damaged = original.clone();
    damaged[position] ^= 0x10;
    Files.write(FILE, damaged);
    TreeMap<Long, String> records = new TreeMap<>();
    open(records).stop();
    return records;
  }

  static void require(Object expected, Object found) {
    if (!expected.equals(found)) throw new AssertionError("expected " + expected + ", found " + found);
  }

  public static void main(String[] arguments) throws Exception {
    new File("journal").mkdir();
    JournalImpl journal = open(new TreeMap<>());
    for (long transaction = 1; transaction <= 10; transaction++) {
      for (long id = transaction * 10; id < transaction * 10 + 10; id++) {
        byte[] content = ("record " + id).getBytes(StandardCharsets.UTF_8);
        journal.appendAddRecordTransactional(transaction, id, (byte) 1, content);
      }
      journal.appendCommitRecord(transaction, true);
    }
    journal.stop();
    byte[] original = Files.readAllBytes(FILE);
    int content = new String(original, StandardCharsets.ISO_8859_1).indexOf("record 55");

    require("becord 55", loadWithDamageAt(original, content).get(55L));
    // The two bytes before the content are the end of its length and its type.
    TreeMap<Long, String> withoutTransaction = loadWithDamageAt(original, content - 2);
    require(90, withoutTransaction.size());
    require(true, withoutTransaction.subMap(50L, 60L).isEmpty());
    require(0, loadWithDamageAt(original, 15).size());
    require(0, failedTransactions);
    System.out.println("as described");
    System.exit(0);
  }
}
JAVA
timeout 60 java -cp 'lib/*' Damage.java 2> errors || { cat errors >&2; exit 1; }
