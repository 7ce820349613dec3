package io.feedhorn.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The conclusions from the figures, each as a sentence with its reason. */
final class Findings {
  private static final Comparator<TransportResult> BY_AGE =
      Comparator.comparingDouble(row -> row.age().mean());
  private static final Comparator<TransportResult> BY_BYTES =
      Comparator.comparingDouble(TransportResult::bytesPerUpdate);

  private static final int ENOUGH_POLLS = 20;

  private final Comparison comparison;
  private final ClockResolution resolution;
  private final List<TransportResult> rows;
  private final List<String> sentences = new ArrayList<>();

  private Findings(Comparison comparison) {
    this.comparison = comparison;
    this.resolution = comparison.resolution();
    this.rows = comparison.significantRows();
  }

  static List<String> of(Comparison comparison) {
    Findings verdict = new Findings(comparison);
    verdict.addInsignificant();
    if (!verdict.rows.isEmpty()) {
      verdict.addFreshest();
      verdict.addPollers();
      verdict.addEquivalentInterval();
      verdict.addCost();
      verdict.addMissing();
    }
    return List.copyOf(verdict.sentences);
  }

  private void addInsignificant() {
    for (TransportResult row : comparison.rows()) {
      if (row.failure() != null) {
        sentences.add(String.format("Not connected: %s (%s).", row.name(), row.failure()));
      } else if (!row.isSignificant()) {
        sentences.add(
            String.format(
                "Too few updates: nothing is said about %s, which received %d.",
                row.name(), row.updates()));
      }
    }
  }

  private void addFreshest() {
    TransportResult best = rows.stream().min(BY_AGE).orElseThrow();
    List<String> equal =
        rows.stream()
            .filter(row -> !row.equals(best) && within(row.age().mean(), best.age().mean()))
            .map(TransportResult::name)
            .toList();
    sentences.add(
        String.format(
            "Freshest: %s, an update is %s ms old on average on arrival.%s",
            best.name(),
            resolution.text(best.age().mean()),
            equal.isEmpty()
                ? ""
                : " %s: the difference is no more than the clock's error (%s ms)."
                    .formatted(listed(equal), resolution.text(comparison.error()))));
    for (TransportResult row : rows) {
      if (!row.spec().polls() && !row.equals(best) && !equal.contains(row.name())) {
        sentences.add(
            String.format(
                "%s: updates are %s ms older on average; 1 in 100 is at least %s ms old.",
                row.name(),
                resolution.text(row.age().mean() - best.age().mean()),
                resolution.text(row.age().p99())));
      }
    }
  }

  private boolean within(double one, double other) {
    return Math.abs(one - other) <= comparison.error();
  }

  private void addPollers() {
    for (TransportResult row : rows) {
      if (row.spec().polls()) {
        double expected = LatencyModel.of(row).mean();
        sentences.add(
            String.format(
                "%s: updates are %s ms old on average. The model (half the interval and half the round"
                    + " trip) predicts %s ms: %s.",
                row.name(),
                resolution.text(row.age().mean()),
                resolution.text(expected),
                fit(row, expected)));
      }
    }
  }

  private String fit(TransportResult row, double expected) {
    if (within(row.age().mean(), expected)) {
      return "the difference is no more than the clock's error";
    }
    String percent = decimals(Math.abs(row.age().mean() / expected - 1) * 100, 1) + " % difference";
    if (LatencyModel.fits(row, comparison.error())) {
      return percent;
    }
    return row.requests() < ENOUGH_POLLS
        ? "%s, with only %d polls".formatted(percent, row.requests())
        : percent + "; updates may arrive in step with the polls, or in bursts";
  }

  private void addEquivalentInterval() {
    EquivalentPollInterval.of(comparison)
        .ifPresent(
            fresh ->
                sentences.add(
                    String.format(
                        "Polling as fresh as sse needs an interval of %s%s ms: %s requests a minute for"
                            + " each reader.%s",
                        fresh.atMost() ? "at most " : "",
                        resolution.text(fresh.interval()),
                        (fresh.atMost() ? "at least " : "") + whole(fresh.requestsPerMinute()),
                        fresh.isPossible()
                            ? ""
                            : " One connection cannot poll that often: a poll takes %s ms there and back."
                                .formatted(resolution.text(fresh.roundTrip())))));
  }

  private void addCost() {
    TransportResult least = rows.stream().min(BY_BYTES).orElseThrow();
    TransportResult most = rows.stream().max(BY_BYTES).orElseThrow();
    if (least.equals(most)) {
      return;
    }
    sentences.add(
        String.format(
            "Cost: %s needs the fewest bytes for an update, %s; %s needs the most, %s, of which %s are"
                + " %s. For 1,000 readers in a month that is %s GB and %s GB.",
            least.name(),
            whole(least.bytesPerUpdate()),
            most.name(),
            whole(most.bytesPerUpdate()),
            whole(overhead(most, largestOverhead(most))),
            largestOverhead(most).label(),
            whole(least.gigabytesPerMonth()),
            whole(most.gigabytesPerMonth())));
  }

  private static ByteCategory largestOverhead(TransportResult row) {
    return row.traffic().both(ByteCategory.HEADERS) > row.traffic().both(ByteCategory.FRAMING)
        ? ByteCategory.HEADERS
        : ByteCategory.FRAMING;
  }

  private static double overhead(TransportResult row, ByteCategory category) {
    return (double) row.traffic().both(category) / row.received();
  }

  private void addMissing() {
    for (TransportResult row : rows) {
      if (row.conflated() > 0) {
        sentences.add(
            String.format(
                "%s: %d conflated updates, which newer ones replaced.",
                row.name(), row.conflated()));
      }
      if (row.lost() > 0) {
        sentences.add(
            String.format("%s: %d lost updates, which never arrived.", row.name(), row.lost()));
      }
    }
    Optional<TransportResult> poller = rows.stream().filter(row -> row.spec().polls()).max(BY_AGE);
    if (poller.isPresent() && rows.stream().allMatch(row -> row.lost() + row.conflated() == 0)) {
      sentences.add(
          "No update was lost or conflated: a poller requests updates from its cursor and gets all of"
              + " them, late.");
    }
  }

  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  static String whole(double figure) {
    return Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, "%,.0f", figure);
  }

  static String decimals(double figure, int count) {
    return Double.isNaN(figure)
        ? "–"
        : BigDecimal.valueOf(figure).setScale(count, RoundingMode.HALF_UP).toPlainString();
  }
}
