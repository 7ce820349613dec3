#!/usr/bin/env bash
# Guess: an error of the operating system at a write reaches the record's callback, or the error listener that was given
#   to the factory of the files.
# Seen: neither. The constructor of `JournalImpl` replaces the listener of the factory, and a write that failed calls no
#   callback, so who waits for it waits for ever. And a record of which the system has accepted a part is reported as
#   done: the journal writes from a direct buffer once and does not look at the number of written bytes.
# Version: artemis-journal 2.56.0, JDK 17. The disk is played by a limit for the size of files (`prlimit`, which acts on
#   a running process as a full disk does).
# Why it matters: a server hangs after an error of the disk, or answers a publish that is not stored.
# Feedhorn: sets the listener after the journal was created, and writes from buffers on the heap
#   (docs/decisions/0085-after-an-input-output-error.md).
source "$(dirname "$0")/support/maven-packages.sh" org.apache.artemis:artemis-journal:2.56.0
command -v prlimit > /dev/null || cannot_try "prlimit (Debian's package util-linux) is missing."
cat > FailedWrite.java <<'JAVA'
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.journal.impl.dataformat.ByteArrayEncoding;

public class FailedWrite {
  static final Path FILE = Path.of("journal", "data-1.log");
  static final int RECORD = 1_000;

  static class Result extends CompletableFuture<String> implements IOCompletion {
    public void storeLineUp() {}

    public void done() {
      complete("done");
    }

    public void onError(int code, String message) {
      complete("error");
    }
  }

  static String add(JournalImpl journal, long id) throws Exception {
    Result result = new Result();
    journal.appendAddRecord(id, (byte) 1, new ByteArrayEncoding(new byte[RECORD]), false, result);
    try {
      return result.get(5, TimeUnit.SECONDS);
    } catch (TimeoutException waiting) {
      return "nothing";
    }
  }

  /** Returns the end of what is written: the last byte of a record is never 0. */
  static int end() throws Exception {
    byte[] bytes = Files.readAllBytes(FILE);
    int end = bytes.length;
    while (bytes[end - 1] == 0) end--;
    return end;
  }

  static void limit(String bytes) throws Exception {
    String self = Long.toString(ProcessHandle.current().pid());
    require(0, new ProcessBuilder("prlimit", "--pid", self, "--fsize=" + bytes + ":").inheritIO().start().waitFor());
  }

  static void require(Object expected, Object found) {
    if (!expected.equals(found)) throw new AssertionError("expected " + expected + ", found " + found);
  }

  public static void main(String[] arguments) throws Exception {
    new File("journal").mkdir();
    AtomicInteger reported = new AtomicInteger();
    JournalImpl journal =
        new JournalImpl(
            1 << 20,
            2,
            2,
            0,
            0,
            new NIOSequentialFileFactory(
                new File("journal"), (exception, message, file) -> reported.incrementAndGet(), 1),
            "data",
            "log",
            1);
    List<RecordInfo> found = new ArrayList<>();
    List<PreparedTransactionInfo> prepared = new ArrayList<>();
    journal.start();
    journal.load(found, prepared, null);
    require("done", add(journal, 1));
    int before = end();

    limit(Integer.toString(before + RECORD / 2));
    require("done", add(journal, 2));
    require(true, end() <= before + RECORD / 2);
    System.out.println("the record of which a half was written is reported as done");

    require("nothing", add(journal, 3));
    require(0, reported.get());
    System.out.println("the write that failed is reported neither to its callback nor to the listener");
    System.exit(0);
  }
}
JAVA
javac -cp 'lib/*' FailedWrite.java
java -XX:-UsePerfData -cp 'lib/*:.' FailedWrite 2> errors || { cat errors; exit 1; }
