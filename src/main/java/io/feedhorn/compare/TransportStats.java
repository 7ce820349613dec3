package io.feedhorn.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The statistics of one row: ages, gaps, displayed age. Owned by the row's thread, not thread-safe;
 * read by others after that thread has ended.
 */
final class TransportStats {
  private static final int DIGITS = 3;
  private static final int MAX_WAITING = 1_000_000;

  private final RunContext run;
  private final TrafficLedger ledger;
  private final Histogram ages = new Histogram(DIGITS);
  private final Map<String, TopicStats> topics = new HashMap<>();
  private final List<BufferedUpdate> buffered = new ArrayList<>();
  private int connection;
  private double ageSum;
  private double jitterSum;
  private long jitters;
  private double lastAge = Double.NaN;
  private long updates;
  private long largestErrorMicros;
  private long pollRoundTripMicros;

  /** An update that arrived before the window began. */
  private record BufferedUpdate(MeasuredUpdate update, long at) {}

  TransportStats(RunContext run) {
    this.run = run;
    this.ledger = new TrafficLedger(run);
  }

  TrafficLedger ledger() {
    return ledger;
  }

  /** Records the end of a connection: a gap across it counts as lost, not as conflated. */
  void connectionLost() {
    connection++;
  }

  /** Records the mean round trip of polls. */
  void pollRoundTrip(long micros) {
    pollRoundTripMicros = micros;
  }

  /**
   * Adds an update.
   *
   * @param arrivedAt by the reader's clock
   */
  void add(MeasuredUpdate update, long arrivedAt) {
    ledger.receivedPayload(update.bytes(), arrivedAt);
    RunContext.Window window = run.window();
    if (window == null) {
      buffer(update, arrivedAt);
      return;
    }
    applyBuffered(window);
    apply(update, arrivedAt, window);
  }

  private void buffer(MeasuredUpdate update, long at) {
    if (buffered.size() < MAX_WAITING) {
      buffered.add(new BufferedUpdate(update, at));
    }
  }

  private void applyBuffered(RunContext.Window window) {
    if (!buffered.isEmpty()) {
      buffered.forEach(each -> apply(each.update, each.at, window));
      buffered.clear();
    }
  }

  private void apply(MeasuredUpdate update, long arrivedAt, RunContext.Window window) {
    if (update.ts() >= window.serverEnd()) {
      return;
    }
    ServerClock.Offset offset = run.serverClock().offset();
    long at = arrivedAt + offset.micros();
    TopicStats topic = topics.computeIfAbsent(update.topic(), name -> new TopicStats());
    boolean counts = window.counts(update.ts());
    if (topic.add(update, at, window, counts, connection) && counts) {
      largestErrorMicros = Math.max(largestErrorMicros, offset.errorMicros());
      recordAge((double) (at - update.ts()));
    }
  }

  private void recordAge(double micros) {
    updates++;
    ageSum += micros;
    ages.recordValue(Math.max(0, (long) micros));
    if (!Double.isNaN(lastAge)) {
      jitterSum += Math.abs(micros - lastAge);
      jitters++;
    }
    lastAge = micros;
  }

  /** Ends the statistics. */
  void close() {
    RunContext.Window window = run.window();
    if (window != null) {
      applyBuffered(window);
      topics.values().forEach(topic -> topic.close(window));
    }
  }

  long updates() {
    return updates;
  }

  Map<String, TopicStats> topics() {
    return topics;
  }

  Histogram ages() {
    return ages;
  }

  /** Returns the mean age in microseconds; NaN without updates. */
  double meanAge() {
    return updates == 0 ? Double.NaN : ageSum / updates;
  }

  /** Returns the jitter in microseconds; NaN with fewer than two updates. */
  double jitter() {
    return jitters == 0 ? Double.NaN : jitterSum / jitters;
  }

  long largestErrorMicros() {
    return largestErrorMicros;
  }

  /** Returns 0 for transports other than pollers. */
  long pollRoundTripMicros() {
    return pollRoundTripMicros;
  }
}
