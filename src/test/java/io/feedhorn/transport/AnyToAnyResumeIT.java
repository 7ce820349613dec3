package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.client.BridgeReader;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
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

/** A cursor of one transport resumes on every other transport. */
@Timeout(60)
class AnyToAnyResumeIT {
  private static RunningServer server;
  private static FeedhornClient client;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
    client = FeedhornClient.to(server.address());
  }

  @AfterAll
  static void stopServer() {
    client.close();
    server.close();
  }

  private static final List<ReaderKind> READER_KINDS =
      Stream.concat(
              Stream.of(Transport.values())
                  .map(
                      transport ->
                          new ReaderKind(
                              transport.label(), request -> client.open(transport, request))),
              Stream.of(
                  bridge("sockjs xhr-streaming", SockJsHttpCarrier::xhrStreaming),
                  bridge("sockjs xhr-polling", SockJsHttpCarrier::xhrPolling),
                  bridge("sockjs eventsource", SockJsHttpCarrier::eventSource)))
          .toList();

  private static ReaderKind bridge(String name, Function<RunningServer, BridgeCarrier> carrier) {
    return new ReaderKind(
        name,
        request -> new BridgeReader(carrier.apply(server), request, TransportUnderTest.TIMEOUT));
  }

  private record ReaderKind(String name, Function<ReadRequest, UpdateReader> open) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> pairs() {
    return READER_KINDS.stream()
        .flatMap(from -> READER_KINDS.stream().map(to -> Arguments.of(from, to)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anyTransportContinuesAtTheCursorOfAnyOther(ReaderKind from, ReaderKind to) {
    String one = server.everyFeed() + ".a";
    String two = server.everyFeed() + ".b";
    String before = server.publish(one, "0").cursor() + "," + server.publish(two, "0").cursor();
    List<String> published = new ArrayList<>();
    String cursor;

    try (UpdateReader reader = from.open().apply(ReadRequest.of(one, two).since(before))) {
      published.add(publish(one, "1"));
      published.add(publish(two, "2"));
      assertThat(List.of(TransportUnderTest.next(reader), TransportUnderTest.next(reader)))
          .containsExactlyInAnyOrderElementsOf(published);
      cursor = reader.cursor();
    }
    String third = publish(two, "3");
    String fourth = publish(one, "4");

    try (UpdateReader reader = to.open().apply(ReadRequest.of(one, two).since(cursor))) {
      assertThat(List.of(TransportUnderTest.next(reader), TransportUnderTest.next(reader)))
          .containsExactlyInAnyOrder(third, fourth);
      String fifth = publish(two, "5");
      assertThat(TransportUnderTest.next(reader)).isEqualTo(fifth);
      assertThat(reader.recovered()).isIn(true, null);
    }
  }

  private static String publish(String topic, String json) {
    ReceiptAssert published = server.publish(topic, json);
    return published.update(json);
  }
}
