package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections without traffic: the living are kept, the dead are found. */
@Timeout(60)
class HeartbeatIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(150);
  private static final int MANY_BEATS = 6;

  /** So long that a machine with much to do answers a ping within two of them. */
  private static final Duration SLOW_HEARTBEAT = Duration.ofSeconds(2);

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.heartbeat(HEARTBEAT));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void theWelcomeSaysHowOftenTheHeartBeats() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      assertThat(socket.text()).contains(",\"heartbeat\":0.15,");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/quiet/websocket"})
  void aPeerThatLeavesTwoPingsUnansweredIsClosed(String path) {
    try (RawWebSocketClient dead = RawWebSocketClient.open(server.port(), path)) {
      dead.playDead();

      int pings = 0;
      Frame frame = dead.frame();
      while (frame.opcode() != RawWebSocketClient.CLOSE) {
        pings += frame.opcode() == RawWebSocketClient.PING ? 1 : 0;
        frame = dead.frame();
      }

      assertThat(pings).isEqualTo(2);
      assertThat(frame.closeCode()).isEqualTo(1001);
    }
  }

  /** More pings than may stay unanswered. The sockets wait for them at the same time. */
  @Test
  void aPeerThatOnlyAnswersPingsIsKept() {
    try (RunningServer slow = RunningServer.with(ServerSetup.DEFAULT.heartbeat(SLOW_HEARTBEAT));
        RawWebSocketClient socket = RawWebSocketClient.open(slow.port(), "/v1/ws");
        RawWebSocketClient bridge = RawWebSocketClient.open(slow.port(), "/eventbus/websocket");
        RawWebSocketClient sockJs =
            RawWebSocketClient.open(slow.port(), "/eventbus/000/quiet/websocket")) {
      for (RawWebSocketClient quiet : List.of(socket, bridge, sockJs)) {
        int pings = 0;
        while (pings < 4) {
          Frame frame = quiet.frame();
          assertThat(frame.opcode()).isNotEqualTo(RawWebSocketClient.CLOSE);
          pings += frame.opcode() == RawWebSocketClient.PING ? 1 : 0;
        }
      }
    }
  }

  @Test
  void aSockJsSessionHasItsOwnHeartbeat() {
    try (RawWebSocketClient quiet =
        RawWebSocketClient.open(server.port(), "/eventbus/000/quiet/websocket")) {
      assertThat(quiet.text()).isEqualTo("o");
      assertThat(quiet.text()).isEqualTo("h");
      assertThat(quiet.text()).isEqualTo("h");
    }
  }

  @Test
  void aPollOfASockJsSessionEndsWithTheHeartbeat() {
    String session = "/eventbus/000/quiet-poll/xhr";
    assertThat(server.http().post(session, "").body()).isEqualTo("o\n");

    for (int i = 0; i < MANY_BEATS; i++) {
      assertThat(server.http().post(session, "").body()).isEqualTo("h\n");
    }
  }

  @Test
  void aStreamHasAHeartbeatThatFiresNoEvent() {
    RawSseClient stream = new RawSseClient(server);
    stream.open(ReadRequest.of(server.latestFeed() + ".a"));
    stream.cursor();

    for (int i = 0; i < MANY_BEATS; i++) {
      assertThat(stream.event().type()).isIn(SseParser.COMMENT, SseEventStream.CURSOR);
    }
    stream.close();
  }

  @Test
  void aHeartbeatMovesTheIdPastWhatWasNotForTheReader() {
    String feed = server.latestFeed();
    RawSseClient stream = new RawSseClient(server);
    stream.open(ReadRequest.of(feed + ".mine"));
    stream.cursor();

    String cursor = server.publish(feed + ".other", "1").cursor();

    while (!stream.cursor().equals(cursor)) {
      assertThat(stream.event().type()).isIn(SseParser.COMMENT, SseEventStream.CURSOR);
    }
    stream.close();
  }
}
