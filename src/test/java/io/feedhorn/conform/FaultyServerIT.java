package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.Transport;
import io.feedhorn.conform.CheckResult.Outcome;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.log.FeedOptions;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each check fails if a server has the corresponding fault. The tests run at the same time, because
 * a check that fails waits until its timeout.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class FaultyServerIT {
  private static final Transport[] FORWARDED = {
    Transport.WEBSOCKET,
    Transport.SSE,
    Transport.LONG_POLLING,
    Transport.SHORT_POLLING,
    Transport.EVENT_BUS
  };

  private static RunningServer correctServer;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    correctServer = RunningServer.with(ServerSetup.DEFAULT.defaultFeed(FeedOptions.DEFAULT));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close();
    correctServer.close();
  }

  @Test
  void everyCheckPassesWithoutAFault() {
    try (FaultyServer server = new FaultyServer(correctServer.port(), ServerFault.NONE)) {
      TestOptions options =
          TestOptions.of(server.address())
              .claims("update", "cursor", "poll", "sse", "resume", "reader", "wish", "hop")
              .over(FORWARDED)
              .withLongTimeout();

      assertThat(failedResults(options)).isEmpty();
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
            ServerFault.LOSES_UPDATES,
            ServerFault.DUPLICATES_UPDATES,
            ServerFault.REORDERS_UPDATES,
            ServerFault.REFORMATS_JSON)
        .flatMap(fault -> Stream.of(FORWARDED).map(transport -> Arguments.of(fault, transport)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void faultsOfUpdatesAreFound(ServerFault fault, Transport transport) {
    try (FaultyServer server = new FaultyServer(correctServer.port(), fault)) {
      TestOptions options =
          TestOptions.of(server.address()).claims("update.bytes", "hop.transports").over(transport);

      // On a busy machine the probe of the transport may get several updates, and the fault.
      List<CheckResult> failed =
          failedResults(options).stream()
              .filter(result -> !result.check().equals("reach." + transport.label()))
              .toList();

      assertThat(failed)
          .extracting(CheckResult::check)
          .containsExactly("update.bytes", "hop.transports");
      assertThat(failed)
          .extracting(CheckResult::note)
          .allMatch(note -> note.contains(transport.label()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"WEBSOCKET", "SSE", "LONG_POLLING", "SHORT_POLLING"})
  void aFalselyReportedRecoveryIsFound(Transport transport) {
    try (FaultyServer server =
        new FaultyServer(correctServer.port(), ServerFault.REPORTS_FALSE_RECOVERY)) {
      TestOptions options =
          TestOptions.of(server.address()).claims("resume.evicted", "resume.epoch").over(transport);

      assertThat(failedResults(options))
          .extracting(CheckResult::check)
          .containsExactly("resume.evicted", "resume.epoch");
    }
  }

  @Test
  void aForgottenAcknowledgementIsFound() {
    try (FaultyServer server =
        new FaultyServer(correctServer.port(), ServerFault.FORGETS_ACKNOWLEDGEMENTS)) {
      TestOptions options =
          TestOptions.of(server.address()).claims("reader").over(Transport.SHORT_POLLING);

      assertThat(failedResults(options))
          .extracting(CheckResult::check)
          .containsExactly("reader.resume", "reader.forward", "reader.unread");
    }
  }

  static Stream<Arguments> faultsOfStreams() {
    return Stream.of(
        Arguments.of(
            ServerFault.SENDS_IDS_WITHOUT_DATA,
            List.of("sse.first-block", "sse.id-with-data", "sse.no-empty-message")),
        Arguments.of(ServerFault.SPLITS_BLOCKS, List.of("sse.first-block", "sse.no-empty-message")),
        Arguments.of(ServerFault.SENDS_NO_HEARTBEAT, List.of("sse.heartbeat", "sse.impatient")),
        Arguments.of(ServerFault.REFUSES_LAST_EVENT_IDS, List.of("sse.unusable-id")));
  }

  /** Client libraries read streams differently, so each fault makes some of them lose updates. */
  @ParameterizedTest
  @MethodSource("faultsOfStreams")
  void faultsOfStreamsAreFound(ServerFault fault, List<String> claims) {
    try (FaultyServer server = new FaultyServer(correctServer.port(), fault)) {
      TestOptions options =
          TestOptions.of(server.address()).claims("sse").over(Transport.SSE).withLongTimeout();

      List<CheckResult> verdicts = results(options);

      assertThat(verdicts).extracting(CheckResult::outcome).doesNotContain(Outcome.SKIP);
      assertThat(verdicts)
          .filteredOn(result -> result.outcome() == Outcome.FAIL)
          .extracting(CheckResult::check)
          .containsExactlyElementsOf(claims);
    }
  }

  @Test
  void delayedEventsAreFound() {
    try (FaultyServer server = new FaultyServer(correctServer.port(), ServerFault.DELAYS_BLOCKS)) {
      TestOptions options =
          TestOptions.of(server.address())
              .claims("update.prompt")
              .over(FORWARDED)
              .withLongTimeout();

      CheckResult failed = onlyFailedResult(options);

      assertThat(failed.check()).isEqualTo("update.prompt");
      assertThat(failed.note()).startsWith("late over sse: ");
    }
  }

  @Test
  void aPollTimeoutOfAProxyIsFound() {
    try (FaultyServer server = new FaultyServer(correctServer.port(), ServerFault.CUTS_POLLS)) {
      TestOptions options =
          TestOptions.of(server.address()).claims("poll.longest").hold(10).over(FORWARDED);

      CheckResult failed = onlyFailedResult(options);

      assertThat(failed.check()).isEqualTo("poll.longest");
      // It is cut after a second; on a busy machine the answer arrives later.
      assertThat(failed.note()).matches("(?s).* with wait=10, after [1-9]\\d*\\.\\d s: .*504.*");
    }
  }

  @Test
  void aBlockedTransportFailsOnlyItsOwnChecks() {
    try (FaultyServer server =
        new FaultyServer(correctServer.port(), ServerFault.REFUSES_WEBSOCKETS)) {
      TestOptions options = TestOptions.of(server.address()).cuts(10).withLongTimeout();
      ConformanceReport report = new ConformanceSuite(vertx, options.build()).run(result -> {});

      assertThat(report.results())
          .filteredOn(result -> result.outcome() == Outcome.FAIL)
          .extracting(CheckResult::check)
          .containsExactly(
              "reach.websocket",
              "reach.event-bus",
              "reach.sockjs",
              "publish.websocket",
              "publish.bus",
              "socket.welcome",
              "socket.ping",
              "socket.unsubscribe",
              "socket.no-snapshot",
              "socket.rfc-ping",
              "socket.errors");
      assertThat(report.results())
          .filteredOn(result -> result.check().equals("socket.ping"))
          .extracting(CheckResult::note)
          .allMatch(note -> note.startsWith("websocket does not get through: "));
    }
  }

  @Test
  void aBlockedTransportIsReportedForAnySelection() {
    try (FaultyServer server =
        new FaultyServer(correctServer.port(), ServerFault.REFUSES_WEBSOCKETS)) {
      TestOptions options =
          TestOptions.of(server.address())
              .claims("update.live")
              .over(Transport.WEBSOCKET, Transport.SSE);

      assertThat(failedResults(options))
          .extracting(CheckResult::check)
          .containsExactly("reach.websocket");
    }
  }

  private static List<CheckResult> failedResults(TestOptions options) {
    return results(options).stream().filter(result -> result.outcome() == Outcome.FAIL).toList();
  }

  private static CheckResult onlyFailedResult(TestOptions options) {
    List<CheckResult> failed = failedResults(options);
    assertThat(failed).hasSize(1);
    return failed.get(0);
  }

  private static List<CheckResult> results(TestOptions options) {
    return new ConformanceSuite(vertx, options.build()).run(result -> {}).results();
  }
}
