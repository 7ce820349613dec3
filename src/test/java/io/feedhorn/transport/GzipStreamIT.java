package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.feedhorn.client.SseParser.Event;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams and polls whose clients accept gzip. */
@Timeout(60)
class GzipStreamIT {
  private static final String[] GZIP = {"Accept-Encoding", "gzip"};
  private static final Duration HEARTBEAT = Duration.ofMillis(100);
  private static final String LARGE = '"' + "price 1305.05, ".repeat(100) + '"';
  private static final String SIXTY_KILOBYTES = '"' + "x".repeat(60_000) + '"';
  private static final int MAX_UPDATES = 20_000;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = start();
  }

  private static RunningServer start() {
    return RunningServer.with(
        ServerSetup.DEFAULT
            .withCompression()
            .limits(new Limits(64 * 1024, 1_000, 256 * 1024))
            .heartbeat(HEARTBEAT));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String path(String topic) {
    return "/v1/stream?topics=" + topic;
  }

  private static SseEventStream events(HttpResponse<InputStream> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(response.headers().allValues("Vary")).contains("accept-encoding");
    return new SseEventStream(new GZIPInputStream(response.body()));
  }

  private static String nextUpdate(SseEventStream stream) {
    Event event = stream.next();
    while (event != null && !event.type().equals("update")) {
      event = stream.next();
    }
    return event == null ? "end" : event.data();
  }

  @Test
  void updatesArriveAtOnceLargeAndSmallAndBetweenHeartbeats() throws IOException {
    String topic = server.latestFeed() + ".a";
    SseEventStream stream = events(server.http().open("GET", path(topic), null, GZIP));
    for (String json : List.of("1", LARGE, "\"é\"", SIXTY_KILOBYTES, LARGE)) {
      String update = server.publish(topic, json).update(json);
      assertThat(nextUpdate(stream)).isEqualTo(update);
      awaitHeartbeat();
    }
  }

  private static void awaitHeartbeat() {
    long started = System.nanoTime();
    await().until(() -> System.nanoTime() - started > 2 * HEARTBEAT.toNanos());
  }

  @Test
  void aReaderOfSeveralFeedsGetsItsCursorsAndResumes() throws IOException {
    String one = server.everyFeed() + ".a";
    String two = server.everyFeed() + ".b";
    String path = path(one + "," + two);
    SseEventStream stream = events(server.http().open("GET", path, null, GZIP));
    assertThat(nextUpdate(stream, one, LARGE)).contains(":1,").endsWith(":0");
    Event last = null;
    String missed = server.publish(two, LARGE).update(LARGE);
    for (Event event = stream.next(); last == null; event = stream.next()) {
      last = event != null && event.data().equals(missed) ? event : null;
    }
    String after = server.publish(one, "2").update("2");

    SseEventStream resumed =
        events(
            server
                .http()
                .open(
                    "GET",
                    path,
                    null,
                    "Accept-Encoding",
                    "gzip",
                    "Last-Event-ID",
                    last.lastEventId()));
    assertThat(nextUpdate(resumed)).isEqualTo(after);
  }

  private static String nextUpdate(SseEventStream stream, String topic, String json) {
    String update = server.publish(topic, json).update(json);
    Event event = stream.next();
    while (event != null && !event.data().equals(update)) {
      event = stream.next();
    }
    return event == null ? "end" : event.lastEventId();
  }

  @Test
  void withoutAcceptEncodingNothingIsCompressed() throws IOException {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert published = server.publish(topic, LARGE);
    for (String[] headers :
        List.of(new String[0], new String[] {"Accept-Encoding", "br, gzip;q=0"})) {
      HttpResponse<InputStream> plain = server.http().open("GET", path(topic), null, headers);
      assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
      assertThat(plain.headers().allValues("Vary")).contains("accept-encoding");
      assertThat(nextUpdate(new SseEventStream(plain.body()))).isEqualTo(published.update(LARGE));
    }
  }

  @Test
  void aStoppingServerEndsTheStreamWithItsChecksum() throws IOException {
    RunningServer stopping = start();
    HttpResponse<InputStream> response = stopping.http().open("GET", path("prices.a"), null, GZIP);
    GZIPInputStream stream = new GZIPInputStream(response.body());
    SseEventStream events = new SseEventStream(stream);
    String update = stopping.publish("prices.a", LARGE).update(LARGE);
    assertThat(nextUpdate(events)).isEqualTo(update);

    stopping.close();

    assertThat(nextUpdate(events)).isEqualTo("end");
    assertThat(stream.read()).isNegative();
  }

  @Test
  void aStalledReaderOfAnEveryFeedIsEndedWithoutAGap() throws IOException {
    String topic = server.everyFeed() + ".a";
    String cursor = server.publish(topic, "0").cursor();
    List<Long> offsets = new ArrayList<>();
    try (SlowSseClient slow =
        new SlowSseClient(
            server.port(), path(topic) + "&since=" + cursor, "Accept-Encoding: gzip")) {
      await().until(() -> readers(topic) == 1);
      for (int i = 0; readers(topic) > 0; i++) {
        assertThat(i).as("ended as too slow").isLessThan(MAX_UPDATES);
        server.publish(topic, random(i));
      }
      SseEventStream stream = new SseEventStream(new GZIPInputStream(slow));
      for (String update = nextUpdate(stream); !update.equals("end"); update = nextUpdate(stream)) {
        offsets.add(TransportUnderTest.offset(update));
      }
    }
    assertThat(offsets)
        .isNotEmpty()
        .isEqualTo(LongStream.range(2, 2 + offsets.size()).boxed().toList());
  }

  @Test
  void aStalledReaderOfALatestFeedIsConflatedAndContinues() throws IOException {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "0");
    try (SlowSseClient slow =
        new SlowSseClient(server.port(), path(topic), "Accept-Encoding: gzip")) {
      await().until(() -> readers(topic) == 1);
      String newest = "";
      for (int i = 0; i < 250; i++) {
        String json = random(i);
        newest = server.publish(topic, json).update(json);
      }
      SseEventStream stream = new SseEventStream(new GZIPInputStream(slow));
      List<Long> offsets = new ArrayList<>();
      String update = nextUpdate(stream);
      while (!update.equals(newest)) {
        offsets.add(TransportUnderTest.offset(update));
        update = nextUpdate(stream);
      }
      assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSizeLessThan(250);
      assertThat(nextUpdate(stream, topic, LARGE)).isNotEqualTo("end");
    }
  }

  /** Returns sixty kilobytes that cannot be compressed to less than a half. */
  private static String random(int seed) {
    StringBuilder text = new StringBuilder("\"");
    new Random(seed).ints(60_000, 'a', 'z').forEach(c -> text.append((char) c));
    return text.append('"').toString();
  }

  private static int readers(String topic) {
    return new JsonObject(server.http().get("/v1/topics?match=" + topic).body())
        .getJsonArray("topics")
        .getJsonObject(0)
        .getInteger("subscribers");
  }

  @Test
  void aPollIsCompressedIfItIsLarge() throws IOException {
    String topic = server.everyFeed() + ".a";
    String small = "/v1/updates?topics=" + topic;
    assertThat(server.http().get(small, GZIP).headers().firstValue("Content-Encoding")).isEmpty();
    for (int i = 0; i < 40; i++) {
      server.publish(topic, LARGE);
    }
    for (String path : List.of(small + "&limit=2&since=earliest", small + "&since=earliest")) {
      HttpResponse<InputStream> response = server.http().open("GET", path, null, GZIP);
      assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
      try (InputStream body = new GZIPInputStream(response.body())) {
        JsonObject unpacked =
            new JsonObject(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        JsonObject plain = new JsonObject(server.http().get(path).body());
        unpacked.remove("now");
        plain.remove("now");
        assertThat(unpacked).isEqualTo(plain);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--http1.0", "--http1.1"})
  void curlShowsACompressedStreamWithoutDelay(String version) throws IOException {
    assumeTrue(Command.isInstalled("curl"), "curl is not on the path: it is not tested");
    String topic = server.latestFeed() + ".a";
    Process curl =
        new ProcessBuilder("curl", "-sNi", "--compressed", version, server.address() + path(topic))
            .start();
    try (BufferedReader lines = curl.inputReader(StandardCharsets.UTF_8)) {
      assertThat(lineAfter(lines, "content-encoding: gzip")).isNotNull();
      for (String json : List.of("1.10", LARGE)) {
        String update = server.publish(topic, json).update(json);
        assertThat(lineAfter(lines, "data: " + update)).isEmpty();
      }
    } finally {
      curl.destroy();
    }
  }

  private static String lineAfter(BufferedReader lines, String expected) throws IOException {
    String line = lines.readLine();
    while (!line.equalsIgnoreCase(expected)) {
      line = lines.readLine();
    }
    return lines.readLine();
  }
}
