package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.client.SseParser;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.model.SeededRandom;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that subscribe, unsubscribe, send other tokens, lose their connection and resume at
 * random, compared with a model: no update of another topic, none twice, none out of order, and
 * none missing if the server confirmed that nothing is missing.
 */
@Timeout(180)
class SubscriptionModelIT {
  private static final int STEPS = 1_500;
  private static final String SECRET = "thirty-two bytes, or even more of them";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  private static final String ADMIN = "Bearer " + SIGNER.token(TestClaims.admin());
  private static RunningServer server;

  private final Map<String, List<Long>> published = new HashMap<>();
  private Random random = new Random();
  private List<String> topics = List.of();
  private List<String> patterns = List.of();
  private String epochPrefix = "";
  private long endOffset;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.auth(
                new AuthOptions(
                    SECRET,
                    null,
                    Duration.ofMinutes(5),
                    null,
                    null,
                    Duration.ZERO,
                    Map.of(),
                    false)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @SeededRandom(4)
  void aClientReceivesItsTopicsCompletelyAndNothingElse(long seed) {
    random = new Random(seed);
    String feed = random.nextBoolean() ? server.everyFeed() : server.latestFeed();
    topics = List.of(feed + ".a", feed + ".b", feed + ".a.x", feed + ".b.x");
    patterns =
        List.of(feed + ".>", feed + ".*", feed + ".a", feed + ".b", feed + ".*.x", feed + ".a.x");
    publish();
    try (SocketClient socket = new SocketClient();
        BusClient bus = new BusClient()) {
      StreamClient stream = new StreamClient();
      PollClient poll = new PollClient();
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> socket.runRandomAction();
          case 3, 4 -> bus.runRandomAction();
          case 5 -> stream.runRandomAction();
          case 6 -> poll.runRandomAction();
          default -> publish();
        }
      }
      socket.finish();
      bus.finish();
      stream.finish();
      poll.finish();
    }
  }

  private void publish() {
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String topic = topics.get(random.nextInt(topics.size()));
      String answer = server.http().post("/v1/topics/" + topic, "1", "Authorization", ADMIN).body();
      ReceiptAssert update = ReceiptAssert.of(answer);
      published.computeIfAbsent(topic, name -> new ArrayList<>()).add(update.offset());
      epochPrefix = update.cursor().substring(0, update.cursor().lastIndexOf(':') + 1);
      endOffset = update.offset();
    }
  }

  private List<String> randomPatterns() {
    Set<String> some = new HashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      some.add(patterns.get(random.nextInt(patterns.size())));
    }
    return List.copyOf(some);
  }

  private @Nullable String randomSince() {
    return switch (random.nextInt(5)) {
      case 0 -> "earliest";
      case 1, 2 -> epochPrefix + random.nextLong(endOffset + 1);
      default -> null;
    };
  }

  private static boolean matches(String pattern, String topic) {
    return TopicPattern.parse(pattern).matches(topic);
  }

  private static long offset(String cursor) {
    return Long.parseLong(cursor.substring(cursor.lastIndexOf(':') + 1));
  }

  /** {@code feedhorn.v1}. */
  private final class SocketClient implements AutoCloseable {
    private final RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/v1/ws", "Authorization: " + ADMIN);
    private final Map<Integer, JsonObject> requests = new HashMap<>();
    private final Set<String> subscribedPatterns = new LinkedHashSet<>();
    private final ReceivedTopicUpdate.Topics received = new ReceivedTopicUpdate.Topics();
    private int id;

    void runRandomAction() {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> socket.send(subscribe());
        case 4 -> socket.send(unsubscribe());
        case 5 -> socket.sendTogether(subscribe(), unsubscribe(), subscribe());
        case 6 -> {
          String token = SIGNER.token(TestClaims.of(randomPatterns(), List.of()));
          socket.sendTogether(auth(token), auth(SIGNER.token(TestClaims.admin())));
        }
        default -> readToPong();
      }
    }

    private String request(JsonObject message) {
      requests.put(++id, message.put("id", id));
      return message.encode();
    }

    private String subscribe() {
      JsonObject message =
          new JsonObject()
              .put("type", "subscribe")
              .put("topics", new JsonArray(randomPatterns()))
              .put("snapshot", random.nextBoolean());
      String since = randomSince();
      return request(since == null ? message : message.put("since", since));
    }

    private String unsubscribe() {
      return request(
          new JsonObject()
              .put("type", "unsubscribe")
              .put("topics", new JsonArray(randomPatterns())));
    }

    private String auth(String token) {
      return request(new JsonObject().put("type", "auth").put("token", token));
    }

    /** Reads everything up to the answer of a ping. */
    private void readToPong() {
      socket.send(request(new JsonObject().put("type", "ping")));
      JsonObject message = new JsonObject(socket.text());
      while (!message.getString("type").equals("pong")) {
        handle(message);
        message = new JsonObject(socket.text());
      }
    }

    private void handle(JsonObject message) {
      switch (message.getString("type")) {
        case "update" -> received.received(message);
        case "subscribed" ->
            subscribed(message, Objects.requireNonNull(requests.get(message.getInteger("id"))));
        case "unsubscribed" -> {
          message.getJsonArray("topics").forEach(subscribedPatterns::remove);
          received.remove(
              topic -> subscribedPatterns.stream().noneMatch(pattern -> matches(pattern, topic)));
        }
        case "authenticated", "welcome" -> {}
        default -> assertThat(message.getString("code")).as(message.encode()).isNull();
      }
    }

    private void subscribed(JsonObject answer, JsonObject message) {
      long at = offset(answer.getString("cursor"));
      String since = message.getString("since");
      for (Object each : message.getJsonArray("topics")) {
        String pattern = (String) each;
        subscribedPatterns.add(pattern);
        for (String topic : topics) {
          if (matches(pattern, topic)) {
            ReceivedTopicUpdate of = received.of(topic);
            of.subscribed(at);
            if ("earliest".equals(since)) {
              of.subscribedFromEarliest(at);
              assertThat(answer.containsKey("recovered")).isFalse();
            } else if (since != null && answer.getBoolean("recovered")) {
              of.completeAfter(offset(since));
            }
          }
        }
      }
    }

    void finish() {
      readToPong();
      assertThat(received.violations()).isEmpty();
      for (int i = 0; i < 100 && !received.missing(published).isEmpty(); i++) {
        readToPong();
      }
      assertThat(received.missing(published)).as("missing on the WebSocket").isEmpty();
      assertThat(received.violations()).isEmpty();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** The event-bus bridge, where each address gets its updates separately. */
  private final class BusClient implements AutoCloseable {
    private final RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/eventbus/websocket", "Authorization: " + ADMIN);
    private final Map<String, ReceivedTopicUpdate.Topics> received = new HashMap<>();
    private final Map<String, String> requests = new HashMap<>();

    void runRandomAction() {
      String address = patterns.get(random.nextInt(patterns.size()));
      if (random.nextInt(5) == 0) {
        readToPong();
      } else if (received.containsKey(address)) {
        socket.send(message("unregister", address).encode());
        readToPong();
        received.remove(address);
      } else {
        String since = randomSince();
        JsonObject headers = new JsonObject();
        if (since != null) {
          headers.put("since", since);
        }
        requests.put(address, String.valueOf(since));
        received.put(address, new ReceivedTopicUpdate.Topics());
        socket.send(
            message("register", address)
                .put("headers", headers)
                .put("replyAddress", "r " + address)
                .encode());
      }
    }

    private JsonObject message(String type, String address) {
      return new JsonObject().put("type", type).put("address", address);
    }

    private void readToPong() {
      socket.send(new JsonObject().put("type", "ping").put("replyAddress", "pong").encode());
      JsonObject message = new JsonObject(socket.text());
      while (!"pong".equals(message.getString("address"))) {
        handle(message);
        message = new JsonObject(socket.text());
      }
    }

    private void handle(JsonObject message) {
      assertThat(message.getString("type")).as(message.encode()).isEqualTo("rec");
      String address = message.getString("address");
      JsonObject body = message.getJsonObject("body");
      if (address.startsWith("r ")) {
        registered(address.substring(2), body);
      } else {
        assertThat(received).as("registered addresses").containsKey(address);
        Objects.requireNonNull(received.get(address)).received(body);
      }
    }

    private void registered(String address, JsonObject answer) {
      long at = offset(answer.getString("cursor"));
      String since = Objects.requireNonNull(requests.get(address));
      for (String topic : topics) {
        if (matches(address, topic)) {
          ReceivedTopicUpdate of = Objects.requireNonNull(received.get(address)).of(topic);
          of.subscribed(at);
          if (since.equals("earliest")) {
            of.subscribedFromEarliest(at);
          } else if (answer.getBoolean("recovered", false)) {
            of.completeAfter(offset(since));
          }
        }
      }
    }

    void finish() {
      for (int i = 0; i < 100; i++) {
        readToPong();
      }
      received.forEach(
          (address, each) -> {
            assertThat(each.violations()).as(address).isEmpty();
            assertThat(each.missing(published)).as("missing on " + address).isEmpty();
          });
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** An event stream that breaks repeatedly, and resumes from its last event id. */
  private final class StreamClient {
    private final ReceivedTopicUpdate.Topics received = new ReceivedTopicUpdate.Topics();
    private final String pattern = patterns.get(random.nextInt(patterns.size()));
    private String id = "";

    StreamClient() {
      topics.stream()
          .filter(topic -> matches(pattern, topic))
          .forEach(topic -> received.of(topic).subscribedFromEarliest(0));
    }

    void runRandomAction() {
      read(random.nextInt(30));
    }

    /** Reads a number of updates, or fewer if there are no more. */
    private void read(int most) {
      String path = "/v1/stream?since=earliest&topics=" + HttpTestClient.query(pattern);
      String[] headers =
          id.isEmpty()
              ? new String[] {"Authorization", ADMIN}
              : new String[] {"Authorization", ADMIN, "Last-Event-ID", id};
      try (var body = server.http().open("GET", path, null, headers).body()) {
        SseEventStream text = new SseEventStream(body);
        int updates = 0;
        while (updates < most && !received.missing(published).isEmpty()) {
          SseParser.Event event = Objects.requireNonNull(text.next(), "the stream has ended");
          assertThat(event.type()).isNotEqualTo("reset");
          id = event.lastEventId();
          if (event.type().equals("update")) {
            received.received(new JsonObject(event.data()));
            updates++;
          }
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    void finish() {
      read(Integer.MAX_VALUE);
      assertThat(received.violations()).isEmpty();
      assertThat(received.missing(published)).as("missing on the stream").isEmpty();
    }
  }

  /** Polls, each with the cursor of the last answer. */
  private final class PollClient {
    private final ReceivedTopicUpdate.Topics received = new ReceivedTopicUpdate.Topics();
    private final String pattern = patterns.get(random.nextInt(patterns.size()));
    private String cursor = "earliest";

    PollClient() {
      topics.stream()
          .filter(topic -> matches(pattern, topic))
          .forEach(topic -> received.of(topic).subscribedFromEarliest(0));
    }

    void runRandomAction() {
      String path =
          "/v1/updates?topics=%s&since=%s&limit=%d"
              .formatted(
                  HttpTestClient.query(pattern),
                  HttpTestClient.query(cursor),
                  1 + random.nextInt(20));
      JsonObject answer = new JsonObject(server.http().get(path, "Authorization", ADMIN).body());
      assertThat(answer.getBoolean("recovered"))
          .as(answer.encode())
          .isEqualTo(cursor.equals("earliest") ? null : true);
      answer.getJsonArray("updates").forEach(update -> received.received((JsonObject) update));
      cursor = answer.getString("cursor");
    }

    void finish() {
      for (int i = 0; i < 5_000 && !received.missing(published).isEmpty(); i++) {
        runRandomAction();
      }
      assertThat(received.violations()).isEmpty();
      assertThat(received.missing(published)).as("missing in the polls").isEmpty();
    }
  }
}
