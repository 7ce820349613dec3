package io.feedhorn.compare;

import io.feedhorn.compare.Figures.Ages;
import io.feedhorn.compare.Figures.Bar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** From what the rows got to figures. For the thread of the run, once the rows have ended. */
final class Reckoning {
  private static final double MILLI = 1_000;
  private static final double BAR_FACTOR = 1.25;

  private final Run run;
  private final List<RowRun> rows;
  private final ServerCost before;
  private final ServerCost after;
  private final Map<String, TopicTally> newest = new HashMap<>();
  private final double perfectScreen;

  Reckoning(Run run, List<RowRun> rows, ServerCost before, ServerCost after) {
    this.run = run;
    this.rows = rows;
    this.before = before;
    this.after = after;
    for (RowRun row : rows) {
      row.tally().topics().forEach((topic, tally) -> newest.merge(topic, tally, Reckoning::newer));
    }
    // Who saw most knows best what there was to see.
    this.perfectScreen =
        rows.stream()
            .map(RowRun::tally)
            .max(Comparator.comparingLong(Tally::updates))
            .map(tally -> mean(tally.topics().values().stream().map(TopicTally::perfect).toList()))
            .orElse(Double.NaN);
  }

  private static TopicTally newer(TopicTally one, TopicTally other) {
    return one.seq() >= other.seq() ? one : other;
  }

  /** Over topics and time, in milliseconds. */
  private static double mean(List<Screen> screens) {
    double age = screens.stream().mapToDouble(Screen::age).sum();
    double time = screens.stream().mapToDouble(Screen::time).sum();
    return time == 0 ? Double.NaN : age / time / MILLI;
  }

  Comparison comparison() {
    ServerClock.Offset offset = run.serverClock().offset();
    long error = offset.errorMicros();
    for (RowRun row : rows) {
      error = Math.max(error, row.tally().largestErrorMicros());
    }
    long most = rows.stream().mapToLong(row -> row.tally().updates()).max().orElse(0);
    return new Comparison(
        run.plan(),
        offset.micros() / MILLI,
        error / MILLI,
        offset.roundTripMicros() / MILLI,
        offset.samples(),
        most,
        rows.stream().map(this::figures).toList());
  }

  private Figures figures(RowRun row) {
    Tally tally = row.tally();
    Ledger ledger = tally.ledger();
    Histogram ages = tally.ages();
    double screen = mean(tally.topics().values().stream().map(TopicTally::screen).toList());
    double trip =
        row.row().polls()
            ? tally.tripOfPollsMicros()
            : run.serverClock().offset().roundTripMicros();
    return new Figures(
        row.row(),
        tally.updates(),
        lost(tally, row.failure() != null),
        tally.topics().values().stream().mapToLong(TopicTally::conflated).sum(),
        ages(tally),
        tally.jitter() / MILLI,
        screen,
        screen - perfectScreen,
        Wire.of(ledger),
        ledger.updates(),
        ledger.requests(),
        ledger.connections(),
        ledger.handshakeMicros() / MILLI,
        ledger.handshakeBytes(),
        ledger.handshakeRequests(),
        trip / MILLI,
        run.plan().duration().toNanos() / 1e9,
        after.microsPerUpdate(before, row.row(), ledger.requests(), tally.updates()),
        bars(ages),
        row.failure());
  }

  /** What the row saw was missing, and what never came although another row had it. */
  private long lost(Tally tally, boolean failed) {
    if (failed) {
      return 0;
    }
    long lost = 0;
    for (Map.Entry<String, TopicTally> each : newest.entrySet()) {
      TopicTally topic = tally.topics().get(each.getKey());
      TopicTally best = each.getValue();
      lost += topic == null ? best.counted() : best.seq() - topic.seq() + topic.lost();
    }
    return lost;
  }

  private static Ages ages(Tally tally) {
    Histogram ages = tally.ages();
    if (tally.updates() == 0) {
      return new Ages(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    return new Ages(
        ages.getValueAtPercentile(50) / MILLI,
        ages.getValueAtPercentile(90) / MILLI,
        ages.getValueAtPercentile(99) / MILLI,
        ages.getMaxValue() / MILLI,
        tally.meanAge() / MILLI);
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
