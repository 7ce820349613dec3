package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;
import io.feedhorn.compare.TransportResult.Bar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Computes figures from statistics. Used by the thread of the run after the rows have ended. */
final class ResultCalculator {
  private static final double MILLI = 1_000;
  private static final double BAR_FACTOR = 1.25;

  private final RunContext run;
  private final List<TransportRun> rows;
  private final ServerCpu before;
  private final ServerCpu after;
  private final Map<String, TopicStats> newest = new HashMap<>();
  private final double perfectScreen;

  ResultCalculator(RunContext run, List<TransportRun> rows, ServerCpu before, ServerCpu after) {
    this.run = run;
    this.rows = rows;
    this.before = before;
    this.after = after;
    for (TransportRun row : rows) {
      row.stats()
          .topics()
          .forEach((topic, topicStats) -> newest.merge(topic, topicStats, ResultCalculator::newer));
    }
    // Who saw most knows best what there was to see.
    this.perfectScreen =
        rows.stream()
            .map(TransportRun::stats)
            .max(Comparator.comparingLong(TransportStats::updates))
            .map(stats -> mean(stats.topics().values().stream().map(TopicStats::idealAge).toList()))
            .orElse(Double.NaN);
  }

  private static TopicStats newer(TopicStats one, TopicStats other) {
    return one.seq() >= other.seq() ? one : other;
  }

  /** Returns the mean over topics and time, in milliseconds. */
  private static double mean(List<DisplayedAge> screens) {
    double age = screens.stream().mapToDouble(DisplayedAge::age).sum();
    double time = screens.stream().mapToDouble(DisplayedAge::time).sum();
    return time == 0 ? Double.NaN : age / time / MILLI;
  }

  Comparison comparison() {
    ServerClock.Offset offset = run.serverClock().offset();
    long error = offset.errorMicros();
    for (TransportRun row : rows) {
      error = Math.max(error, row.stats().largestErrorMicros());
    }
    long most = rows.stream().mapToLong(row -> row.stats().updates()).max().orElse(0);
    return new Comparison(
        run.options(),
        offset.micros() / MILLI,
        error / MILLI,
        offset.roundTripMicros() / MILLI,
        offset.samples(),
        most,
        rows.stream().map(this::figures).toList());
  }

  private TransportResult figures(TransportRun row) {
    TransportStats stats = row.stats();
    TrafficLedger ledger = stats.ledger();
    Histogram ages = stats.ages();
    double screen = mean(stats.topics().values().stream().map(TopicStats::displayedAge).toList());
    double trip =
        row.spec().polls()
            ? stats.pollRoundTripMicros()
            : run.serverClock().offset().roundTripMicros();
    return new TransportResult(
        row.spec(),
        stats.updates(),
        lost(stats, row.failure() != null),
        stats.topics().values().stream().mapToLong(TopicStats::conflated).sum(),
        ages(stats),
        stats.jitter() / MILLI,
        screen,
        screen - perfectScreen,
        TrafficTotals.of(ledger),
        ledger.updates(),
        ledger.requests(),
        ledger.connections(),
        ledger.handshakeMicros() / MILLI,
        ledger.handshakeBytes(),
        ledger.handshakeRequests(),
        trip / MILLI,
        run.options().duration().toNanos() / 1e9,
        after.microsPerUpdate(before, row.spec(), ledger.requests(), stats.updates()),
        bars(ages),
        row.failure());
  }

  /** Returns the updates in gaps, and those that another row received and this one did not. */
  private long lost(TransportStats stats, boolean failed) {
    if (failed) {
      return 0;
    }
    long lost = 0;
    for (Map.Entry<String, TopicStats> each : newest.entrySet()) {
      TopicStats topic = stats.topics().get(each.getKey());
      TopicStats best = each.getValue();
      lost += topic == null ? best.counted() : best.seq() - topic.seq() + topic.lost();
    }
    return lost;
  }

  private static Ages ages(TransportStats stats) {
    Histogram ages = stats.ages();
    if (stats.updates() == 0) {
      return new Ages(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    return new Ages(
        ages.getValueAtPercentile(50) / MILLI,
        ages.getValueAtPercentile(90) / MILLI,
        ages.getValueAtPercentile(99) / MILLI,
        ages.getMaxValue() / MILLI,
        stats.meanAge() / MILLI);
  }

  private static List<Bar> bars(Histogram ages) {
    List<Bar> bars = new ArrayList<>();
    if (ages.getTotalCount() > 0) {
      for (HistogramIterationValue bar : ages.logarithmicBucketValues(10, BAR_FACTOR)) {
        bars.add(new Bar(bar.getValueIteratedTo() / MILLI, bar.getCountAddedInThisIterationStep()));
      }
    }
    return bars;
  }
}
