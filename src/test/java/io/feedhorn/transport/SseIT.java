package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.SseParser;
import io.feedhorn.client.SseParser.Event;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The blocks of {@code /v1/stream}, as {@code EventSource} reads them. */
@Timeout(60)
class SseIT {
  private static RunningServer server;

  private RawSseClient stream;

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
    stream = new RawSseClient(server);
  }

  @AfterEach
  void cut() {
    stream.close();
  }

  @Test
  void theResponseIsAStreamThatProxiesMustNotCacheOrTransform() {
    var response = server.http().open("GET", "/v1/stream?topics=any.topic", null);

    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-cache, no-transform");
    assertThat(response.headers().firstValue("X-Accel-Buffering")).hasValue("no");
  }

  @Test
  void anUpdateIsAnEventWithTheCursorAfterItAsItsId() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert first = server.publish(topic, "1");

    stream.subscribe(ReadRequest.of(topic));
    ReceiptAssert second = server.publish(topic, "2");

    assertThat(updates(2))
        .containsExactly(
            new Event("update", first.update("1"), first.cursor()),
            new Event("update", second.update("2"), second.cursor()));
  }

  @Test
  void theReconnectionTimeIsSentOnceAndFirst() {
    String topic = server.latestFeed() + ".a";
    stream.subscribe(ReadRequest.of(topic));
    server.publish(topic, "1");
    server.publish(topic, "2");

    List<Event> events = new ArrayList<>(List.of(stream.event()));
    while (events.stream().filter(event -> event.type().equals("update")).count() < 2) {
      events.add(stream.event());
    }

    assertThat(events.get(0).type()).isEqualTo(SseParser.RETRY);
    assertThat(Integer.parseInt(events.get(0).data())).isBetween(100, 10_000);
    assertThat(events).filteredOn(event -> event.type().equals(SseParser.RETRY)).hasSize(1);
  }

  @Test
  void theIdIsSentBeforeTheFirstUpdate() {
    String feed = server.latestFeed();
    stream.subscribe(ReadRequest.of(feed + ".a"));

    assertThat(stream.event().type()).isEqualTo(SseParser.RETRY);
    Event first = stream.event();
    assertThat(first.type()).isEqualTo(SseEventStream.CURSOR);
    assertThat(first.data()).isEqualTo("{\"type\":\"cursor\"}");
    assertThat(first.lastEventId()).matches(feed + ":[a-z0-9]{4,16}:0");
  }

  @Test
  void aFirstUpdateHasTheReconnectionTime() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert snapshot = server.publish(topic, "1");

    stream.subscribe(ReadRequest.of(topic));

    assertThat(stream.event().type()).isEqualTo(SseParser.RETRY);
    assertThat(stream.event())
        .isEqualTo(new Event("update", snapshot.update("1"), snapshot.cursor()));
  }

  @Test
  void aResumingReaderGetsTheMissedUpdatesFirst() {
    String topic = server.everyFeed() + ".a";
    String since = server.publish(topic, "1").cursor();
    ReceiptAssert second = server.publish(topic, "2");

    stream.open(RawSseClient.path(ReadRequest.of(topic)), "Last-Event-ID", since);

    assertThat(stream.event().type()).isEqualTo(SseParser.RETRY);
    assertThat(stream.event()).isEqualTo(new Event("update", second.update("2"), second.cursor()));
  }

  /**
   * Otherwise a connection that breaks before the snapshots would lose the empty feed's position.
   */
  @Test
  void aReaderHasTheIdOfAnEmptyFeedBeforeTheSnapshotsOfAnother() {
    String empty = server.latestFeed();
    String other = server.latestFeed();
    server.publish(other + ".a", "1");

    stream.subscribe(ReadRequest.of(empty + ".a", other + ".a"));

    assertThat(stream.event().type()).isEqualTo(SseParser.RETRY);
    Event first = stream.event();
    assertThat(first.type()).isEqualTo(SseEventStream.CURSOR);
    assertThat(first.lastEventId()).matches(empty + ":[a-z0-9]{4,16}:0");
  }

  @Test
  void theIdOfAReaderOfSeveralFeedsIsACursorOfAllOfThem() {
    String one = server.latestFeed() + ".a";
    String two = server.latestFeed() + ".b";
    String first = server.publish(one, "1").cursor();
    String second = server.publish(two, "2").cursor();
    stream.subscribe(ReadRequest.of(one, two));
    updates(2);

    String third = server.publish(one, "3").cursor();

    assertThat(updates(1).get(0).lastEventId().split(","))
        .containsExactlyInAnyOrder(third, second)
        .doesNotContain(first);
  }

  @Test
  void lastEventIdHasPrecedenceOverSince() {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    String newer = server.publish(topic, "2").cursor();
    ReceiptAssert third = server.publish(topic, "3");

    stream.open(RawSseClient.path(ReadRequest.of(topic).since(old)), "Last-Event-ID", newer);

    assertThat(stream.next()).isEqualTo(third.update("3"));
  }

  @Test
  void anEmptyLastEventIdIsIgnored() {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    ReceiptAssert second = server.publish(topic, "2");
    server.publish(topic, "3");

    stream.open(RawSseClient.path(ReadRequest.of(topic).since(old)), "Last-Event-ID", "");

    assertThat(stream.next()).isEqualTo(second.update("2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lastEventId", "lastEventID"})
  void theQueryMayHaveTheLastEventId(String name) {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    String newer = server.publish(topic, "2").cursor();
    ReceiptAssert third = server.publish(topic, "3");

    stream.open(RawSseClient.path(ReadRequest.of(topic).since(old)) + "&" + name + "=" + newer);

    assertThat(stream.next()).isEqualTo(third.update("3"));
    assertThat(stream.recovered()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lastEventId", "lastEventID"})
  void theHeaderHasPrecedenceOverTheQuery(String name) {
    String topic = server.everyFeed() + ".a";
    String old = server.publish(topic, "1").cursor();
    String newer = server.publish(topic, "2").cursor();
    ReceiptAssert third = server.publish(topic, "3");
    String path = RawSseClient.path(ReadRequest.of(topic)) + "&" + name + "=" + old;

    stream.open(path, "Last-Event-ID", newer);

    assertThat(stream.next()).isEqualTo(third.update("3"));
  }

  static Stream<Arguments> unusable() {
    return Stream.of("yesterday", "other:abcd1234:7", "é", "a:b", "mine,other")
        .flatMap(
            id ->
                Stream.of("Last-Event-ID", "lastEventId", "lastEventID")
                    .map(where -> Arguments.of(where, id)));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void anInvalidLastEventIdGetsResetAndSnapshots(String where, String id) {
    String feed = server.latestFeed();
    String empty = server.latestFeed();
    ReceiptAssert newest = server.publish(feed + ".a", "1");
    String path = RawSseClient.path(ReadRequest.of(feed + ".a", empty + ".a"));

    if (where.equals("Last-Event-ID")) {
      stream.open(path, where, id.replace("é", "e"));
    } else {
      stream.open(path + "&" + where + "=" + HttpTestClient.query(id));
    }

    assertThat(stream.refusal()).isNull();
    assertThat(stream.event().type()).isEqualTo(SseParser.RETRY);
    for (String each : List.of(feed, empty)) {
      Event reset = stream.event();
      assertThat(reset.type()).isEqualTo("reset");
      assertThat(new JsonObject(reset.data()).getString("feed")).isEqualTo(each);
      assertThat(reset.lastEventId())
          .as("a reader whose connection breaks here gets the reset again")
          .isEmpty();
    }
    assertThat(stream.next()).isEqualTo(newest.update("1"));
    assertThat(stream.cursor()).contains(newest.cursor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "other:abcd1234:7"})
  void anInvalidSinceIsRefused(String since) {
    stream.open("/v1/stream?topics=a.b&since=" + since);

    assertThat(stream.refusal()).isEqualTo("bad_cursor");
  }

  @Test
  void aResetPrecedesTheSnapshotsIfHistoryIsGone() {
    String feed = server.shortHistoryFeed();
    String cursor = server.publish(feed + ".a", "0").cursor();
    ReceiptAssert newest = server.publish(feed + ".a", "1");
    for (int i = 0; i < ServerSetup.SHORT_HISTORY_SIZE; i++) {
      newest = server.publish(feed + ".a", "2");
    }

    stream.subscribe(ReadRequest.of(feed + ".a").since(cursor));
    Event event = stream.event();
    while (!event.type().equals("reset")) {
      assertThat(event.type()).isIn(SseParser.RETRY, SseEventStream.CURSOR);
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
  void theIdMovesPastUpdatesOfOtherTopics() {
    String feed = server.shortHistoryFeed();
    server.publish(feed + ".mine", "1");
    String tail = server.publish(feed + ".other", "2").cursor();

    stream.subscribe(ReadRequest.of(feed + ".mine"));

    updates(1);
    while (!stream.cursor().equals(tail)) {
      assertThat(stream.event().type()).isEqualTo(SseEventStream.CURSOR);
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
  void anInvalidQueryIsABadRequest(String query) {
    stream.open("/v1/stream" + query);

    assertThat(stream.refusal()).isEqualTo("bad_request");
  }

  @Test
  void patternsMayBeEscaped() {
    String feed = server.latestFeed();
    stream.open("/v1/stream?topics=" + HttpTestClient.query(feed + ".*," + feed + ".x.>"));

    ReceiptAssert published = server.publish(feed + ".x.y", "1");

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
