package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.conform.Verdict.Outcome;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.Delivery;
import io.feedhorn.server.RunningServer;
import io.feedhorn.server.ServerSetup;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The suite against a server as it comes: what it promises to others holds here first. */
@Timeout(180)
class ConformanceIT {
  private static final long SEED = 42;

  @Test
  void everyClaimHoldsOutOfTheBox() {
    try (RunningServer server =
        RunningServer.with(ServerSetup.DEFAULT.usual(FeedOptions.DEFAULT))) {
      List<Verdict> told = new ArrayList<>();
      Report report =
          new Conformance(server.vertx(), Conditions.of(URI.create(server.address()), SEED))
              .check(told::add);

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(rows(report, Outcome.SKIP)).isEmpty();
      assertThat(report.verdicts()).isEqualTo(told).hasSizeGreaterThan(40);
      assertThat(report.holds()).isTrue();
    }
  }

  @Test
  void everyClaimHoldsWhereEveryUpdateIsPromised() {
    FeedOptions every = new FeedOptions(Delivery.EVERY, 1_000, Duration.ofMinutes(10), "max-age=1");
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.usual(every))) {
      // How long a poll may wait does not depend on the delivery: the test above waits for that.
      Trial trial =
          Trial.of(server.address())
              .hops(Conditions.DEFAULT_HOPS)
              .cuts(Conditions.DEFAULT_CUTS)
              .patient();
      Report report = check(server, trial.conditions());

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(report.verdicts())
          .filteredOn(verdict -> verdict.outcome() == Outcome.SKIP)
          .extracting(Verdict::claim)
          .containsExactly("wish.conflate", "wish.max-rate");
    }
  }

  @Test
  void everyClaimHoldsOnFeedsThatOthersPublishOn() {
    try (RunningServer server = RunningServer.start()) {
      List<String> feeds = List.of(server.latestFeed(), server.latestFeed(), server.latestFeed());
      feeds.forEach(feed -> server.publish(feed + ".of-others", "1"));
      Report report =
          check(server, Trial.of(server.address()).onFeeds(feeds).hops(60).cuts(0).conditions());

      assertThat(rows(report, Outcome.FAIL)).isEmpty();
      assertThat(server.http().get("/v1/topics?match=" + feeds.get(0) + ".*").body())
          .contains(feeds.get(0) + ".of-others");
    }
  }

  private static Report check(RunningServer server, Conditions conditions) {
    return new Conformance(server.vertx(), conditions).check(verdict -> {});
  }

  private static List<String> rows(Report report, Outcome outcome) {
    return report.verdicts().stream()
        .filter(verdict -> verdict.outcome() == outcome)
        .map(Report::row)
        .toList();
  }
}
