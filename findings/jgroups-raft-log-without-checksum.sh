#!/usr/bin/env bash
# Guess: a Raft log on disk has a checksum for each entry, so that a damaged entry is found when the log is read.
# Seen: the log of jgroups-raft has none. One changed byte in the data of a committed entry is given to the state
#   machine at the next start as if it had been committed. Nothing is logged.
# Versions: jgroups-raft 1.1.4.Final (FileBasedLog, the default, with log_use_fsync), jgroups 5.4.11.Final, JDK 17.
# Why it matters: entries are compared by index and term alone. A node with such an entry agrees with the others and
#   serves different data. After a power cut the same holds for an entry whose data reached the disk in part.
# Feedhorn: does not use it for durable feeds (docs/decisions/0058-durable-cluster.md). Whatever stores a durable feed
#   must have a checksum for each record.
source "$(dirname "$0")/support/maven-packages.sh" org.jgroups:jgroups-raft:1.1.4.Final org.slf4j:slf4j-simple:2.0.17
cat > Damage.java <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jgroups.JChannel;
import org.jgroups.raft.RaftHandle;
import org.jgroups.raft.StateMachine;

public class Damage {
  static final String STACK =
      """
      <config xmlns="urn:org:jgroups">
        <SHARED_LOOPBACK/><SHARED_LOOPBACK_PING/>
        <pbcast.NAKACK2 use_mcast_xmit="false"/><UNICAST3/><pbcast.STABLE/>
        <pbcast.GMS print_local_addr="false" join_timeout="500"/>
        <raft.ELECTION/>
        <raft.RAFT members="A" raft_id="A" log_class="org.jgroups.protocols.raft.FileBasedLog"
          log_use_fsync="true" log_dir="log" log_prefix="a"/>
      </config>""";

  /** Starts the only member, gives it some entries, and returns the entries that it applied. */
  static List<String> run(List<String> entries) throws Exception {
    List<String> applied = new ArrayList<>();
    StateMachine machine =
        new StateMachine() {
          @Override
          public byte[] apply(byte[] data, int offset, int length, boolean serialize) {
            applied.add(new String(data, offset, length, StandardCharsets.UTF_8));
            return null;
          }

          @Override
          public void readContentFrom(DataInput in) {}

          @Override
          public void writeContentTo(DataOutput out) {}
        };
    try (JChannel channel = new JChannel(new ByteArrayInputStream(STACK.getBytes(StandardCharsets.UTF_8)))) {
      RaftHandle raft = new RaftHandle(channel.name("A"), machine);
      channel.connect("c");
      for (long end = System.nanoTime() + 30_000_000_000L; !raft.isLeader() && System.nanoTime() < end; ) {
        Thread.sleep(20);
      }
      for (String entry : entries) {
        byte[] data = entry.getBytes(StandardCharsets.UTF_8);
        raft.setAsync(data, 0, data.length, null).get(30, TimeUnit.SECONDS);
      }
    }
    return applied;
  }

  static void require(List<String> expected, List<String> actual) {
    if (!actual.equals(expected)) {
      throw new AssertionError(actual + " instead of " + expected);
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<String> entries = List.of("price=100", "price=200", "price=300");
    require(entries, run(entries));
    require(entries, run(List.of()));
    Path file;
    try (Stream<Path> files = Files.walk(Path.of("log"))) {
      file = files.filter(path -> path.endsWith("entries.raft")).findFirst().orElseThrow();
    }
    byte[] log = Files.readAllBytes(file);
    int at = new String(log, StandardCharsets.ISO_8859_1).indexOf("price=200");
    log[at + "price=".length()] = '9';
    Files.write(file, log);
    require(List.of("price=100", "price=900", "price=300"), run(List.of()));
    System.out.println("as described");
    System.exit(0);
  }
}
JAVA
timeout 180 java -cp 'lib/*' Damage.java > output 2>&1 || { cat output >&2; exit 1; }
if grep -qiE 'corrupt|damage|checksum|crc' output; then cat output >&2; exit 1; fi
echo "as described"
