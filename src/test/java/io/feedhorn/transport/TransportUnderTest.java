package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.PollingReader;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A transport under test, and its features. */
public interface TransportUnderTest {
  Duration TIMEOUT = Duration.ofSeconds(50);

  RunningServer server();

  FeedhornClient client();

  /** Subscribes over the transport under test. */
  UpdateReader open(ReadRequest request);

  /** Returns the number of copies of an update for a reader with some patterns that match it. */
  default int copies(int matchingPatterns) {
    return 1;
  }

  /** Returns true if a reader may ask for the newest update only. */
  default boolean conflatesOnRequest() {
    return true;
  }

  /** Returns true if a reader may limit its rate. */
  default boolean limitsTheRate() {
    return true;
  }

  /** Returns true if updates may be deltas. */
  default boolean sendsDeltas() {
    return true;
  }

  /** Returns true if a cursor within history says that the reader has not finished it. */
  default boolean marksHistory() {
    return false;
  }

  /** Returns true if one request may name feeds that its cursor does not. */
  default boolean addsFeedsToACursor() {
    return true;
  }

  default void assertRefused(ReadRequest request, String... codes) {
    assertThatThrownBy(() -> open(request).close())
        .isInstanceOfSatisfying(
            RequestRefusedException.class,
            refused -> assertThat(refused.code()).isIn(List.of(codes)));
  }

  default void assertServed() {
    String topic = server().latestFeed() + ".served";
    try (UpdateReader reader = open(ReadRequest.of(topic))) {
      String update = server().publish(topic, "\"still here\"").update("\"still here\"");
      assertThat(next(reader)).isEqualTo(update);
    }
  }

  /** Returns the text of the next update; fails if there is none within the timeout. */
  static String next(UpdateReader reader) {
    ReceivedUpdate update = reader.poll(TIMEOUT);
    return Objects.requireNonNull(update, "no update within " + TIMEOUT).text();
  }

  static List<String> nextUpdates(UpdateReader reader, int count) {
    List<String> updates = new ArrayList<>();
    while (updates.size() < count) {
      updates.add(next(reader));
    }
    return updates;
  }

  /** Returns the other updates of a poll's response, within which there is no cursor. */
  static List<String> restOfResponse(UpdateReader reader) {
    return reader instanceof PollingReader polling
        ? nextUpdates(reader, polling.unread())
        : List.of();
  }

  static long offset(String update) {
    return new JsonObject(update).getLong("offset");
  }
}
