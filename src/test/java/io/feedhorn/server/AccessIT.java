package io.feedhorn.server;

import static io.feedhorn.server.Doors.OK;
import static io.feedhorn.server.Problems.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.Claims;
import io.feedhorn.access.Signer;
import io.feedhorn.server.Doors.Conversation;
import io.feedhorn.server.Doors.Door;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and to what: the same by every door. */
@Timeout(60)
class AccessIT {
  private static final String SECRET = "thirty-two bytes, or even more of them";
  private static final Signer SIGNER = Signer.hs256(SECRET);
  private static final String PRIVATE = "orders.eu.new";
  private static final String PUBLIC = "open.news";
  private static final String GRANTED =
      SIGNER.token(Claims.of(List.of("orders.eu.*", "t0.>"), List.of("orders.eu.*")));
  private static final String OTHER =
      SIGNER.token(Claims.of(List.of("orders.us.*"), List.of("orders.us.>")));

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.access(
                new AccessOptions(
                    SECRET,
                    null,
                    Duration.ofMinutes(5),
                    null,
                    null,
                    Duration.ZERO,
                    Map.of("open", true),
                    false)));
    String admin = SIGNER.token(Claims.admin());
    for (String topic : List.of(PRIVATE, "orders.us.new", PUBLIC)) {
      assertThat(server.http().post("/v1/topics/" + topic, "1", Doors.headers(admin)).statusCode())
          .isEqualTo(201);
    }
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static final Map<String, Door> READING = new LinkedHashMap<>();
  private static final Map<String, Door> PUBLISHING = new LinkedHashMap<>();

  static {
    READING.put("snapshot", (s, topic, token) -> Doors.get(s, "/v1/topics/" + topic, token));
    READING.put(
        "history", (s, topic, token) -> Doors.get(s, "/v1/topics/" + topic + "/history", token));
    READING.put(
        "polling",
        (s, topic, token) -> Doors.get(s, "/v1/updates?topics=" + Http.query(topic), token));
    READING.put(
        "long polling",
        (s, topic, token) -> Doors.get(s, "/v1/updates?wait=5&topics=" + Http.query(topic), token));
    READING.put(
        "stream",
        (s, topic, token) -> Doors.stream(s, "/v1/stream?topics=" + Http.query(topic), token));
    READING.put(
        "websocket",
        (s, topic, token) ->
            Doors.socket(
                s,
                "/v1/ws",
                token,
                new JsonObject()
                    .put("type", "subscribe")
                    .put("id", 1)
                    .put("topics", new JsonArray().add(topic))));
    READING.put(
        "bridge",
        (s, topic, token) ->
            plain(
                Doors.socket(
                    s,
                    "/eventbus/websocket",
                    token,
                    new JsonObject().put("type", "register").put("address", topic))));
    READING.put(
        "bridge with a token in the message",
        (s, topic, token) ->
            plain(
                Doors.socket(
                    s,
                    "/eventbus/websocket",
                    null,
                    with(token, new JsonObject().put("type", "register").put("address", topic)))));
    PUBLISHING.put(
        "post",
        (s, topic, token) ->
            Doors.code(s.http().post("/v1/topics/" + topic, "1", Doors.headers(token))));
    PUBLISHING.put("batch", AccessIT::batch);
    PUBLISHING.put(
        "websocket",
        (s, topic, token) ->
            Doors.socket(
                s,
                "/v1/ws",
                token,
                new JsonObject()
                    .put("type", "publish")
                    .put("id", 1)
                    .put("topic", topic)
                    .put("data", 1)));
    PUBLISHING.put(
        "bridge", (s, topic, token) -> Doors.socket(s, "/eventbus/websocket", token, sent(topic)));
    PUBLISHING.put(
        "bridge with a token in the message",
        (s, topic, token) ->
            Doors.socket(s, "/eventbus/websocket", null, with(token, sent(topic))));
  }

  private static JsonObject sent(String topic) {
    return new JsonObject()
        .put("type", "send")
        .put("address", "feedhorn.publish")
        .put("replyAddress", "reply")
        .put("body", new JsonObject().put("topic", topic).put("data", 1));
  }

  private static JsonObject with(@Nullable String token, JsonObject message) {
    return token == null
        ? message
        : message.put("headers", new JsonObject().put("Authorization", "Bearer " + token));
  }

  private static String batch(RunningServer server, String topic, @Nullable String token) {
    String line = new JsonObject().put("topic", topic).put("data", 1).encode();
    String[] headers =
        token == null
            ? new String[] {"Content-Type", "application/x-ndjson"}
            : new String[] {
              "Content-Type", "application/x-ndjson", "Authorization", "Bearer " + token
            };
    HttpResponse<String> answer = server.http().post("/v1/publish", line, headers);
    return answer.statusCode() == 200
        ? new JsonObject(answer.body()).getString("code", OK)
        : Doors.code(answer);
  }

  /** The bridge's own names of the codes. */
  private static String plain(String error) {
    return switch (error) {
      case "not_logged_in" -> "unauthorized";
      case "access_denied" -> "forbidden";
      default -> error;
    };
  }

  static Stream<String> reading() {
    return READING.keySet().stream();
  }

  static Stream<String> publishing() {
    return PUBLISHING.keySet().stream();
  }

  static List<String> badTokens() {
    return List.of(
        "nonsense",
        Signer.unsigned(Claims.admin()),
        Signer.hs256(SECRET + ".").token(Claims.admin()),
        Signer.rs256().token(Claims.admin()),
        SIGNER.token(Claims.ending(Claims.admin(), -1)),
        SIGNER.token(new JsonObject().put("feedhorn", new JsonArray())));
  }

  @ParameterizedTest
  @MethodSource("reading")
  void aReaderIsLetInToWhatIsGranted(String name) throws Exception {
    Door door = Objects.requireNonNull(READING.get(name));

    assertThat(door.knock(server, PRIVATE, GRANTED)).isEqualTo(OK);
    assertThat(door.knock(server, PRIVATE, SIGNER.token(Claims.admin()))).isEqualTo(OK);
    assertThat(door.knock(server, PRIVATE, OTHER)).isEqualTo("forbidden");
    assertThat(door.knock(server, "orders.unknown", OTHER)).isEqualTo("forbidden");
    assertThat(door.knock(server, PRIVATE, null)).isEqualTo("unauthorized");
    assertThat(door.knock(server, PUBLIC, null)).isEqualTo(OK);
    assertThat(door.knock(server, PUBLIC, OTHER)).isEqualTo(OK);
    for (String bad : badTokens()) {
      assertThat(door.knock(server, PRIVATE, bad)).isEqualTo("unauthorized");
      assertThat(door.knock(server, PUBLIC, bad)).isEqualTo("unauthorized");
    }
  }

  @ParameterizedTest
  @MethodSource("publishing")
  void aPublisherIsLetInToWhatIsGranted(String name) throws Exception {
    Door door = Objects.requireNonNull(PUBLISHING.get(name));

    assertThat(door.knock(server, PRIVATE, GRANTED)).isEqualTo(OK);
    assertThat(door.knock(server, PRIVATE, SIGNER.token(Claims.admin()))).isEqualTo(OK);
    assertThat(door.knock(server, PRIVATE, OTHER)).isEqualTo("forbidden");
    assertThat(door.knock(server, PUBLIC, OTHER)).isEqualTo("forbidden");
    assertThat(door.knock(server, PUBLIC, null)).isEqualTo("unauthorized");
    for (String bad : badTokens()) {
      assertThat(door.knock(server, PRIVATE, bad)).isEqualTo("unauthorized");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.>", "orders.eu.>", "orders.*.new", "orders.eu.*.x", "orders.*"})
  void aPatternIsGrantedOnlyAsAWhole(String pattern) throws Exception {
    for (String door : List.of("polling", "stream", "websocket", "bridge")) {
      assertThat(Objects.requireNonNull(READING.get(door)).knock(server, pattern, GRANTED))
          .isEqualTo("forbidden");
    }
  }

  @Test
  void oneOfSeveralPatternsThatIsNotGrantedRefusesAll() {
    assertThat(Doors.get(server, "/v1/updates?topics=orders.eu.*,orders.us.*", GRANTED))
        .isEqualTo("forbidden");
    assertThat(Doors.get(server, "/v1/updates?topics=orders.eu.*,open.%3E", GRANTED)).isEqualTo(OK);
  }

  @Test
  void aCursorOpensNothingThatIsNotGranted() {
    String cursor =
        new JsonObject(
                server.http().get("/v1/updates?topics=orders.us.*", Doors.headers(OTHER)).body())
            .getString("cursor");

    String since = "&since=" + Http.query(cursor.replaceFirst(":\\d+$", ":0"));
    assertThat(Doors.get(server, "/v1/updates?topics=orders.us.*" + since, GRANTED))
        .isEqualTo("forbidden");
    HttpResponse<String> own =
        server.http().get("/v1/updates?topics=orders.eu.*" + since, Doors.headers(GRANTED));
    assertThat(own.body()).contains("orders.eu.new").doesNotContain("orders.us");
  }

  @Test
  void whatMayNotBeReadIsNotListed() {
    assertThat(topics("/v1/topics", GRANTED))
        .contains(PUBLIC, PRIVATE)
        .doesNotContain("orders.us.new");
    assertThat(topics("/v1/topics?match=orders.%3E", OTHER))
        .contains("orders.us.new")
        .allMatch(topic -> topic.startsWith("orders.us."));
    assertThat(topics("/v1/topics", null)).containsExactly(PUBLIC);
    assertThat(topics("/v1/topics", SIGNER.token(Claims.admin())))
        .contains(PUBLIC, PRIVATE, "orders.us.new");
    assertProblem(server.http().get("/v1/topics?match=orders.%3E"), 401, "unauthorized");
  }

  private static List<String> topics(String path, @Nullable String token) {
    JsonObject listing = new JsonObject(server.http().get(path, Doors.headers(token)).body());
    return listing.getJsonArray("topics").stream()
        .map(topic -> ((JsonObject) topic).getString("topic"))
        .toList();
  }

  @Test
  void aLineOfABatchThatIsNotGrantedIsRefusedAlone() {
    String lines =
        """
        {"topic":"orders.eu.a","data":1}
        {"topic":"orders.us.new","data":1}
        {"topic":"orders.eu.b","data":1}
        """;
    HttpResponse<String> answer =
        server
            .http()
            .post(
                "/v1/publish",
                lines,
                "Content-Type",
                "application/x-ndjson",
                "Authorization",
                "Bearer " + GRANTED);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().lines().map(line -> new JsonObject(line).getString("code", OK)))
        .containsExactly(OK, "forbidden", OK);
  }

  @Test
  void theFormOfARequestIsLookedAtAfterWhoSentIt() {
    assertProblem(server.http().post("/v1/topics/nonsense", "{"), 401, "unauthorized");
    assertProblem(
        server.http().post("/v1/topics/nonsense", "1", Doors.headers(GRANTED)), 400, "bad_topic");
    assertProblem(
        server.http().get("/v1/time", "Authorization", "Basic dTpw"), 401, "unauthorized");
    assertThat(server.http().get("/v1/time").statusCode()).isEqualTo(200);
  }

  @Test
  void theChallengeSaysWhatIsWrong() {
    assertThat(challenge()).isEqualTo("Bearer realm=\"feedhorn\"");
    assertThat(challenge("Authorization", "Bearer x"))
        .isEqualTo("Bearer realm=\"feedhorn\", error=\"invalid_token\"");
  }

  private static String challenge(String... headers) {
    HttpResponse<String> answer = server.http().get("/v1/topics/" + PRIVATE, headers);
    return answer.headers().firstValue("WWW-Authenticate").orElse("none");
  }

  @Test
  void healthIsForAllAndMetricsAreForOperators() {
    assertThat(server.http().get("/health/live").statusCode()).isEqualTo(200);
    assertThat(server.http().get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(Doors.get(server, "/metrics", null)).isEqualTo("unauthorized");
    assertThat(Doors.get(server, "/metrics", GRANTED)).isEqualTo("forbidden");
    assertThat(Doors.get(server, "/metrics", SIGNER.token(Claims.admin()))).isEqualTo(OK);
  }

  private static String ticket() {
    HttpResponse<String> answer = server.http().post("/v1/tickets", "", Doors.headers(GRANTED));
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonObject ticket = new JsonObject(answer.body());
    assertThat(ticket.getLong("expires") - System.currentTimeMillis()).isBetween(1L, 30_000L);
    return ticket.getString("ticket");
  }

  @Test
  void aTicketIsGivenForATokenOnly() {
    assertProblem(server.http().post("/v1/tickets", ""), 401, "unauthorized");
    assertProblem(
        server.http().post("/v1/tickets", "", Doors.headers("nonsense")), 401, "unauthorized");
    assertProblem(server.http().post("/v1/tickets?ticket=" + ticket(), ""), 401, "unauthorized");
  }

  @Test
  void aTicketIsGoodOnceOnAnyDoorThatTakesNoHeaders() throws Exception {
    for (int i = 0; i < 8; i++) { // Each of them comes to one of two event loops.
      String path = "/v1/stream?topics=orders.eu.*&ticket=" + ticket();
      assertThat(Doors.stream(server, path, null)).isEqualTo(OK);
      assertThat(Doors.stream(server, path, null)).isEqualTo("unauthorized");

      assertSocketOnce("/v1/ws?ticket=" + ticket(), "websocket");
      assertSocketOnce("/eventbus/websocket?ticket=" + ticket(), "bridge");
    }
    assertThat(Doors.get(server, "/v1/topics/" + PRIVATE + "?ticket=" + ticket(), null))
        .isEqualTo("unauthorized");
  }

  private static void assertSocketOnce(String path, String kind) throws Exception {
    JsonObject message =
        kind.equals("bridge")
            ? new JsonObject().put("type", "register").put("address", PRIVATE)
            : new JsonObject()
                .put("type", "subscribe")
                .put("id", 1)
                .put("topics", new JsonArray().add(PRIVATE));
    assertThat(Doors.socket(server, path, null, message)).isEqualTo(OK);
    assertThat(Doors.socket(server, path, null, message)).isEqualTo("unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789abcdef0123456789abcdef0123456789abcdef"})
  void aTicketThatNobodyGaveIsRefused(String ticket) throws Exception {
    String path = "/v1/stream?topics=orders.eu.*&ticket=" + ticket;

    assertThat(Doors.stream(server, path, null)).isEqualTo("unauthorized");
  }

  @Test
  void aSockJsSessionIsHeldByTheTicketItBeganWith() {
    String query = "?ticket=" + ticket();
    String session = "/eventbus/000/mine/";
    assertThat(server.http().post(session + "xhr" + query, "").body()).isEqualTo("o\n");
    String register =
        new JsonArray()
            .add(new JsonObject().put("type", "register").put("address", PRIVATE).encode())
            .encode();

    assertThat(server.http().post(session + "xhr_send" + query, register).statusCode())
        .isEqualTo(204);
    assertThat(server.http().post(session + "xhr" + query, "").body()).contains(PRIVATE);
    assertThat(server.http().post("/eventbus/000/other/xhr" + query, "").body())
        .startsWith("c[4001,");
  }

  @Test
  void aWebSocketEndsWithItsTokenUnlessAnotherOneCame() throws Exception {
    JsonObject claims = Claims.of(List.of("orders.eu.*"), List.of());
    try (Conversation ends =
            Conversation.open(server, "/v1/ws", SIGNER.token(Claims.ending(claims, 1_500)));
        Conversation goesOn =
            Conversation.open(server, "/v1/ws", SIGNER.token(Claims.ending(claims, 1_500)))) {
      JsonObject later = Claims.ending(claims, 60_000);
      JsonObject auth =
          new JsonObject().put("type", "auth").put("id", "a").put("token", SIGNER.token(later));
      goesOn.say(auth);
      JsonObject answer = goesOn.next("authenticated");
      assertThat(answer.getString("id")).isEqualTo("a");
      assertThat(answer.getLong("expires")).isEqualTo(Math.round(later.getDouble("exp") * 1_000));

      assertThat(ends.closed()).isEqualTo(4001);
      goesOn.say(new JsonObject().put("type", "ping").put("id", 2));
      assertThat(goesOn.next("pong").getInteger("id")).isEqualTo(2);
    }
  }

  @Test
  void aTokenThatComesLaterIsCheckedAndSoIsWhatWasSubscribed() throws Exception {
    try (Conversation talk = Conversation.open(server, "/v1/ws", null)) {
      talk.say(auth(1, "nonsense"));
      assertThat(talk.next("error").getString("code")).isEqualTo("unauthorized");

      talk.say(auth(2, GRANTED));
      assertThat(talk.next("authenticated").containsKey("expires")).isTrue();
      talk.say(
          new JsonObject()
              .put("type", "subscribe")
              .put("id", 3)
              .put("snapshot", false)
              .put("topics", new JsonArray().add("orders.eu.*").add("open.>")));
      talk.next("subscribed");

      talk.say(auth(4, "nonsense"));
      assertThat(talk.next("error").getString("code")).isEqualTo("unauthorized");
      talk.say(new JsonObject().put("type", "ping").put("id", 5));
      talk.next("pong");

      talk.say(auth(6, OTHER));
      assertThat(talk.next("authenticated").getInteger("id")).isEqualTo(6);
      assertThat(talk.next("unsubscribed").getJsonArray("topics"))
          .isEqualTo(new JsonArray().add("orders.eu.*"));
      String admin = SIGNER.token(Claims.admin());
      server.http().post("/v1/topics/orders.eu.new", "2", Doors.headers(admin));
      server.http().post("/v1/topics/open.news", "2", Doors.headers(admin));
      assertThat(talk.next("update").getString("topic")).isEqualTo("open.news");
    }
  }

  private static JsonObject auth(int id, String token) {
    return new JsonObject().put("type", "auth").put("id", id).put("token", token);
  }

  @Test
  void aBridgeEndsWithItsTokenUnlessAnotherOneCame() throws Exception {
    JsonObject claims = Claims.ending(Claims.of(List.of("orders.eu.*"), List.of()), 1_500);
    try (Conversation ends =
            Conversation.open(server, "/eventbus/websocket", SIGNER.token(claims));
        Conversation goesOn =
            Conversation.open(server, "/eventbus/websocket", SIGNER.token(claims))) {
      goesOn.say(with(GRANTED, new JsonObject().put("type", "register").put("address", PRIVATE)));
      goesOn.next("rec");

      assertThat(ends.closed()).isEqualTo(4001);
      goesOn.say(with(OTHER, new JsonObject().put("type", "ping")));
      assertThat(goesOn.next("err").getString("body")).isEqualTo("access_denied");
    }
  }

  @Test
  void aStreamEndsWithItsTokenAndSoDoesAWaitingPoll() throws Exception {
    String token = SIGNER.token(Claims.ending(Claims.of(List.of("t0.>"), List.of()), 1_500));
    var stream = server.http().open("GET", "/v1/stream?topics=t0.a", null, Doors.headers(token));
    String cursor =
        new JsonObject(server.http().get("/v1/updates?topics=t0.a", Doors.headers(token)).body())
            .getString("cursor");

    HttpResponse<String> poll =
        server
            .http()
            .get(
                "/v1/updates?topics=t0.a&wait=60&since=" + Http.query(cursor),
                Doors.headers(token));

    assertThat(poll.statusCode()).isEqualTo(200);
    assertThat(new String(stream.body().readAllBytes(), UTF_8)).startsWith("retry:");
    assertThat(Doors.stream(server, "/v1/stream?topics=t0.a", token)).isEqualTo("unauthorized");
  }

  @Test
  void aPageMayShowATokenFromAnAllowedOrigin() {
    HttpResponse<String> preflight =
        server
            .http()
            .exchange(
                "OPTIONS",
                "/v1/tickets",
                null,
                "Origin",
                "http://127.0.0.1:" + server.port(),
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    assertProblem(
        server
            .http()
            .post(
                "/v1/tickets",
                "",
                "Origin",
                "https://evil.example",
                "Authorization",
                "Bearer " + GRANTED),
        403,
        "forbidden");
  }
}
