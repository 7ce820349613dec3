package io.feedhorn.conform;

import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ProtocolViolationException;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.SequenceChecker;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.model.Cursor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader that changes its transport again and again and resumes by its cursor. Used by one thread
 * at a time, except for the methods that are safe on any thread.
 */
final class HoppingReader {
  private static final int MAX_AWAITED_UPDATES = 40;
  private static final int ALL_UPDATES = 5_000;
  private static final int MIN_POLL_LIMIT = 200;
  private static final Duration MAX_STAY = Duration.ofMillis(300);
  private static final Duration MAX_STAY_UNTIL_CUT = Duration.ofMillis(500);

  static final String TOO_LITTLE_HISTORY =
      "history no longer reaches back: it is shorter than the updates that are published between"
          + " two hops; give the feeds more history, or publish less (--rate)";

  private final String name;
  private final FeedhornClient client;
  private final boolean cutsExpected;
  private final List<Transport> transports;
  private final List<String> patterns;
  private final SequenceChecker sequence;
  private final ConflationAudit conflationAudit;
  private final Random random;
  private final AtomicLong behind = new AtomicLong();
  private String cursor;
  private String route = "start";
  private int hops;
  private int lostConnections;

  /**
   * @param cutsExpected true if the client's connections are cut by a proxy
   * @param patterns one for each feed
   * @param cursor the start
   */
  HoppingReader(
      String name,
      FeedhornClient client,
      boolean cutsExpected,
      List<Transport> transports,
      List<String> patterns,
      SequenceChecker sequence,
      ConflationAudit conflationAudit,
      String cursor,
      Random random) {
    this.name = name;
    this.client = client;
    this.cutsExpected = cutsExpected;
    this.transports = transports;
    this.patterns = patterns;
    this.sequence = sequence;
    this.conflationAudit = conflationAudit;
    this.cursor = cursor;
    this.random = random;
  }

  /**
   * Changes the transport a number of times, unless it is stopped before. In one of four cases the
   * reader leaves during the replay, else it reads the replay and some live updates.
   */
  void hop(int times, BooleanSupplier stopped) {
    for (int i = 0; i < times && !stopped.getAsBoolean(); i++) {
      boolean leavesEarly = random.nextInt(4) == 0;
      int some = random.nextInt(MAX_AWAITED_UPDATES);
      hop(cutsExpected ? ALL_UPDATES : some, cutsExpected || leavesEarly ? some : ALL_UPDATES);
    }
  }

  /** Counts a published update if the reader must receive it. Safe on any thread. */
  void published(String topic) {
    if (sequence.isRequested(topic)) {
      behind.incrementAndGet();
    }
  }

  /** Returns the number of published updates that are not received yet. Safe on any thread. */
  long behind() {
    return behind.get();
  }

  /**
   * Changes the transport until the reader has all published updates.
   *
   * @param patience maximum time without an update
   */
  void drain(Map<String, Long> publishedSeqs, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    String missing = sequence.missing(publishedSeqs);
    while (!missing.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw failed("no more updates come, but some are missing: " + missing);
      }
      long before = behind();
      hop(ALL_UPDATES, ALL_UPDATES);
      if (behind() < before) {
        deadline = System.nanoTime() + patience.toNanos();
      }
      missing = sequence.missing(publishedSeqs);
    }
  }

  /** Returns the number of received updates. */
  long received() {
    return sequence.accepted();
  }

  /** Returns the number of updates that were conflated because the reader lagged. */
  long conflated() {
    return sequence.conflated();
  }

  int lostConnections() {
    return lostConnections;
  }

  /**
   * @param awaited the number of updates to wait for
   * @param available the maximum number of updates to read without waiting
   */
  private void hop(int awaited, int available) {
    hops++;
    Transport transport = transports.get(random.nextInt(transports.size()));
    route = route.substring(route.lastIndexOf(' ') + 1) + " to " + transport;
    ReadRequest request = new ReadRequest(patterns, cursor, null, false, null, pollLimit());
    try (UpdateReader reader = client.open(transport, request)) {
      read(reader, transport, awaited, available);
    } catch (ConnectionLostException lost) {
      lostConnections++;
      if (!cutsExpected) {
        throw failed(lost.getMessage());
      }
    } catch (CheckFailed | RequestRefusedException | ProtocolViolationException evidence) {
      throw failed(evidence.getMessage());
    }
  }

  private int pollLimit() {
    return random.nextBoolean() ? 0 : MIN_POLL_LIMIT + random.nextInt(MIN_POLL_LIMIT);
  }

  private void read(UpdateReader reader, Transport transport, int awaited, int available) {
    long deadline = System.nanoTime() + (cutsExpected ? MAX_STAY_UNTIL_CUT : MAX_STAY).toNanos();
    try {
      for (int i = 0; i < Math.max(awaited, available); i++) {
        long left = i < awaited ? deadline - System.nanoTime() : 0;
        ReceivedUpdate update = reader.poll(Duration.ofNanos(Math.max(0, left)));
        if (update == null) {
          break;
        }
        CheckFailed.require(!Boolean.FALSE.equals(reader.recovered()), TOO_LITTLE_HISTORY);
        long before = received() + conflated();
        conflationAudit.requestMissing(update, transport, sequence, Cursor.parse(cursor));
        sequence.accept(update);
        behind.addAndGet(before - received() - conflated());
      }
    } finally {
      cursor = reader.cursor();
    }
  }

  private CheckFailed failed(@Nullable String evidence) {
    return new CheckFailed(
        "%s, hop %d (%s), since %s: %s".formatted(name, hops, route, cursor, evidence));
  }
}
