package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;
import io.feedhorn.compare.TransportResult.Bar;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparisons with invented results. */
final class SampleComparison {
  private SampleComparison() {}

  static Comparison of(double error, TransportResult... rows) {
    ComparisonOptions options =
        new ComparisonOptions(
            URI.create("http://127.0.0.1:8080"),
            null,
            List.of("prices.>"),
            Duration.ofSeconds(60),
            List.of(),
            1,
            () -> 0);
    return new Comparison(options, 12.3456, error, 2 * error, 240, 1_000, List.of(rows));
  }

  static TransportResult row(String name, double meanAge, double roundTrip) {
    return row(name, 1_000, meanAge, roundTrip, null);
  }

  static TransportResult failed(String name, String failure) {
    return row(name, 0, Double.NaN, 0, failure);
  }

  static TransportResult row(
      String name, long updates, double meanAge, double roundTrip, @Nullable String failure) {
    TransportSpec spec = TransportSpec.parse(name);
    boolean polls = spec.polls();
    return new TransportResult(
        spec,
        updates,
        0,
        0,
        new Ages(meanAge, meanAge * 1.8, meanAge * 1.98, meanAge * 2, meanAge),
        meanAge / 4,
        meanAge + 100,
        meanAge,
        new TrafficTotals(
            Map.of(
                ByteCategory.HANDSHAKE,
                polls ? 0L : 300L,
                ByteCategory.HEADERS,
                polls ? 20_000L : 0L),
            Map.of(ByteCategory.FRAMING, 4_000L, ByteCategory.PAYLOAD, 200_000L)),
        updates,
        polls ? 100 : 1,
        1,
        1.5,
        polls ? 0 : 300,
        polls ? 0 : 1,
        roundTrip,
        60,
        12.3,
        List.of(new Bar(meanAge, 400), new Bar(meanAge * 2, 600)),
        failure);
  }
}
