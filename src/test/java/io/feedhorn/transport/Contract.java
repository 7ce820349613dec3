package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A transport under test, and what it can. */
public interface Contract {
  RunningServer server();

  /** A client of the transport under test. */
  TestReader connect(RunningServer server);

  /** How often an update comes to a client with so many patterns that match it. */
  default int copies(int matchingPatterns) {
    return 1;
  }

  /** Whether the client is told that history no longer reached back. */
  default boolean tellsWhetherRecovered() {
    return true;
  }

  /** Whether a reader may ask for the newest update only. */
  default boolean conflatesOnRequest() {
    return true;
  }

  /** Whether a reader may bound its rate. */
  default boolean boundsTheRate() {
    return true;
  }

  /** If the server says where a reader is, so that a cursor tells more than an offset. */
  default boolean tellsCursors() {
    return false;
  }

  /** Whether one request may name feeds that its cursor does not. */
  default boolean addsFeedsToACursor() {
    return true;
  }

  default TestReader connected(SubscribeRequest wish) {
    TestReader reader = connect(server());
    reader.ask(wish);
    assertThat(reader.refusal()).isNull();
    return reader;
  }

  default void assertServed(TestReader reader) {
    String topic = server().latestFeed() + ".served";
    reader.ask(SubscribeRequest.of(topic));
    assertThat(reader.refusal()).isNull();
    String update = server().publish(topic, "\"still here\"").update("\"still here\"");
    assertThat(reader.next()).isEqualTo(update);
  }

  default void assertRecovered(TestReader reader, boolean expected) {
    if (tellsWhetherRecovered()) {
      assertThat(reader.recovered()).isEqualTo(expected);
    }
  }

  static List<String> take(TestReader reader, int count) {
    List<String> updates = new ArrayList<>();
    while (updates.size() < count) {
      updates.add(reader.next());
    }
    return updates;
  }

  static long offset(String update) {
    return new JsonObject(update).getLong("offset");
  }
}
