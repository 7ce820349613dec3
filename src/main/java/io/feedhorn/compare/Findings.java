package io.feedhorn.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What follows from the figures, in plain words, each with its reason. */
final class Findings {
  private static final Comparator<TransportResult> BY_AGE =
      Comparator.comparingDouble(row -> row.age().mean());
  private static final Comparator<TransportResult> BY_BYTES =
      Comparator.comparingDouble(TransportResult::bytesPerUpdate);

  private static final int ENOUGH_POLLS = 20;

  private final Comparison found;
  private final ClockResolution resolution;
  private final List<TransportResult> rows;
  private final List<String> sentences = new ArrayList<>();

  private Findings(Comparison found) {
    this.found = found;
    this.resolution = found.grain();
    this.rows = found.telling();
  }

  static List<String> of(Comparison found) {
    Findings verdict = new Findings(found);
    verdict.tooFew();
    if (!verdict.rows.isEmpty()) {
      verdict.freshest();
      verdict.pollers();
      verdict.asFreshAsSse();
      verdict.cost();
      verdict.missing();
    }
    return List.copyOf(verdict.sentences);
  }

  private void tooFew() {
    for (TransportResult row : found.rows()) {
      if (row.failure() != null) {
        sentences.add(String.format("%s could not be measured: %s.", row.name(), row.failure()));
      } else if (!row.tells()) {
        sentences.add(
            String.format(
                "%s: %d updates are too few to say anything.", row.name(), row.updates()));
      }
    }
  }

  private void freshest() {
    TransportResult best = rows.stream().min(BY_AGE).orElseThrow();
    List<String> equal =
        rows.stream()
            .filter(row -> !row.equals(best) && within(row.age().mean(), best.age().mean()))
            .map(TransportResult::name)
            .toList();
    sentences.add(
        String.format(
            "Freshest: %s, an update is %s ms old on average when it is there.%s",
            best.name(),
            resolution.text(best.age().mean()),
            equal.isEmpty()
                ? ""
                : " Between it and %s there is no difference that this clock (± %s ms) can show."
                    .formatted(listed(equal), resolution.text(found.error()))));
    for (TransportResult row : rows) {
      if (!row.spec().polls() && !row.equals(best) && !equal.contains(row.name())) {
        sentences.add(
            String.format(
                "%s is %s ms behind it on average, and %s ms in one update of a hundred.",
                row.name(),
                resolution.text(row.age().mean() - best.age().mean()),
                resolution.text(row.age().p99())));
      }
    }
  }

  private boolean within(double one, double other) {
    return Math.abs(one - other) <= found.error();
  }

  private void pollers() {
    for (TransportResult row : rows) {
      if (row.spec().polls()) {
        double expected = LatencyModel.of(row).mean();
        sentences.add(
            String.format(
                "%s has updates that are %s ms old on average, because one waits for half the interval"
                    + " before it is asked for: the model says %s ms, %s.",
                row.name(),
                resolution.text(row.age().mean()),
                resolution.text(expected),
                fit(row, expected)));
      }
    }
  }

  private String fit(TransportResult row, double expected) {
    if (within(row.age().mean(), expected)) {
      return "the same as far as this clock can tell";
    }
    String percent = decimals(Math.abs(row.age().mean() / expected - 1) * 100, 1) + " % off";
    if (LatencyModel.fits(row, found.error())) {
      return percent;
    }
    return row.requests() < ENOUGH_POLLS
        ? "%s, on no more than %d polls".formatted(percent, row.requests())
        : percent + ": the updates kept time with the polls, or came in bursts";
  }

  private void asFreshAsSse() {
    EquivalentPollInterval.of(found)
        .ifPresent(
            fresh ->
                sentences.add(
                    String.format(
                        "Polling would be as fresh as sse here at an interval of %s%s ms: %s requests a"
                            + " minute from each reader.%s",
                        fresh.atMost() ? "at most " : "",
                        resolution.text(fresh.interval()),
                        (fresh.atMost() ? "at least " : "") + whole(fresh.requestsPerMinute()),
                        fresh.isPossible()
                            ? ""
                            : " One connection cannot ask that often: an exchange alone takes %s ms."
                                .formatted(resolution.text(fresh.roundTrip())))));
  }

  private void cost() {
    TransportResult least = rows.stream().min(BY_BYTES).orElseThrow();
    TransportResult most = rows.stream().max(BY_BYTES).orElseThrow();
    if (least.equals(most)) {
      return;
    }
    sentences.add(
        String.format(
            "Cheapest on the wire: %s with %s bytes an update; dearest: %s with %s, %s of them %s."
                + " For 1,000 readers in a month that is %s GB and %s GB.",
            least.name(),
            whole(least.bytesPerUpdate()),
            most.name(),
            whole(most.bytesPerUpdate()),
            whole(overhead(most, dearestPart(most))),
            dearestPart(most).wire(),
            whole(least.month()),
            whole(most.month())));
  }

  private static ByteCategory dearestPart(TransportResult row) {
    return row.wire().both(ByteCategory.HEADERS) > row.wire().both(ByteCategory.FRAMING)
        ? ByteCategory.HEADERS
        : ByteCategory.FRAMING;
  }

  private static double overhead(TransportResult row, ByteCategory part) {
    return (double) row.wire().both(part) / row.came();
  }

  private void missing() {
    for (TransportResult row : rows) {
      if (row.conflated() > 0) {
        sentences.add(
            String.format(
                "%s: the server left out %d updates for newer ones of their topic.",
                row.name(), row.conflated()));
      }
      if (row.lost() > 0) {
        sentences.add(String.format("%s lost %d updates.", row.name(), row.lost()));
      }
    }
    Optional<TransportResult> poller = rows.stream().filter(row -> row.spec().polls()).max(BY_AGE);
    if (poller.isPresent() && rows.stream().allMatch(row -> row.lost() + row.conflated() == 0)) {
      sentences.add(
          "Nobody lost or left out an update: a poller asks from its cursor and gets all of them,"
              + " late.");
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
