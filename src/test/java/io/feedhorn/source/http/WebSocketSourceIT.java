package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.SourceServer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketSourceIT {
  private final Vertx vertx = Vertx.vertx();
  private final List<ServerWebSocket> opened = new CopyOnWriteArrayList<>();
  private final List<String> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private SourceServer start(Handler<ServerWebSocket> onOpen, Object... keys) {
    HttpServer upstream =
        vertx
            .createHttpServer()
            .webSocketHandler(
                socket -> {
                  opened.add(socket);
                  socket.textMessageHandler(received::add);
                  onOpen.handle(socket);
                })
            .listen(0, "127.0.0.1")
            .await();
    Map<String, Object> all = new HashMap<>();
    all.put("type", "websocket");
    all.put("url", "ws://127.0.0.1:" + upstream.actualPort() + "/feed");
    all.put("backoff.min", "5ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return SourceServer.start(all);
  }

  @Test
  void sendsItsMessagesAfterEachOpening() {
    String subscribe = "{\"op\":\"subscribe\",\"args\":[\"a\"]}";
    try (SourceServer server =
        start(
            socket ->
                socket.textMessageHandler(
                    text -> {
                      received.add(text);
                      socket.writeTextMessage("{\"s\":\"A\",\"p\":" + opened.size() + "}");
                      if (opened.size() == 1) {
                        socket.close((short) 1001);
                      }
                    }),
            "topic",
            "n.${s}",
            "data",
            "p",
            "send",
            List.of(subscribe))) {
      assertThat(server.values("n.A", 2)).containsExactly(1, 2);
      assertThat(received).containsExactly(subscribe, subscribe);
      assertThat(server.status("live").getInteger("errors")).isEqualTo(1);
    }
  }

  @Test
  void aMessageThatIsNotUtf8IsReported() {
    byte[] latin = "Z\u00FCrich".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf8 = "Z\u00FCrich".getBytes(StandardCharsets.UTF_8);
    List<Buffer> frames =
        List.of(
            RawWebSocketUpstream.frame(RawWebSocketUpstream.TEXT, latin),
            RawWebSocketUpstream.frame(RawWebSocketUpstream.FIRST_OF_TEXT, Arrays.copyOf(utf8, 2)),
            RawWebSocketUpstream.frame(
                RawWebSocketUpstream.LAST, Arrays.copyOfRange(utf8, 2, utf8.length)),
            RawWebSocketUpstream.frame(RawWebSocketUpstream.BINARY, latin),
            RawWebSocketUpstream.frame(RawWebSocketUpstream.BINARY, utf8));
    try (RawWebSocketUpstream upstream = new RawWebSocketUpstream(frames);
        SourceServer server =
            SourceServer.start(
                Map.of(
                    "type",
                    "websocket",
                    "url",
                    upstream.url(),
                    "topic",
                    "n.x",
                    "format",
                    "text"))) {
      assertThat(server.values("n.x", 2)).containsExactly("Z\u00FCrich", "Z\u00FCrich");
      assertThat(server.errors(2))
          .extracting(error -> error.getString("reason"))
          .containsExactly("the message is not text in UTF-8", "the message is not text in UTF-8");
    }
  }

  @Test
  void theFramesOfALongMessageAreNoSilence() {
    AtomicInteger frames = new AtomicInteger();
    try (SourceServer server =
        start(
            socket -> {
              socket.writeFrame(WebSocketFrame.textFrame("[" + opened.size(), false));
              vertx.setPeriodic(
                  100,
                  timer -> {
                    boolean last = frames.incrementAndGet() == 40;
                    Buffer piece = Buffer.buffer(last ? "]" : " ");
                    socket.writeFrame(WebSocketFrame.continuationFrame(piece, last));
                    if (last) {
                      vertx.cancelTimer(timer);
                    }
                  });
            },
            "topic",
            "n.x",
            "heartbeat",
            "2s",
            "ping",
            "1h")) {
      assertThat(server.values("n.x", 1)).containsExactly(1);
      assertThat(opened).hasSize(1);
    }
  }

  @Test
  void aMessageThatIsTooLargeEndsTheConnection() {
    Buffer half = Buffer.buffer(new byte[5 << 20]);
    try (SourceServer server =
        start(
            socket -> {
              if (opened.size() > 1) {
                socket.writeTextMessage("1");
                return;
              }
              socket.writeFrame(WebSocketFrame.binaryFrame(half, false));
              socket.writeFrame(WebSocketFrame.continuationFrame(half, true));
              socket.writeTextMessage("0");
            },
            "topic",
            "n.x",
            "backoff.min",
            "1s")) {
      assertThat(server.failure("larger")).isEqualTo("a message is larger than 8 MiB");
      assertThat(server.values("n.x", 1)).containsExactly(1);
      await().atMost(SourceServer.PATIENCE).until(() -> opened.get(0).isClosed());
    }
  }

  @Test
  void reportsGapsAlsoOverAReconnection() {
    try (SourceServer server =
        start(
            socket -> {
              if (opened.size() == 1) {
                socket.writeTextMessage("{\"u\":1}");
                socket.writeTextMessage("{\"u\":3}");
                socket.close();
              } else {
                socket.writeTextMessage("{\"u\":6}");
              }
            },
            "topic",
            "n.x",
            "data",
            "u",
            "sequence",
            "u")) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 3, 6);
      assertThat(server.errors(2))
          .extracting(error -> error.getString("kind"), error -> error.getString("reason"))
          .containsExactly(
              tuple("gap", "gap: number 3 follows 1"), tuple("gap", "gap: number 6 follows 3"));
    }
  }

  @Test
  void opensAsManyConnectionsAsTheSettingsAllow() {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "c" + i).toList();
    try (SourceServer server =
        start(
            socket -> {},
            "topic",
            "n.x",
            "connections",
            names,
            "send",
            List.of("${$connection}"))) {
      await()
          .atMost(SourceServer.PATIENCE)
          .untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(names));
      server.status("live");
    }
  }

  @Test
  void aSilentUpstreamIsReplacedAlthoughItIsConnected() {
    // Nothing answers: pongs would count as activity.
    try (SourceServer server =
        start(ServerWebSocket::pause, "topic", "n.x", "heartbeat", "150ms", "ping", "1h")) {
      await().atMost(SourceServer.PATIENCE).until(() -> opened.size() >= 3);
      assertThat(server.status(s -> s.getInteger("errors") >= 2)).isNotNull();
    }
  }

  @Test
  void aConnectionThatOpensAfterItsHeartbeatIsClosed() {
    Promise<Void> firstHandshake = Promise.promise();
    Promise<Void> firstClosed = Promise.promise();
    AtomicInteger handshakes = new AtomicInteger();
    HttpServer upstream =
        vertx
            .createHttpServer()
            .webSocketHandshakeHandler(
                handshake -> {
                  int number = handshakes.incrementAndGet();
                  (number == 1 ? firstHandshake.future() : Future.succeededFuture())
                      .onSuccess(
                          open ->
                              handshake
                                  .accept()
                                  .onSuccess(
                                      socket -> {
                                        if (number == 1) {
                                          socket.closeHandler(firstClosed::complete);
                                        } else {
                                          firstHandshake.tryComplete();
                                          socket.writeTextMessage("5");
                                        }
                                      }));
                })
            .listen(0, "127.0.0.1")
            .await();
    try (SourceServer server =
        SourceServer.start(
            Map.of(
                "type",
                "websocket",
                "url",
                "ws://127.0.0.1:" + upstream.actualPort() + "/feed",
                "backoff.min",
                "5ms",
                "topic",
                "n.x",
                "heartbeat",
                "1s",
                "ping",
                "100ms"))) {
      assertThat(server.values("n.x", 1)).startsWith(5);
      await().atMost(SourceServer.PATIENCE).until(() -> firstClosed.future().isComplete());
    }
  }

  @Test
  void pongsKeepAQuietUpstream() {
    try (SourceServer server =
        start(
            socket -> vertx.setTimer(3_000, timer -> socket.writeTextMessage("7")),
            "topic",
            "n.x",
            "heartbeat",
            "2s",
            "ping",
            "200ms")) {
      assertThat(server.values("n.x", 1)).contains(7);
    }
  }

  @Test
  void brokenMessagesAreReported() {
    try (SourceServer server =
        start(
            socket -> {
              socket.writeTextMessage("hello");
              socket.writeTextMessage("5");
            },
            "topic",
            "n.x")) {
      assertThat(server.values("n.x", 1)).containsExactly(5);
      assertThat(server.errors(1).get(0).getString("message")).isEqualTo("hello");
    }
  }

  @Test
  void asksAgainAfterAGap() {
    try (SourceServer server =
        start(
            socket ->
                socket.textMessageHandler(
                    text -> {
                      received.add(text);
                      if (text.equals("hello")) {
                        socket.writeTextMessage("{\"s\":\"A\",\"u\":1}");
                        socket.writeTextMessage("{\"s\":\"A\",\"u\":3}");
                      } else {
                        socket.writeTextMessage("{\"s\":\"A\",\"u\":4}");
                      }
                    }),
            "topic",
            "n.x",
            "data",
            "u",
            "sequence",
            "u",
            "sequence-of",
            "s",
            "send",
            List.of("hello"),
            "snapshot.send",
            List.of("again ${symbol}"))) {
      assertThat(server.values("n.x", 3)).containsExactly(1, 3, 4);
      assertThat(received).containsExactly("hello", "again A");
      assertThat(server.status(s -> s.getInteger("errors") == 1).getString("state"))
          .isEqualTo("live");
    }
  }

  @Test
  void aBookThatCannotBeAskedForIsRepairedByANewConnection() {
    try (SourceServer server =
        start(
            socket -> {
              socket.writeTextMessage("{\"s\":\"A\",\"all\":1,\"bids\":[[7,1]],\"u\":5}");
              if (opened.size() == 1) {
                socket.writeTextMessage("{\"s\":\"A\",\"bids\":[[8,1]],\"p\":6,\"u\":7}");
              } else {
                socket.writeTextMessage("{\"s\":\"A\",\"bids\":[[9,1]],\"p\":5,\"u\":6}");
              }
            },
            "topic",
            "n.${symbol}",
            "data",
            "bids",
            "book.symbol",
            "s",
            "book.previous",
            "p",
            "book.last",
            "u",
            "snapshot.when",
            "all = 1")) {
      assertThat(server.values("n.A", 3))
          .extracting(Object::toString)
          .containsExactly("[[7,1]]", "[[7,1]]", "[[9,1],[7,1]]");
      assertThat(opened).hasSize(2);
      assertThat(server.errors(1).get(0).getString("kind")).isEqualTo("gap");
      assertThat(server.status(s -> s.getJsonObject("books").getInteger("live") == 1)).isNotNull();
    }
  }

  @Test
  void aGapInTheNumbersOfMessagesStartsBooksOver() {
    try (SourceServer server =
        start(
            socket ->
                socket.textMessageHandler(
                    ask -> {
                      received.add(ask);
                      int n = received.size() == 1 ? 10 : 13;
                      socket.writeTextMessage(
                          "{\"s\":\"A\",\"all\":1,\"bids\":[[%d,1]]}".formatted(n));
                      socket.writeTextMessage(
                          "{\"s\":\"A\",\"n\":%d,\"bids\":[[1,1]]}".formatted(n));
                      if (received.size() == 1) {
                        socket.writeTextMessage("{\"s\":\"A\",\"n\":12,\"bids\":[[2,1]]}");
                      }
                    }),
            "topic",
            "n.x",
            "data",
            "bids",
            "send",
            List.of("all"),
            "sequence",
            "n",
            "book.symbol",
            "s",
            "snapshot.when",
            "all = 1",
            "snapshot.send",
            List.of("all"))) {
      assertThat(server.values("n.x", 4))
          .extracting(Object::toString)
          .containsExactly("[[10,1]]", "[[10,1],[1,1]]", "[[13,1]]", "[[13,1],[1,1]]");
      assertThat(received).hasSize(2);
    }
  }
}
