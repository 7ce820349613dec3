package io.feedhorn.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one row got: ages, gaps, the screen. Owned by the row's thread, not thread-safe; read by
 * others once that thread has ended.
 */
final class TransportStats {
  private static final int DIGITS = 3;
  private static final int MAX_WAITING = 1_000_000;

  private final RunContext run;
  private final TrafficLedger ledger;
  private final Histogram ages = new Histogram(DIGITS);
  private final Map<String, TopicStats> topics = new HashMap<>();
  private final List<Early> early = new ArrayList<>();
  private int connection;
  private double ageSum;
  private double jitterSum;
  private long jitters;
  private double lastAge = Double.NaN;
  private long updates;
  private long largestErrorMicros;
  private long tripOfPollsMicros;

  /** What came before the window was known. */
  private record Early(MeasuredUpdate update, long at) {}

  TransportStats(RunContext run) {
    this.run = run;
    this.ledger = new TrafficLedger(run);
  }

  TrafficLedger ledger() {
    return ledger;
  }

  /** What is missing from here on was lost with the connection, not left out on it. */
  void brokenOff() {
    connection++;
  }

  /** The mean round trip of polls so far. */
  void tripOfPolls(long micros) {
    tripOfPollsMicros = micros;
  }

  /**
   * Takes an update.
   *
   * @param arrivedAt by the reader's clock
   */
  void add(MeasuredUpdate update, long arrivedAt) {
    ledger.receivedPayload(update.bytes(), arrivedAt);
    RunContext.Window window = run.window();
    if (window == null) {
      keep(update, arrivedAt);
      return;
    }
    takeEarly(window);
    take(update, arrivedAt, window);
  }

  private void keep(MeasuredUpdate update, long at) {
    if (early.size() < MAX_WAITING) {
      early.add(new Early(update, at));
    }
  }

  private void takeEarly(RunContext.Window window) {
    if (!early.isEmpty()) {
      early.forEach(each -> take(each.update, each.at, window));
      early.clear();
    }
  }

  private void take(MeasuredUpdate update, long arrivedAt, RunContext.Window window) {
    if (update.ts() >= window.serverEnd()) {
      return;
    }
    ServerClock.Offset offset = run.serverClock().offset();
    long at = arrivedAt + offset.micros();
    TopicStats topic = topics.computeIfAbsent(update.topic(), name -> new TopicStats());
    boolean counts = window.counts(update.ts());
    if (topic.take(update, at, window, counts, connection) && counts) {
      largestErrorMicros = Math.max(largestErrorMicros, offset.errorMicros());
      age((double) (at - update.ts()));
    }
  }

  private void age(double micros) {
    updates++;
    ageSum += micros;
    ages.recordValue(Math.max(0, (long) micros));
    if (!Double.isNaN(lastAge)) {
      jitterSum += Math.abs(micros - lastAge);
      jitters++;
    }
    lastAge = micros;
  }

  /** Nothing more comes. */
  void close() {
    RunContext.Window window = run.window();
    if (window != null) {
      takeEarly(window);
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

  /** In microseconds; NaN where there was no update. */
  double meanAge() {
    return updates == 0 ? Double.NaN : ageSum / updates;
  }

  /** In microseconds; NaN where there were less than two updates. */
  double jitter() {
    return jitters == 0 ? Double.NaN : jitterSum / jitters;
  }

  long largestErrorMicros() {
    return largestErrorMicros;
  }

  /** 0 where it is no poller. */
  long tripOfPollsMicros() {
    return tripOfPollsMicros;
  }
}
