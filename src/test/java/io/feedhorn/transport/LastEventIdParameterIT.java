package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The query parameters {@code lastEventId} and {@code lastEventID} of a stream. If a page uses
 * {@code lastEventID}, {@code event-source-polyfill} adds {@code lastEventId}, which is newer, when
 * it reconnects, and does not reconnect any more if that is refused.
 */
@Timeout(60)
class LastEventIdParameterIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"&lastEventID=%s&lastEventId=%s", "&lastEventId=%2$s&lastEventID=%1$s"})
  void theParameterOfLibrariesHasPrecedence(String query) {
    String topic = server.everyFeed() + ".a";
    String older = server.publish(topic, "1").cursor();
    String newer = server.publish(topic, "2").cursor();
    ReceiptAssert third = server.publish(topic, "3");

    try (RawSseClient stream = new RawSseClient(server)) {
      stream.open(RawSseClient.path(ReadRequest.of(topic)) + query.formatted(older, newer));

      assertThat(stream.next()).isEqualTo(third.update("3"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"&lastEventID=%s&lastEventId=", "&lastEventId=&lastEventID=%s"})
  void anEmptyParameterIsIgnored(String query) {
    String topic = server.everyFeed() + ".a";
    String first = server.publish(topic, "1").cursor();
    ReceiptAssert second = server.publish(topic, "2");
    ReceiptAssert third = server.publish(topic, "3");

    try (RawSseClient stream = new RawSseClient(server)) {
      stream.open(RawSseClient.path(ReadRequest.of(topic)) + query.formatted(first));

      assertThat(stream.next()).isEqualTo(second.update("2"));
      assertThat(stream.next()).isEqualTo(third.update("3"));
    }
  }
}
