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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check must be able to fail: servers with one fault are found. */
@Timeout(120)
class WrongServerIT {
  private static final Transport[] FORWARDED = {
    Transport.WEBSOCKET,
    Transport.SSE,
    Transport.LONG_POLLING,
    Transport.SHORT_POLLING,
    Transport.EVENT_BUS
  };

  private static RunningServer right;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    right = RunningServer.with(ServerSetup.DEFAULT.usual(FeedOptions.DEFAULT));
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close();
    right.close();
  }

  @Test
  void whatIsForwardedAsItIsHolds() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.NONE)) {
      TestConditions trial =
          TestConditions.of(server.address())
              .claims("update", "cursor", "poll", "sse", "resume", "reader", "wish", "hop")
              .over(FORWARDED);

      assertThat(failed(trial)).isEmpty();
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
            ServerFault.LOSES, ServerFault.DOUBLES, ServerFault.SWAPS, ServerFault.RESPELLS)
        .flatMap(fault -> Stream.of(FORWARDED).map(transport -> Arguments.of(fault, transport)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatIsWrongWithUpdatesIsFound(ServerFault fault, Transport transport) {
    try (WrongServer server = new WrongServer(right.port(), fault)) {
      TestConditions trial =
          TestConditions.of(server.address())
              .claims("update.bytes", "hop.transports")
              .over(transport);

      assertThat(failed(trial))
          .extracting(CheckResult::check)
          .containsExactly("update.bytes", "hop.transports");
      assertThat(failed(trial))
          .extracting(CheckResult::note)
          .allMatch(note -> note.contains(transport.label()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"WEBSOCKET", "SSE", "LONG_POLLING", "SHORT_POLLING"})
  void aPartialReplayThatLooksWholeIsFound(Transport transport) {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.LIES)) {
      TestConditions trial =
          TestConditions.of(server.address())
              .claims("resume.evicted", "resume.epoch")
              .over(transport);

      assertThat(failed(trial))
          .extracting(CheckResult::check)
          .containsExactly("resume.evicted", "resume.epoch");
    }
  }

  @Test
  void aForgottenAcknowledgementIsFound() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.FORGETS)) {
      TestConditions trial =
          TestConditions.of(server.address()).claims("reader").over(Transport.SHORT_POLLING);

      assertThat(failed(trial))
          .extracting(CheckResult::check)
          .containsExactly("reader.resume", "reader.forward", "reader.unread");
    }
  }

  static Stream<Arguments> faultsOfStreams() {
    return Stream.of(
        Arguments.of(
            ServerFault.BARES_IDS,
            List.of("sse.first-block", "sse.id-with-data", "sse.no-empty-message")),
        Arguments.of(ServerFault.SPLITS_BLOCKS, List.of("sse.first-block", "sse.no-empty-message")),
        Arguments.of(ServerFault.FALLS_SILENT, List.of("sse.heartbeat", "sse.impatient")),
        Arguments.of(ServerFault.REFUSES_IDS, List.of("sse.unusable-id")));
  }

  /** Each kind of library reads in its own way, and loses updates by another fault. */
  @Timeout(300)
  @ParameterizedTest
  @MethodSource("faultsOfStreams")
  void whatIsWrongWithAStreamIsFound(ServerFault fault, List<String> claims) {
    try (WrongServer server = new WrongServer(right.port(), fault)) {
      TestConditions trial =
          TestConditions.of(server.address()).claims("sse").over(Transport.SSE).patient();

      List<CheckResult> verdicts = verdicts(trial);

      assertThat(verdicts).extracting(CheckResult::outcome).doesNotContain(Outcome.SKIP);
      assertThat(verdicts)
          .filteredOn(result -> result.outcome() == Outcome.FAIL)
          .extracting(CheckResult::check)
          .containsExactlyElementsOf(claims);
    }
  }

  @Test
  void aStreamWhoseEventsAreHeldBackIsFound() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.DELAYS)) {
      TestConditions trial =
          TestConditions.of(server.address()).claims("update.prompt").over(FORWARDED);

      assertThat(failed(trial)).extracting(CheckResult::check).containsExactly("update.prompt");
      assertThat(failed(trial).get(0).note()).startsWith("late over sse: ");
    }
  }

  @Test
  void aPollThatIsCutIsFound() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.CUTS)) {
      TestConditions trial =
          TestConditions.of(server.address()).claims("poll.longest").hold(3).over(FORWARDED);

      assertThat(failed(trial)).extracting(CheckResult::check).containsExactly("poll.longest");
      assertThat(failed(trial).get(0).note()).contains("with wait=3, after 1.", "504");
    }
  }

  @Test
  void aTransportThatIsBlockedFailsItsOwnClaimsAndNoOthers() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.REFUSES_SOCKETS)) {
      ConformanceReport report =
          new ConformanceSuite(vertx, TestConditions.of(server.address()).cuts(10).conditions())
              .run(result -> {});

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
  void aBlockedTransportIsReportedWhateverIsAskedFor() {
    try (WrongServer server = new WrongServer(right.port(), ServerFault.REFUSES_SOCKETS)) {
      TestConditions trial =
          TestConditions.of(server.address())
              .claims("update.live")
              .over(Transport.WEBSOCKET, Transport.SSE);

      assertThat(failed(trial)).extracting(CheckResult::check).containsExactly("reach.websocket");
    }
  }

  private static List<CheckResult> failed(TestConditions trial) {
    return verdicts(trial).stream().filter(result -> result.outcome() == Outcome.FAIL).toList();
  }

  private static List<CheckResult> verdicts(TestConditions trial) {
    return new ConformanceSuite(vertx, trial.conditions()).run(result -> {}).results();
  }
}
