package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.conform.CheckResult.Outcome;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the conformance suite against servers with different settings. The tests run at the same
 * time, each with its own server, because a run mostly waits.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class ConformanceSuiteIT {
  private static final long SEED = 42;

  @Test
  void everyCheckPassesWithTheDefaults() {
    try (RunningServer server =
        RunningServer.with(ServerSetup.DEFAULT.defaultFeed(FeedOptions.DEFAULT))) {
      List<CheckResult> reported = new ArrayList<>();
      ConformanceReport report =
          new ConformanceSuite(
                  server.vertx(), ConformanceOptions.of(URI.create(server.address()), SEED))
              .run(reported::add);

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(rows(report, Outcome.SKIP)).isEmpty();
      assertThat(report.results()).isEqualTo(reported).hasSizeGreaterThan(40);
      assertThat(report.passed()).isTrue();
    }
  }

  @Test
  void everyCheckPassesIfFeedsDeliverEveryUpdate() {
    FeedOptions every =
        new FeedOptions(DeliveryMode.EVERY, 1_000, Duration.ofMinutes(10), "max-age=1");
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.defaultFeed(every))) {
      // The longest wait of a poll does not depend on the delivery; the test above checks it.
      TestOptions options =
          TestOptions.of(server.address())
              .hops(ConformanceOptions.DEFAULT_HOPS)
              .cuts(ConformanceOptions.DEFAULT_CUTS)
              .withLongTimeout();
      ConformanceReport report = check(server, options.build());

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(report.results())
          .filteredOn(result -> result.outcome() == Outcome.SKIP)
          .extracting(CheckResult::check)
          .containsExactly("wish.conflate", "wish.max-rate");
    }
  }

  @Test
  void readersWithCutConnectionsKeepUpWithAFasterLoad() {
    try (RunningServer server =
        RunningServer.with(ServerSetup.DEFAULT.defaultFeed(FeedOptions.DEFAULT))) {
      ConformanceOptions cuts =
          TestOptions.of(server.address()).claims("hop.cuts").cuts(60).withLongTimeout().build();

      assertThat(rows(check(server, atRate(cuts, 5_000)), Outcome.FAIL)).isEmpty();
    }
  }

  @Test
  void everyCheckPassesOnFeedsWithOtherPublishers() {
    try (RunningServer server = RunningServer.start()) {
      List<String> feeds = List.of(server.latestFeed(), server.latestFeed(), server.latestFeed());
      feeds.forEach(feed -> server.publish(feed + ".other", "1"));
      ConformanceReport report =
          check(
              server,
              TestOptions.of(server.address())
                  .onFeeds(feeds)
                  .hops(60)
                  .cuts(0)
                  .withLongTimeout()
                  .build());

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(server.http().get("/v1/topics?match=" + feeds.get(0) + ".*").body())
          .contains(feeds.get(0) + ".other");
    }
  }

  private static ConformanceOptions atRate(ConformanceOptions of, int rate) {
    return new ConformanceOptions(
        of.url(),
        of.checks(),
        of.transports(),
        of.feeds(),
        of.token(),
        of.seed(),
        of.hops(),
        of.cuts(),
        of.readers(),
        rate,
        of.topics(),
        of.pollers(),
        of.holdSeconds(),
        of.patience());
  }

  private static ConformanceReport check(RunningServer server, ConformanceOptions suiteOptions) {
    return new ConformanceSuite(server.vertx(), suiteOptions).run(result -> {});
  }

  private static List<String> rows(ConformanceReport report, Outcome outcome) {
    return report.results().stream()
        .filter(result -> result.outcome() == outcome)
        .map(ConformanceReport::row)
        .toList();
  }
}
