package io.feedhorn.conform;

import io.feedhorn.model.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader that never stays: it goes on by its cursor, on another transport each time. Used by one
 * thread at a time, but for what says that any thread may call it.
 */
final class HoppingReader {
  private static final int FEW = 40;
  private static final int MANY = 5_000;
  private static final int MIN_OF_A_PAGE = 200;
  private static final Duration MAX_STAY = Duration.ofMillis(300);
  private static final Duration MAX_UNTIL_CUT = Duration.ofMillis(500);

  static final String TOO_LITTLE_HISTORY =
      "told that history no longer reaches back: it holds less than what was published between two"
          + " hops; give the feeds more history, or publish less (--rate)";

  private final String name;
  private final ServerUnderTest target;
  private final boolean cut;
  private final List<Transport> transports;
  private final List<String> patterns;
  private final SequenceChecker sequence;
  private final ConflationAudit conflationAudit;
  private final Random random;
  private final AtomicLong behind = new AtomicLong();
  private String cursor;
  private String way = "start";
  private int hops;
  private int losses;

  /**
   * @param cut whether connections end by themselves, anywhere
   * @param patterns one of each feed
   * @param cursor where it begins
   */
  HoppingReader(
      String name,
      ServerUnderTest target,
      boolean cut,
      List<Transport> transports,
      List<String> patterns,
      SequenceChecker sequence,
      ConflationAudit conflationAudit,
      String cursor,
      Random random) {
    this.name = name;
    this.target = target;
    this.cut = cut;
    this.transports = transports;
    this.patterns = patterns;
    this.sequence = sequence;
    this.conflationAudit = conflationAudit;
    this.cursor = cursor;
    this.random = random;
  }

  /**
   * Hops so often, or until another reader found something. One in four times it leaves in the
   * middle of what it is owed; else it stays until it has all of it, and a little longer.
   */
  void hop(int times, BooleanSupplier stopped) {
    for (int i = 0; i < times && !stopped.getAsBoolean(); i++) {
      boolean early = random.nextInt(4) == 0;
      int some = random.nextInt(FEW);
      hop(cut ? MANY : some, cut || early ? some : MANY);
    }
  }

  /** Counts an update that was published, if it is for this reader. Safe on any thread. */
  void published(String topic) {
    if (sequence.isFor(topic)) {
      behind.incrementAndGet();
    }
  }

  /** Returns the number of published updates that it has not taken yet. Safe on any thread. */
  long behind() {
    return behind.get();
  }

  /**
   * Hops on until it has all that was published.
   *
   * @param patience how long no update may come
   */
  void drain(Map<String, Long> published, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    String missing = sequence.missing(published);
    while (!missing.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw broken("nothing more comes, but " + missing);
      }
      long before = behind();
      hop(MANY, MANY);
      if (behind() < before) {
        deadline = System.nanoTime() + patience.toNanos();
      }
      missing = sequence.missing(published);
    }
  }

  long taken() {
    return sequence.length();
  }

  /** How many updates it was not sent because it lagged. */
  long leftOut() {
    return sequence.leftOut();
  }

  /** How often a connection ended under it. */
  int losses() {
    return losses;
  }

  /**
   * @param least how many updates to wait for
   * @param most how many of those to take that are there already
   */
  private void hop(int least, int most) {
    hops++;
    Transport transport = transports.get(random.nextInt(transports.size()));
    way = way.substring(way.lastIndexOf(' ') + 1) + " to " + transport;
    try (TransportClient reader =
        transport.open(target, new ReadRequest(patterns, cursor, false, null, limit()))) {
      stay(reader, transport, least, most);
    } catch (ConnectionLost lost) {
      losses++;
      if (!cut) {
        throw broken(lost.getMessage());
      }
    } catch (CheckFailed | RequestRefused evidence) {
      throw broken(evidence.getMessage());
    }
  }

  private int limit() {
    return random.nextBoolean() ? 0 : MIN_OF_A_PAGE + random.nextInt(MIN_OF_A_PAGE);
  }

  private void stay(TransportClient reader, Transport transport, int least, int most) {
    long deadline = System.nanoTime() + (cut ? MAX_UNTIL_CUT : MAX_STAY).toNanos();
    try {
      for (int i = 0; i < Math.max(least, most); i++) {
        long left = i < least ? deadline - System.nanoTime() : 0;
        String text = reader.poll(Duration.ofNanos(Math.max(0, left)));
        if (text == null) {
          break;
        }
        CheckFailed.unless(!Boolean.FALSE.equals(reader.recovered()), TOO_LITTLE_HISTORY);
        ReceivedUpdate update = ReceivedUpdate.of(text);
        long before = taken() + leftOut();
        conflationAudit.fetch(update, transport, sequence, Cursor.parse(cursor));
        sequence.take(update);
        behind.addAndGet(before - taken() - leftOut());
      }
    } finally {
      cursor = reader.cursor();
    }
  }

  private CheckFailed broken(@Nullable String evidence) {
    return new CheckFailed(
        "%s, hop %d (%s), since %s: %s".formatted(name, hops, way, cursor, evidence));
  }
}
