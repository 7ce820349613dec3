package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.feedhorn.limits.Limits;
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

/** The frames of SockJS, protocol 0.3.3. */
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
  void aWebSocketAcceptsAnArrayOfMessagesOrOneMessage(String form) {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");
      socket.send("");
      socket.send("[]");

      socket.send(form.replace("%s", quoted(pingMessage("r"))));

      assertThat(new JsonArray(socket.text().substring(1)).getString(0))
          .startsWith("{\"type\":\"err\",\"address\":\"r\",");
    }
  }

  @Test
  void messagesAreEscapedForBrowsers() {
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
  void anInvalidMessageCutsTheWebSocketWithoutACloseFrame(String invalid) {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");

      socket.send(invalid);

      assertThat(socket.closeCode()).isEqualTo(ABNORMAL);
    }
  }

  @Test
  void aBinaryFrameCutsTheWebSocketWithoutACloseFrame() {
    try (RawWebSocketClient socket = socket()) {
      assertThat(socket.text()).isEqualTo("o");

      socket.frame(true, RawWebSocketClient.BINARY, "[\"a\"]".getBytes(StandardCharsets.UTF_8));

      assertThat(socket.closeCode()).isEqualTo(ABNORMAL);
    }
  }

  @Test
  void twoWebSocketsWithOneSessionIdAreTwoSessions() {
    try (RawWebSocketClient one = socket();
        RawWebSocketClient other = socket()) {
      assertThat(one.text()).isEqualTo("o");
      assertThat(other.text()).isEqualTo("o");
      other.send("[" + quoted(pingMessage("other")) + "]");
      one.send("[" + quoted(pingMessage("one")) + "]");

      assertThat(one.text()).contains("\\\"address\\\":\\\"one\\\"");
      assertThat(other.text()).contains("\\\"address\\\":\\\"other\\\"");
    }
  }

  @Test
  void theWebSocketPathRequiresAnUpgrade() {
    assertThat(server.http().get(session + "/websocket").statusCode()).isEqualTo(400);
  }

  @Test
  void theRequestsOfOneSessionMayUseConnectionsOfAnyEventLoop() {
    String topic = server.everyFeed() + ".a";
    assertThat(post("xhr", "")).isEqualTo("o\n");
    assertThat(post("xhr_send", "[" + quoted(register(topic)) + "]")).isEmpty();
    List<Integer> received = new ArrayList<>();

    for (int i = 0; i < 60; i++) {
      // Each of the two needs its own connection; Vert.x assigns them to the event loops in turn.
      CompletableFuture<String> poll = CompletableFuture.supplyAsync(() -> post("xhr", ""));
      post("xhr_send", "[" + quoted(publication(topic, i)) + "]");
      received.addAll(data(poll.join()));
      if (i % 5 == 0) {
        server.http().get("/v1/time");
      }
    }
    while (received.size() < 60) {
      received.addAll(data(post("xhr", "")));
    }

    assertThat(received).isSorted().doesNotHaveDuplicates().hasSize(60);
  }

  /** The SockJS client sends all messages together that waited for its previous request. */
  @Test
  void oneRequestMayHaveManyLargeMessages() {
    String topic = server.everyFeed() + ".a";
    String value = "x".repeat(50 * 1024);
    assertThat(post("xhr", "")).isEqualTo("o\n");
    send(register(topic));

    String message = publication(topic, value);
    send(message, message, message, message);

    StringBuilder received = new StringBuilder();
    while (received.length() < 4 * value.length()) {
      received.append(post("xhr", ""));
    }
    assertThat(received.toString().split(value, -1)).hasSize(5);
  }

  @Test
  void aBodyAndAValueThatAreTooLargeAreRefused() {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    String largeBody = " ".repeat(Limits.DEFAULT.backlogBytes()) + "[]";
    assertThat(server.http().post(session + "/xhr_send", largeBody).statusCode()).isEqualTo(413);

    send(publication(server.latestFeed() + ".a", "x".repeat(Limits.DEFAULT.messageBytes())));
    assertThat(SockJsAnswers.afterHeartbeats(() -> server.http().post(session + "/xhr", "")))
        .contains("rejected")
        .contains("too_large: ");
  }

  @Test
  void waitingUpdatesOfAnUnregisteredAddressAreNotSent() {
    String topic = server.everyFeed() + ".a";
    String otherTopic = server.everyFeed() + ".b";
    for (int i = 1; i <= 60; i++) {
      server.publish(topic, String.valueOf(i));
    }
    server.publish(otherTopic, "100");
    String poll = server.http().get("/v1/updates?topics=" + topic).body();
    String since = new JsonObject(poll).getString("cursor").replaceFirst("[0-9]+$", "");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    send(register(topic, since + 0), register(otherTopic));

    send(unregister(topic));
    send(register(topic, since + 58));
    send(publication(topic, 61), publication(otherTopic, 101));

    List<Integer> received = new ArrayList<>();
    while (!received.containsAll(List.of(61, 101))) {
      received.addAll(data(post("xhr", "")));
    }
    assertThat(received).containsExactlyInAnyOrder(100, 59, 60, 61, 101);
  }

  @Test
  void unregisteringFreesTheSpaceOfWaitingUpdates() {
    String topic = server.everyFeed() + ".a";
    String otherTopic = server.everyFeed() + ".b";
    String large = "\"" + "x".repeat(20_000) + "\"";
    for (int i = 0; i < 6; i++) {
      server.publish(topic, large);
    }
    server.publish(otherTopic, "1");
    String poll = server.http().get("/v1/updates?topics=" + topic).body();
    String since = new JsonObject(poll).getString("cursor").replaceFirst("[0-9]+$", "0");
    assertThat(post("xhr", "")).isEqualTo("o\n");
    send(register(topic, since));
    send(register(otherTopic));
    send(publication(otherTopic, 2));

    send(unregister(topic));
    // It takes effect after the publish, whose receipt comes from another event loop.
    await()
        .until(() -> server.http().get("/v1/topics/" + otherTopic).body().contains("\"data\":2"));
    await().until(() -> subscribers(topic) == 0);

    List<Integer> received = new ArrayList<>();
    while (!received.contains(2)) {
      received.addAll(data(post("xhr", "")));
    }
    assertThat(received).containsExactly(1, 2);
  }

  private static int subscribers(String topic) {
    JsonObject topics = new JsonObject(server.http().get("/v1/topics?match=" + topic).body());
    return topics.getJsonArray("topics").getJsonObject(0).getInteger("subscribers");
  }

  @Test
  void aSecondPendingRequestIsRefused() throws IOException {
    try (InputStream first = stream()) {
      assertThat(post("xhr", "")).isEqualTo("c[2010,\"Another connection still open\"]\n");
      assertThat(first.available()).isZero();
    }
  }

  @Test
  void aSessionEndsWithItsBrokenStream() throws IOException {
    stream().close();

    await().untilAsserted(() -> assertThat(post("xhr", "")).isEqualTo(INTERRUPTED));
    assertThat(server.http().post(session + "/xhr_send", "[\"a\"]").statusCode()).isEqualTo(404);
  }

  @Test
  void aSessionWithoutRequestsIsForgotten() {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    await()
        .untilAsserted(
            () ->
                assertThat(server.http().post(session + "/xhr_send", "[]").statusCode())
                    .isEqualTo(404));
    assertThat(post("xhr", "")).isEqualTo("o\n");
  }

  @Test
  void messagesForAnUnknownSessionAreNotFound() {
    assertThat(server.http().post(session + "/xhr_send", "[\"a\"]").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {"``|Payload expected.", "[\"a|Broken JSON encoding.", "{}|Broken JSON encoding."})
  void invalidMessagesAreRefusedAsTheProtocolRequires(String body, String expected) {
    assertThat(post("xhr", "")).isEqualTo("o\n");

    HttpResponse<String> answer = server.http().post(session + "/xhr_send", body);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo(expected);
  }

  @Test
  void responsesAreNotCachedAndHaveAContentType() {
    HttpResponse<String> poll =
        server.http().post(session + "/xhr", "", "Origin", server.address());

    assertThat(poll.headers().firstValue("Content-Type"))
        .hasValue("application/javascript; charset=UTF-8");
    assertThat(poll.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
    assertThat(poll.headers().firstValue("Access-Control-Allow-Origin")).hasValue(server.address());
    assertThat(poll.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
  }

  @Test
  void jsonpAnswersWithAScript() {
    String call = session + "/jsonp?c=call";
    assertThat(server.http().get(call).body()).isEqualTo("/**/call(\"o\");\r\n");
    HttpResponse<String> sent =
        server
            .http()
            .post(
                session + "/jsonp_send",
                "d=" + HttpTestClient.query("[" + quoted(pingMessage("r")) + "]"),
                "Content-Type",
                "application/x-www-form-urlencoded");

    assertThat(sent.body()).isEqualTo("ok");
    assertThat(SockJsAnswers.afterHeartbeats(() -> server.http().get(call)))
        .startsWith("/**/call(\"a[\\\"{\\\\\\\"type\\\\\\\":\\\\\\\"err\\\\\\\",")
        .endsWith("]\");\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsonp", "htmlfile", "jsonp?c=a(b", "htmlfile?c=%3Cscript"})
  void jsonpRequiresAFunctionName(String query) {
    HttpResponse<String> answer = server.http().get(session + "/" + query);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"callback\" parameter");
  }

  @Test
  void htmlfileAnswersWithAPageOfScripts() throws IOException {
    try (InputStream page = server.http().open("GET", session + "/htmlfile?c=call", null).body()) {
      String began = new String(page.readNBytes(1_054), StandardCharsets.UTF_8);
      assertThat(began).contains("parent.call;").contains("<script>\np(\"o\");\n</script>");
    }
  }

  private RawWebSocketClient socket() {
    return RawWebSocketClient.open(server.port(), session + "/websocket");
  }

  /** Opens a streaming response, and its session. */
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

  /** Returns a message that is answered at an address immediately. */
  private static String pingMessage(String address) {
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

  private static String publication(String topic, Object data) {
    return new JsonObject().put("type", "publish").put("address", topic).put("body", data).encode();
  }

  private static String quoted(String message) {
    String array = new JsonArray().add(message).encode();
    return array.substring(1, array.length() - 1);
  }
}
