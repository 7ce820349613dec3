package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cursor of one transport resumes on every other. */
@Timeout(60)
class AnyToAnyResumeIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static final List<Transport> TRANSPORTS =
      List.of(
          new Transport("websocket", WebSocketReader::new),
          new Transport("sse", SseReader::new),
          new Transport("long polling", server -> new PollingReader(server, 10)),
          new Transport("short polling", server -> new PollingReader(server, 0)),
          bus("event bus", RawBridgeWire::to),
          bus("sockjs websocket", SockJsWire::webSocket),
          bus("sockjs xhr-streaming", SockJsWire::xhrStreaming),
          bus("sockjs xhr-polling", SockJsWire::xhrPolling),
          bus("sockjs eventsource", SockJsWire::eventSource));

  private static Transport bus(String name, Function<RunningServer, BridgeWire> wire) {
    return new Transport(name, server -> new BridgeReader(server, wire.apply(server)));
  }

  private record Transport(String name, Function<RunningServer, TestReader> client) {
    TestReader listen(SubscribeRequest request) {
      TestReader reader = client.apply(server);
      reader.subscribe(request);
      assertThat(reader.refusal()).isNull();
      return reader;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> pairs() {
    return TRANSPORTS.stream()
        .flatMap(from -> TRANSPORTS.stream().map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCursorResumesOnTheOtherTransportAtTheSamePosition(Transport from, Transport to) {
    String first = server.everyFeed() + ".a";
    String second = server.everyFeed() + ".b";
    String before =
        server.publish(first, "0").cursor() + "," + server.publish(second, "0").cursor();
    List<String> published = new ArrayList<>();
    String cursor;

    try (TestReader reader = from.listen(SubscribeRequest.of(first, second).since(before))) {
      published.add(publish(first, "1"));
      published.add(publish(second, "2"));
      assertThat(List.of(reader.next(), reader.next()))
          .containsExactlyInAnyOrderElementsOf(published);
      cursor = reader.cursor();
    }
    String third = publish(second, "3");
    String fourth = publish(first, "4");

    try (TestReader reader = to.listen(SubscribeRequest.of(first, second).since(cursor))) {
      assertThat(List.of(reader.next(), reader.next())).containsExactlyInAnyOrder(third, fourth);
      String fifth = publish(second, "5");
      assertThat(reader.next()).isEqualTo(fifth);
      assertThat(reader.recovered()).isIn(true, null);
    }
  }

  private static String publish(String topic, String json) {
    ReceiptAssert published = server.publish(topic, json);
    return published.update(json);
  }
}
