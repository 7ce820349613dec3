package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.transport.RawWebSocketClient.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idle connections: responding peers are kept, others are detected. */
@Timeout(60)
class HeartbeatIT {
  private static final Duration HEARTBEAT = Duration.ofMillis(150);
  private static final int BEATS = 6;

  /** Long enough for a busy machine to answer a ping within two heartbeats. */
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
  void theWelcomeHasTheHeartbeatInterval() {
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      assertThat(socket.text()).contains(",\"heartbeat\":0.15,");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/quiet/websocket"})
  void aPeerThatLeavesTwoPingsUnansweredIsClosed(String path) {
    try (RawWebSocketClient silent = RawWebSocketClient.openSilent(server.port(), path)) {
      int pings = 0;
      Frame frame = silent.frame();
      while (frame.opcode() != RawWebSocketClient.CLOSE) {
        pings += frame.opcode() == RawWebSocketClient.PING ? 1 : 0;
        frame = silent.frame();
      }

      assertThat(pings).isEqualTo(2);
      assertThat(frame.closeCode()).isEqualTo(1001);
    }
  }

  /** More pings than may stay unanswered. All connections wait for them at the same time. */
  @Test
  void aPeerThatAnswersPingsIsKeptAndASockJsSessionHasItsOwnHeartbeat() {
    try (RunningServer slow = RunningServer.with(ServerSetup.DEFAULT.heartbeat(SLOW_HEARTBEAT));
        RawWebSocketClient socket = RawWebSocketClient.open(slow.port(), "/v1/ws");
        RawWebSocketClient bridge = RawWebSocketClient.open(slow.port(), "/eventbus/websocket");
        RawWebSocketClient sockJs =
            RawWebSocketClient.open(slow.port(), "/eventbus/000/quiet/websocket")) {
      List<String> texts = new ArrayList<>();
      for (RawWebSocketClient idle : List.of(socket, bridge, sockJs)) {
        texts.clear();
        int pings = 0;
        while (pings < 4) {
          Frame frame = idle.frame();
          assertThat(frame.opcode()).isNotEqualTo(RawWebSocketClient.CLOSE);
          pings += frame.opcode() == RawWebSocketClient.PING ? 1 : 0;
          if (frame.opcode() == RawWebSocketClient.TEXT) {
            texts.add(frame.text());
          }
        }
      }
      assertThat(texts).as("texts of the SockJS session").startsWith("o", "h", "h");
    }
  }

  @Test
  void aHeartbeatEndsAPollOfASockJsSession() {
    String session = "/eventbus/000/quiet-poll/xhr";
    assertThat(server.http().post(session, "").body()).isEqualTo("o\n");

    for (int i = 0; i < BEATS; i++) {
      assertThat(server.http().post(session, "").body()).isEqualTo("h\n");
    }
  }

  @Test
  void aStreamHasAHeartbeatThatFiresNoEvent() {
    RawSseClient stream = new RawSseClient(server);
    stream.subscribe(ReadRequest.of(server.latestFeed() + ".a"));
    stream.cursor();

    for (int i = 0; i < BEATS; i++) {
      assertThat(stream.event().type()).isIn(SseParser.COMMENT, SseEventStream.CURSOR);
    }
    stream.close();
  }

  @Test
  void aHeartbeatAdvancesTheIdPastUpdatesOfOtherTopics() {
    String feed = server.latestFeed();
    RawSseClient stream = new RawSseClient(server);
    stream.subscribe(ReadRequest.of(feed + ".mine"));
    stream.cursor();

    String cursor = server.publish(feed + ".other", "1").cursor();

    while (!stream.cursor().equals(cursor)) {
      assertThat(stream.event().type()).isIn(SseParser.COMMENT, SseEventStream.CURSOR);
    }
    stream.close();
  }
}
