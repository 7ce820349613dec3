package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.server.Http;
import io.feedhorn.server.Published;
import io.feedhorn.server.RunningServer;
import io.feedhorn.server.ServerSetup;
import io.feedhorn.transport.EventStreamText.Event;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/stream} block by block, as {@code EventSource} reads it. */
@Timeout(60)
class SseIT {
  private static RunningServer server;

  private SseReader stream;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void prepare() {
    stream = new SseReader(server);
  }

  @AfterEach
  void cut() {
    stream.close();
  }

  @Test
  void theAnswerIsAStreamThatNobodyKeepsOrChanges() {
    var response = server.http().open("GET", "/v1/stream?topics=any.topic", null);

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache, no-transform");
    assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
  }

  @Test
  void anUpdateIsAnEventWithTheCursorBehindItAsItsId() {
    String topic = server.latestFeed() + ".a";
    Published first = server.publish(topic, "1");

    stream.ask(Wish.of(topic));
    Published second = server.publish(topic, "2");

    assertThat(updates(2))
        .containsExactly(
            new Event("update", first.update("1"), first.cursor()),
            new Event("update", second.update("2"), second.cursor()));
  }

  @Test
  void theTimeToReconnectIsSaidOnceAndFirst() {
    String topic = server.latestFeed() + ".a";
    stream.ask(Wish.of(topic));
    server.publish(topic, "1");
    server.publish(topic, "2");

    List<Event> events = new ArrayList<>(List.of(stream.event()));
    while (events.stream().filter(event -> event.type().equals("update")).count() < 2) {
      events.add(stream.event());
    }

    assertThat(events.get(0).type()).isEqualTo(EventStreamText.RETRY);
    assertThat(Integer.parseInt(events.get(0).data())).isBetween(100, 10_000);
    assertThat(events).filteredOn(event -> event.type().equals(EventStreamText.RETRY)).hasSize(1);
  }

  @Test
  void theIdIsThereBeforeTheFirstUpdate() {
    String feed = server.latestFeed();
    stream.ask(Wish.of(feed + ".a"));

    assertThat(stream.event().type()).isEqualTo(EventStreamText.RETRY);
    assertThat(stream.event().type()).isEqualTo(EventStreamText.ID_ALONE);
    assertThat(stream.cursor()).matches(feed + ":[a-z0-9]{4,16}:0");
  }

  @Test
  void theIdOfAReaderOfSeveralFeedsIsACursorOfAllOfThem() {
    String one = server.latestFeed() + ".a";
    String two = server.latestFeed() + ".b";
    String first = server.publish(one, "1").cursor();
    String second = server.publish(two, "2").cursor();
    stream.ask(Wish.of(one, two));
    updates(2);

    String third = server.publish(one, "3").cursor();

    assertThat(updates(1).get(0).lastEventId().split(","))
        .containsExactlyInAnyOrder(third, second)
        .doesNotContain(first);
  }

  @Test
  void theLastEventIdWinsOverSince() {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    String newer = server.publish(topic, "2").cursor();
    Published third = server.publish(topic, "3");

    stream.open(SseReader.path(Wish.of(topic).since(old)), "Last-Event-ID", newer);

    assertThat(stream.next()).isEqualTo(third.update("3"));
  }

  @Test
  void anEmptyLastEventIdSaysNothing() {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    Published second = server.publish(topic, "2");
    server.publish(topic, "3");

    stream.open(SseReader.path(Wish.of(topic).since(old)), "Last-Event-ID", "");

    assertThat(stream.next()).isEqualTo(second.update("2"));
  }

  @Test
  void aLastEventIdThatCannotBeReadIsRefused() {
    stream.open("/v1/stream?topics=a.b", "Last-Event-ID", "yesterday");

    assertThat(stream.refusal()).isEqualTo("bad_cursor");
  }

  @Test
  void whereHistoryIsGoneAResetComesBeforeTheSnapshots() {
    String feed = server.briefFeed();
    String cursor = server.publish(feed + ".a", "0").cursor();
    Published newest = server.publish(feed + ".a", "1");
    for (int i = 0; i < ServerSetup.BRIEF; i++) {
      newest = server.publish(feed + ".a", "2");
    }

    stream.ask(Wish.of(feed + ".a").since(cursor));
    Event event = stream.event();
    while (!event.type().equals("reset")) {
      assertThat(event.type()).isIn(EventStreamText.RETRY, EventStreamText.ID_ALONE);
      event = stream.event();
    }

    JsonObject reset = new JsonObject(event.data());
    assertThat(reset.getString("type")).isEqualTo("reset");
    assertThat(reset.getString("feed")).isEqualTo(feed);
    assertThat(reset.getString("cursor")).isEqualTo(newest.cursor());
    assertThat(stream.next()).isEqualTo(newest.update("2"));
    assertThat(stream.cursor()).isEqualTo(newest.cursor());
  }

  @Test
  void theIdMovesPastWhatWasNotForTheReader() {
    String feed = server.briefFeed();
    server.publish(feed + ".mine", "1");
    String tail = server.publish(feed + ".other", "2").cursor();

    stream.ask(Wish.of(feed + ".mine"));

    updates(1);
    while (!stream.cursor().equals(tail)) {
      assertThat(stream.event().type()).isEqualTo(EventStreamText.ID_ALONE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?topics=",
        "?since=a:abcd:1",
        "?topics=a.b&maxRate=fast",
        "?topics=a.b&maxRate=0",
        "?topics=a.b&conflate=maybe",
        "?topics=chat.b&conflate=true",
        "?topics=chat.b&maxRate=1"
      })
  void aQueryThatCannotBeReadIsABadRequest(String query) {
    stream.open("/v1/stream" + query);

    assertThat(stream.refusal()).isEqualTo("bad_request");
  }

  @Test
  void patternsMayBeEscaped() {
    String feed = server.latestFeed();
    stream.open("/v1/stream?topics=" + Http.query(feed + ".*," + feed + ".x.>"));

    Published published = server.publish(feed + ".x.y", "1");

    assertThat(stream.next()).isEqualTo(published.update("1"));
  }

  private List<Event> updates(int count) {
    List<Event> updates = new ArrayList<>();
    while (updates.size() < count) {
      Event event = stream.event();
      if (event.type().equals("update")) {
        updates.add(event);
      }
    }
    return updates;
  }
}
