#!/usr/bin/env bash
# Guess: the id of a record is any long: a record with a negative id that is read again after each start is kept by a
#   compaction, too.
# Seen: records with negative ids are written, and read after a restart, as long as nothing is compacted. A compaction
#   drops them without an error; those with positive ids stay.
# Version: artemis-journal 2.56.0, JDK 17.
# Why it matters: a store loses data after days of work, when enough of it was replaced that the journal compacts itself,
#   and every test that is shorter passes.
# Feedhorn: gives no record a negative id, and rewrites those of earlier versions
#   (docs/decisions/0052-the-store-is-a-journal-of-artemis.md).
source "$(dirname "$0")/support/maven-packages.sh" org.apache.artemis:artemis-journal:2.56.0
cat > Compaction.java <<'JAVA'
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;

public class Compaction {
  static JournalImpl open(TreeSet<Long> ids) throws Exception {
    JournalImpl journal =
        new JournalImpl(
            1 << 20, 2, 2, 0, 0, new NIOSequentialFileFactory(new File("journal"), 1), "data", "log", 1);
    journal.start();
    List<RecordInfo> records = new ArrayList<>();
    List<PreparedTransactionInfo> prepared = new ArrayList<>();
    journal.load(records, prepared, null);
    records.forEach(record -> ids.add(record.id));
    return journal;
  }

  static TreeSet<Long> stored() throws Exception {
    TreeSet<Long> ids = new TreeSet<>();
    open(ids).stop();
    return ids;
  }

  static void require(Object expected, Object found) {
    if (!expected.equals(found)) throw new AssertionError("expected " + expected + ", found " + found);
  }

  public static void main(String[] arguments) throws Exception {
    new File("journal").mkdir();
    TreeSet<Long> ids = new TreeSet<>(List.of(-2L, -1L, 1L, 2L));
    JournalImpl journal = open(new TreeSet<>());
    for (long id : ids) {
      journal.appendAddRecord(id, (byte) 1, new ByteArrayEncoding(new byte[100]), true);
    }
    journal.stop();
    require(ids, stored());

    journal = open(new TreeSet<>());
    journal.forceMoveNextFile();
    journal.testCompact();
    journal.stop();

    require(new TreeSet<>(List.of(1L, 2L)), stored());
    System.out.println("as described");
    System.exit(0);
  }
}
JAVA
timeout 60 java -cp 'lib/*' Compaction.java 2> errors || { cat errors >&2; exit 1; }
