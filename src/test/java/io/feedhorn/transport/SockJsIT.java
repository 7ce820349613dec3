package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SockJS frame by frame, as its protocol 0.3.3 has it. */
@Timeout(60)
class SockJsIT {
  private static final int ABNORMAL = 1006;
  private static final String INTERRUPTED = "c[1002,\"Connection interrupted\"]\n";

  private static RunningServer server;

  private final String session = "/eventbus/000/" + UUID.randomUUID();

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"[%s]", "%s", "[%s,%s]"})
  void aSocketTakesAnArrayOfMessagesOrOne(String form) {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");
      socket.send("");
      socket.send("[]");

      socket.send(form.replace("%s", quoted(ask("r"))));

      assertThat(new JsonArray(socket.text().substring(1)).getString(0))
          .startsWith("{\"type\":\"err\",\"address\":\"r\",");
    }
  }

  @Test
  void messagesAreEscapedAsBrowsersNeedIt() {
    String topic = server.latestFeed() + ".a";
    String data = "\"é\u2028\uD83D\uDE00 \\\"\"";
    server.publish(topic, data);

    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");
      socket.send("[" + quoted(register(topic)) + "]");

      String frame = socket.text();
      assertThat(frame)
          .startsWith("a[\"{\\\"type\\\":\\\"rec\\\",")
          .contains("\\\"data\\\":\\\"\\u00e9\\u2028\\ud83d\\ude00 \\\\\\\"\\\"}");
      assertThat(BridgeMessage.body(new JsonArray(frame.substring(1)).getString(0)))
          .isEqualTo(server.http().get("/v1/topics/" + topic).body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a", "a", "{}", "[5]", "[\"a\"]]"})
  void whatIsNotSockJsEndsTheSocketWithoutAWord(String broken) {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");

      socket.send(broken);

      assertThat(socket.closeCode()).isEqualTo(ABNORMAL);
    }
  }

  @Test
  void aBinaryFrameEndsTheSocketWithoutAWord() {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");

      socket.frame(true, RawWebSocketClient.BINARY, "[\"a\"]".getBytes(StandardCharsets.UTF_8));

      assertThat(socket.closeCode()).isEqualTo(ABNORMAL);
    }
  }

  @Test
  void twoSocketsOfOneNameAreTwoSessions() {
    try (RawWebSocketClient one = socket();
        RawWebSocketClient other = socket()) {
      assertThat(one.text()).isEqualTo("o");
      assertThat(other.text()).isEqualTo("o");
      other.send("[" + quoted(ask("other")) + "]");
      one.send("[" + quoted(ask("one")) + "]");

      assertThat(one.text()).contains("\\\"address\\\":\\\"one\\\"");
      assertThat(other.text()).contains("\\\"address\\\":\\\"other\\\"");
    }
  }

  @Test
  void aSocketsAddressMustBeUpgraded() {
    assertThat(server.http().get(session + "/websocket").statusCode()).isEqualTo(400);
  }

  @Test
  void theRequestsOfOneSessionComeByManyConnectionsOfEveryEventLoop() {
    String topic = server.everyFeed() + ".a";
    assertThat(post("xhr", "")).isEqualTo("o\n");
    assertThat(post("xhr_send", "[" + quoted(register(topic)) + "]")).isEmpty();
    List<Integer> came = new ArrayList<>();

    for (int i = 0; i < 60; i++) {
      // Each of the two needs a connection of its own, and the event loops take them in turn.
      CompletableFuture<String> poll = CompletableFuture.supplyAsync(() -> post("xhr", ""));
      post("xhr_send", "[" + quoted(publication(topic, i)) + "]");
      came.addAll(data(poll.join()));
      if (i % 5 == 0) {
        server.http().get("/v1/time");
      }
    }
    while (came.size() < 60) {
      came.addAll(data(post("xhr", "")));
    }

    assertThat(came).isSorted().doesNotHaveDuplicates().hasSize(60);
  }

  @Test
  void whatWaitsForTheNextRequestOfAnAddressThatEndedIsNotSent() {
    String topic = server.everyFeed() + ".a";
    String kept = server.everyFeed() + ".b";
    for (int i = 1; i <= 60; i++) {
      server.publish(topic, String.valueOf(i));
    }
    server.publish(kept, "100");
    String poll = server.http().get("/v1/updates?topics=" + topic).body();
    String since = new JsonObject(poll).getString("cursor").replaceFirst("[0-9]+$", "");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    send(register(topic, since + 0), register(kept));

    send(unregister(topic));
    send(register(topic, since + 58));
    send(publication(topic, 61), publication(kept, 101));

    List<Integer> came = new ArrayList<>();
    while (!came.containsAll(List.of(61, 101))) {
      came.addAll(data(post("xhr", "")));
    }
    assertThat(came).containsExactlyInAnyOrder(100, 59, 60, 61, 101);
  }

  @Test
  void whatWaitsForTheNextRequestMakesRoomWhenItsAddressEnds() {
    String topic = server.everyFeed() + ".a";
    String kept = server.everyFeed() + ".b";
    String large = "\"" + "x".repeat(20_000) + "\"";
    for (int i = 0; i < 6; i++) {
      server.publish(topic, large);
    }
    server.publish(kept, "1");
    String poll = server.http().get("/v1/updates?topics=" + topic).body();
    String since = new JsonObject(poll).getString("cursor").replaceFirst("[0-9]+$", "0");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    send(register(topic, since));
    send(register(kept));
    send(publication(kept, 2));

    send(unregister(topic));

    List<Integer> came = new ArrayList<>();
    while (!came.contains(2)) {
      came.addAll(data(post("xhr", "")));
    }
    assertThat(came).containsExactly(1, 2);
  }

  @Test
  void aSecondRequestThatWouldWaitIsTurnedAway() throws IOException {
    try (InputStream first = stream()) {
      assertThat(post("xhr", "")).isEqualTo("c[2010,\"Another connection still open\"]\n");
      assertThat(first.available()).isZero();
    }
  }

  @Test
  void aSessionWhoseStreamWasCutIsOver() throws IOException {
    stream().close();

    await().untilAsserted(() -> assertThat(post("xhr", "")).isEqualTo(INTERRUPTED));
    assertThat(server.http().post(session + "/xhr_send", "[\"a\"]").statusCode()).isEqualTo(404);
  }

  @Test
  void aSessionThatNobodyAsksForIsForgotten() {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    await()
        .untilAsserted(
            () ->
                assertThat(server.http().post(session + "/xhr_send", "[]").statusCode())
                    .isEqualTo(404));
    assertThat(post("xhr", "")).isEqualTo("o\n");
  }

  @Test
  void messagesForNoSessionAreNotFound() {
    assertThat(server.http().post(session + "/xhr_send", "[\"a\"]").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"``|Payload expected.", "[\"a|Broken JSON encoding.", "{}|Broken JSON encoding."})
  void messagesThatAreNoneAreRefusedAsTheProtocolSays(String body, String told) {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    HttpResponse<String> answer = server.http().post(session + "/xhr_send", body);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo(told);
  }

  @Test
  void answersAreNotKeptAndSayWhatTheyAre() {
    HttpResponse<String> poll =
        server.http().post(session + "/xhr", "", "Origin", server.address());

    assertThat(poll.headers().firstValue("Content-Type"))
        .hasValue("application/javascript; charset=UTF-8");
    assertThat(poll.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(poll.headers().firstValue("Access-Control-Allow-Origin")).hasValue(server.address());
    assertThat(poll.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void aScriptIsAnAnswerToo() {
    String call = session + "/jsonp?c=call";
    assertThat(server.http().get(call).body()).isEqualTo("/**/call(\"o\");\r\n");
    HttpResponse<String> sent =
        server
            .http()
            .post(
                session + "/jsonp_send",
                "d=" + HttpTestClient.query("[" + quoted(ask("r")) + "]"),
                "Content-Type",
                "application/x-www-form-urlencoded");

    assertThat(sent.body()).isEqualTo("ok");
    assertThat(server.http().get(call).body())
        .startsWith("/**/call(\"a[\\\"{\\\\\\\"type\\\\\\\":\\\\\\\"err\\\\\\\",")
        .endsWith("]\");\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonp", "htmlfile", "jsonp?c=a(b", "htmlfile?c=%3Cscript"})
  void aScriptNeedsTheNameOfAFunction(String asked) {
    HttpResponse<String> answer = server.http().get(session + "/" + asked);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"callback\" parameter");
  }

  @Test
  void aPageOfScriptsIsAnAnswerToo() throws IOException {
    try (InputStream page = server.http().open("GET", session + "/htmlfile?c=call", null).body()) {
      String began = new String(page.readNBytes(1_054), StandardCharsets.UTF_8);
      assertThat(began).contains("parent.call;").contains("<script>\np(\"o\");\n</script>");
    }
  }

  private RawWebSocketClient socket() {
    return RawWebSocketClient.open(server.port(), session + "/websocket");
  }

  /** An answer that goes on, of a session that it has opened. */
  private InputStream stream() throws IOException {
    InputStream stream = server.http().open("POST", session + "/xhr_streaming", null).body();
    assertThat(new String(stream.readNBytes(2048 + 3), StandardCharsets.UTF_8))
        .isEqualTo("h".repeat(2048) + "\no\n");
    return stream;
  }

  private String post(String to, String body) {
    return server.http().post(session + "/" + to, body).body();
  }

  private void send(String... messages) {
    assertThat(post("xhr_send", JsonArray.of((Object[]) messages).encode())).isEmpty();
  }

  private static List<Integer> data(String poll) {
    List<Integer> data = new ArrayList<>();
    if (!poll.equals("h\n")) {
      assertThat(poll).startsWith("a[");
      for (Object message : new JsonArray(poll.substring(1))) {
        data.add(new JsonObject((String) message).getJsonObject("body").getInteger("data"));
      }
    }
    return data;
  }

  /** A message that is answered at an address at once. */
  private static String ask(String address) {
    return new JsonObject()
        .put("type", "send")
        .put("address", "feedhorn.publish")
        .put("replyAddress", address)
        .encode();
  }

  private static String register(String topic) {
    return new JsonObject().put("type", "register").put("address", topic).encode();
  }

  private static String register(String topic, String since) {
    return new JsonObject()
        .put("type", "register")
        .put("address", topic)
        .put("headers", new JsonObject().put("since", since))
        .encode();
  }

  private static String unregister(String topic) {
    return new JsonObject().put("type", "unregister").put("address", topic).encode();
  }

  private static String publication(String topic, int data) {
    return new JsonObject().put("type", "publish").put("address", topic).put("body", data).encode();
  }

  private static String quoted(String message) {
    String array = new JsonArray().add(message).encode();
    return array.substring(1, array.length() - 1);
  }
}
