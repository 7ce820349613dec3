package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A transport under test, and its capabilities. */
public interface Contract {
  RunningServer server();

  /** Returns a client of the transport. */
  TestReader connect(RunningServer server);

  /** Returns how often a client gets an update that several of its patterns match. */
  default int copies(int matchingPatterns) {
    return 1;
  }

  /** Returns true if clients learn that history does not reach back. */
  default boolean reportsRecovered() {
    return true;
  }

  /** Returns true if a reader can request the newest updates only. */
  default boolean conflatesOnRequest() {
    return true;
  }

  /** Returns true if a reader can limit its rate. */
  default boolean limitsTheRate() {
    return true;
  }

  /** Returns true if the server sends cursors, which may contain more than offsets. */
  default boolean reportsCursors() {
    return false;
  }

  /** Returns true if a request may have feeds that are not in its cursor. */
  default boolean addsFeedsToACursor() {
    return true;
  }

  default TestReader connected(SubscribeRequest request) {
    TestReader reader = connect(server());
    reader.subscribe(request);
    assertThat(reader.refusal()).isNull();
    return reader;
  }

  default void assertServed(TestReader reader) {
    String topic = server().latestFeed() + ".served";
    reader.subscribe(SubscribeRequest.of(topic));
    assertThat(reader.refusal()).isNull();
    String update = server().publish(topic, "\"still open\"").update("\"still open\"");
    assertThat(reader.next()).isEqualTo(update);
  }

  default void assertRecovered(TestReader reader, boolean expected) {
    if (reportsRecovered()) {
      assertThat(reader.recovered()).isEqualTo(expected);
    }
  }

  static List<String> nextUpdates(TestReader reader, int count) {
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
