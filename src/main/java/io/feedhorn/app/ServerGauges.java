package io.feedhorn.app;

import io.feedhorn.log.FeedRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;

/** The gauges of a server as a whole: version, feeds, topics. */
final class ServerGauges {
  private ServerGauges() {}

  static void register(MeterRegistry registry, FeedRegistry feeds) {
    Gauge.builder("feedhorn.build.info", () -> 1)
        .description("Always 1; the labels are the versions of Feedhorn and Java")
        .tag("version", Version.NUMBER)
        .tag("java", Runtime.version().toString())
        .register(registry);
    Gauge.builder("feedhorn.feeds", feeds, all -> all.names().size())
        .description("Feeds with at least one update")
        .register(registry);
    Gauge.builder("feedhorn.topics", feeds, ServerGauges::topics)
        .description("Topics with at least one update that are not deleted")
        .register(registry);
  }

  private static long topics(FeedRegistry feeds) {
    return feeds.names().stream()
        .map(feeds::log)
        .filter(Objects::nonNull)
        .mapToLong(log -> log.topics().count())
        .sum();
  }
}
