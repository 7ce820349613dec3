package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.ReceiptAssert;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Notifications that expired or were replaced are not sent to readers that do not have them. */
interface NotificationContract extends TransportUnderTest {
  String BRIEF = "{\"title\":\"brief\",\"ttl\":30}";
  String LASTING = "{\"title\":\"lasting\"}";
  String COLLAPSING = "{\"title\":\"%s\",\"collapse\":\"build\"}";

  @Test
  default void anExpiredNotificationIsNotReplayedAndNotMissing() {
    String topic = "notify." + server().everyFeed();
    String cursor = server().publish(topic, LASTING).cursor();
    server().publish(topic, BRIEF);
    String lasting = server().publish(topic, LASTING).update(LASTING);
    server().publish(topic, BRIEF);

    server().pass(Duration.ofSeconds(31));

    try (UpdateReader reader = open(ReadRequest.of(topic).since(cursor))) {
      String live = server().publish(topic, BRIEF).update(BRIEF);
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(lasting, live);
      assertThat(reader.recovered()).isTrue();
    }
  }

  @Test
  default void anExpiredNotificationIsNoSnapshot() {
    String topic = "notify-group." + server().everyFeed();
    String lasting = server().publish(topic, LASTING).update(LASTING);
    server().publish(topic, BRIEF);

    server().pass(Duration.ofSeconds(31));

    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      String live = server().publish(topic, BRIEF).update(BRIEF);
      assertThat(TransportUnderTest.nextUpdates(reader, 2)).containsExactly(lasting, live);
    }
  }

  @Test
  default void aNewerNotificationReplacesTheOlderOne() {
    String topic = "notify." + server().everyFeed();
    String cursor = server().publish(topic, LASTING).cursor();
    server().publish(topic, COLLAPSING.formatted("1"));
    String lasting = server().publish(topic, LASTING).update(LASTING);
    server().publish(topic, COLLAPSING.formatted("2"));
    ReceiptAssert third = server().publish(topic, COLLAPSING.formatted("3"));

    for (String since : List.of(cursor, "earliest")) {
      try (UpdateReader reader = open(ReadRequest.of(topic).since(since))) {
        if (since.equals("earliest")) {
          TransportUnderTest.next(reader);
        } else {
          assertThat(reader.recovered()).isNotEqualTo(false);
        }
        assertThat(TransportUnderTest.nextUpdates(reader, 2))
            .containsExactly(lasting, third.update(COLLAPSING.formatted("3")));
      }
    }
  }
}
