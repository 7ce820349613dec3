package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cursor of a reader whose connection is cut, with a server that a test tells its messages. */
@Timeout(60)
class WebSocketReaderTest {
  private static final String CUT = "cut";
  private static final String PONG = "pong";
  private static final Duration SHORT = Duration.ofMillis(1);

  private final Vertx vertx = Vertx.vertx();
  // The answers to each message of the client. Not changed any more when the reader is opened.
  private final Deque<List<String>> answers = new ArrayDeque<>();
  private HttpServer server =
      vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("feedhorn.v1"));
  private @Nullable FeedhornClient client;

  @BeforeEach
  void start() throws Exception {
    server =
        server
            .webSocketHandler(
                socket -> {
                  socket.writeTextMessage("{\"type\":\"welcome\"}");
                  socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
                })
            .listen(0, "127.0.0.1")
            .await(50, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    vertx.close().await(50, TimeUnit.SECONDS);
  }

  private void answer(ServerWebSocket socket, JsonObject request) {
    List<String> messages = answers.poll();
    for (String message : messages == null ? List.<String>of() : messages) {
      if (message.equals(CUT)) {
        socket.close();
      } else if (message.equals(PONG)) {
        JsonObject pong = new JsonObject().put("type", "pong").put("id", request.getInteger("id"));
        socket.writeTextMessage(pong.encode());
      } else {
        socket.writeTextMessage(message);
      }
    }
  }

  private UpdateReader open(@Nullable String since) {
    client = FeedhornClient.to("http://127.0.0.1:" + server.actualPort());
    return client.open(Transport.WEBSOCKET, ReadRequest.of("a.*", "b.*").since(since));
  }

  private static String subscribed(String cursor) {
    return "{\"type\":\"subscribed\",\"id\":1,\"cursor\":\"" + cursor + "\"}";
  }

  private static String reset(String cursor) {
    return "{\"type\":\"reset\",\"feed\":\"a\",\"cursor\":\"" + cursor + "\"}";
  }

  private static String update(String topic, long offset) {
    return ReceivedUpdate.canonical(topic, offset, 1, "1", "1");
  }

  @Test
  void hasNoPositionBeforeTheFirstSnapshot() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), CUT));
    try (UpdateReader reader = open(null)) {
      assertThat(reader.cursor()).isEmpty();
    }
  }

  @Test
  void hasThePositionsOfTheFeedsWhoseSnapshotsCame() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), update("a.x", 3), CUT));
    try (UpdateReader reader = open(null)) {
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:abcd:3");
    }
  }

  @Test
  void anUpdateThatItHasNotReturnedDoesNotCount() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), update("a.x", 3), update("b.x", 2)));
    try (UpdateReader reader = open(null)) {
      assertThat(reader.cursor()).isEmpty();
      assertThat(reader.next().offset()).isEqualTo(3);
      assertThat(reader.cursor()).isEqualTo("a:abcd:3");
      assertThat(reader.next().offset()).isEqualTo(2);
      assertThat(reader.cursor()).isEqualTo("a:abcd:3,b:bcde:2");
    }
  }

  @Test
  void hasAllPositionsOnceNoUpdateComesBeforeTheAnswerToAPing() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7")));
    answers.add(List.of(update("a.x", 3), PONG));
    answers.add(List.of(PONG));
    try (UpdateReader reader = open(null)) {
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:abcd:3,b:bcde:7");
    }
  }

  @Test
  void anAnswerAfterAReplayedUpdateIsNotTheEndOfTheReplay() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7")));
    answers.add(List.of(update("a.x", 3), PONG));
    answers.add(List.of(CUT));
    try (UpdateReader reader = open(null)) {
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:abcd:3");
    }
  }

  @Test
  void keepsTheRequestedPositionsUntilTheReplay() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), CUT));
    try (UpdateReader reader = open("a:0000:40,b:bcde:5")) {
      assertThat(reader.cursor()).isEqualTo("a:0000:40,b:bcde:5");
    }
  }

  @Test
  void aCutWithinHistoryIsResumedWithWhatIsLeftOfIt() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), update("a.x", 3), CUT));
    try (UpdateReader reader = open("earliest")) {
      assertThat(reader.cursor()).isEqualTo("a:abcd:00,b:bcde:00");
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:abcd:03,b:bcde:00");
    }
  }

  @Test
  void historyEndsAtItsLastUpdateOrWithTheAnswerToAPing() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), update("a.x", 3), update("b.x", 7)));
    answers.add(List.of(PONG));
    answers.add(List.of(PONG));
    try (UpdateReader reader = open("a:abcd:02,b:bcde:01")) {
      reader.next();
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:abcd:9,b:bcde:7");
    }
  }

  @Test
  void keepsItsPositionUntilTheFirstSnapshotAfterAReset() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), reset("a:zzzz:4"), CUT));
    try (UpdateReader reader = open("a:abcd:5,b:bcde:7")) {
      assertThatThrownBy(reader::next).isInstanceOf(ConnectionLostException.class);

      assertThat(reader.cursor()).isEqualTo("a:abcd:5,b:bcde:7");
      assertThat(reader.recovered()).isFalse();
    }
  }

  @Test
  void hasThePositionInTheNewLogAfterAReset() {
    answers.add(List.of(subscribed("a:abcd:9,b:bcde:7"), reset("a:zzzz:4"), update("a.x", 2)));
    answers.add(List.of(PONG));
    try (UpdateReader reader = open("a:abcd:5,b:bcde:7")) {
      reader.next();

      assertThat(reader.cursor()).isEqualTo("a:zzzz:2,b:bcde:7");
      assertThat(reader.poll(SHORT)).isNull();
    }
  }

  @Test
  void theAnswerToAnEarlierPingIsNotTheEndOfTheReplayOfAReset() {
    answers.add(List.of(subscribed("a:abcd:9")));
    answers.add(List.of(reset("a:zzzz:4"), PONG));
    answers.add(List.of(CUT));
    try (UpdateReader reader = open(null)) {
      assertThat(reader.cursor()).isEmpty();
    }
  }
}
