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
 * Clients that subscribe, unsubscribe, bring other tokens, are cut and resume at random, over real
 * sockets, held against a model: nothing that nobody asks for, nothing twice, nothing out of order,
 * and nothing missing where a client was told that it is whole.
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
  private String log = "";
  private long tail;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.access(
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
  void aClientHearsWhatItAsksForAndNothingElse(long seed) {
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
          case 0, 1, 2 -> socket.act();
          case 3, 4 -> bus.act();
          case 5 -> stream.act();
          case 6 -> poll.act();
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
      log = update.cursor().substring(0, update.cursor().lastIndexOf(':') + 1);
      tail = update.offset();
    }
  }

  private List<String> some() {
    Set<String> some = new HashSet<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      some.add(patterns.get(random.nextInt(patterns.size())));
    }
    return List.copyOf(some);
  }

  private @Nullable String since() {
    return switch (random.nextInt(5)) {
      case 0 -> "earliest";
      case 1, 2 -> log + random.nextLong(tail + 1);
      default -> null;
    };
  }

  private static boolean stands(String pattern, String topic) {
    return TopicPattern.parse(pattern).matches(topic);
  }

  private static long offset(String cursor) {
    return Long.parseLong(cursor.substring(cursor.lastIndexOf(':') + 1));
  }

  /** {@code feedhorn.v1}. */
  private final class SocketClient implements AutoCloseable {
    private final RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/v1/ws", "Authorization: " + ADMIN);
    private final Map<Integer, JsonObject> asked = new HashMap<>();
    private final Set<String> mine = new LinkedHashSet<>();
    private final ReceivedTopicUpdate.Topics heard = new ReceivedTopicUpdate.Topics();
    private int id;

    void act() {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> socket.send(subscribe());
        case 4 -> socket.send(unsubscribe());
        case 5 -> socket.sendTogether(subscribe(), unsubscribe(), subscribe());
        case 6 -> {
          String token = SIGNER.token(TestClaims.of(some(), List.of()));
          socket.sendTogether(auth(token), auth(SIGNER.token(TestClaims.admin())));
        }
        default -> settle();
      }
    }

    private String ask(JsonObject message) {
      asked.put(++id, message.put("id", id));
      return message.encode();
    }

    private String subscribe() {
      JsonObject message =
          new JsonObject()
              .put("type", "subscribe")
              .put("topics", new JsonArray(some()))
              .put("snapshot", random.nextBoolean());
      String since = since();
      return ask(since == null ? message : message.put("since", since));
    }

    private String unsubscribe() {
      return ask(new JsonObject().put("type", "unsubscribe").put("topics", new JsonArray(some())));
    }

    private String auth(String token) {
      return ask(new JsonObject().put("type", "auth").put("token", token));
    }

    /** Takes everything up to the answer of a ping. */
    private void settle() {
      socket.send(ask(new JsonObject().put("type", "ping")));
      JsonObject message = new JsonObject(socket.text());
      while (!message.getString("type").equals("pong")) {
        take(message);
        message = new JsonObject(socket.text());
      }
    }

    private void take(JsonObject message) {
      switch (message.getString("type")) {
        case "update" -> heard.took(message);
        case "subscribed" ->
            subscribed(message, Objects.requireNonNull(asked.get(message.getInteger("id"))));
        case "unsubscribed" -> {
          message.getJsonArray("topics").forEach(mine::remove);
          heard.forget(topic -> mine.stream().noneMatch(pattern -> stands(pattern, topic)));
        }
        case "authenticated", "welcome" -> {}
        default -> assertThat(message.getString("code")).as(message.encode()).isNull();
      }
    }

    private void subscribed(JsonObject told, JsonObject message) {
      long at = offset(told.getString("cursor"));
      String since = message.getString("since");
      for (Object each : message.getJsonArray("topics")) {
        String pattern = (String) each;
        mine.add(pattern);
        for (String topic : topics) {
          if (stands(pattern, topic)) {
            ReceivedTopicUpdate of = heard.of(topic);
            of.asked(at);
            if ("earliest".equals(since)) {
              of.earliest(at);
              assertThat(told.containsKey("recovered")).isFalse();
            } else if (since != null && told.getBoolean("recovered")) {
              of.whole(offset(since));
            }
          }
        }
      }
    }

    void finish() {
      settle();
      assertThat(heard.wrong()).isEmpty();
      for (int i = 0; i < 100 && !heard.missing(published).isEmpty(); i++) {
        settle();
      }
      assertThat(heard.missing(published)).as("missing on the socket").isEmpty();
      assertThat(heard.wrong()).isEmpty();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** The event-bus bridge, where each address is heard on its own. */
  private final class BusClient implements AutoCloseable {
    private final RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/eventbus/websocket", "Authorization: " + ADMIN);
    private final Map<String, ReceivedTopicUpdate.Topics> heard = new HashMap<>();
    private final Map<String, String> asked = new HashMap<>();

    void act() {
      String address = patterns.get(random.nextInt(patterns.size()));
      if (random.nextInt(5) == 0) {
        settle();
      } else if (heard.containsKey(address)) {
        socket.send(message("unregister", address).encode());
        settle();
        heard.remove(address);
      } else {
        String since = since();
        JsonObject headers = new JsonObject();
        if (since != null) {
          headers.put("since", since);
        }
        asked.put(address, String.valueOf(since));
        heard.put(address, new ReceivedTopicUpdate.Topics());
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

    private void settle() {
      socket.send(new JsonObject().put("type", "ping").put("replyAddress", "pong").encode());
      JsonObject message = new JsonObject(socket.text());
      while (!"pong".equals(message.getString("address"))) {
        take(message);
        message = new JsonObject(socket.text());
      }
    }

    private void take(JsonObject message) {
      assertThat(message.getString("type")).as(message.encode()).isEqualTo("rec");
      String address = message.getString("address");
      JsonObject body = message.getJsonObject("body");
      if (address.startsWith("r ")) {
        registered(address.substring(2), body);
      } else {
        assertThat(heard).as("an address that is registered").containsKey(address);
        Objects.requireNonNull(heard.get(address)).took(body);
      }
    }

    private void registered(String address, JsonObject told) {
      long at = offset(told.getString("cursor"));
      String since = Objects.requireNonNull(asked.get(address));
      for (String topic : topics) {
        if (stands(address, topic)) {
          ReceivedTopicUpdate of = Objects.requireNonNull(heard.get(address)).of(topic);
          of.asked(at);
          if (since.equals("earliest")) {
            of.earliest(at);
          } else if (told.getBoolean("recovered", false)) {
            of.whole(offset(since));
          }
        }
      }
    }

    void finish() {
      for (int i = 0; i < 100; i++) {
        settle();
      }
      heard.forEach(
          (address, each) -> {
            assertThat(each.wrong()).as(address).isEmpty();
            assertThat(each.missing(published)).as("missing on " + address).isEmpty();
          });
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** An event stream that is cut again and again, and goes on from its last event id. */
  private final class StreamClient {
    private final ReceivedTopicUpdate.Topics heard = new ReceivedTopicUpdate.Topics();
    private final String pattern = patterns.get(random.nextInt(patterns.size()));
    private String id = "";

    StreamClient() {
      topics.stream()
          .filter(topic -> stands(pattern, topic))
          .forEach(topic -> heard.of(topic).earliest(0));
    }

    void act() {
      read(random.nextInt(30));
    }

    /** Takes so many updates, or fewer where there are no more. */
    private void read(int most) {
      String path = "/v1/stream?since=earliest&topics=" + HttpTestClient.query(pattern);
      String[] headers =
          id.isEmpty()
              ? new String[] {"Authorization", ADMIN}
              : new String[] {"Authorization", ADMIN, "Last-Event-ID", id};
      try (var body = server.http().open("GET", path, null, headers).body()) {
        SseEventStream text = new SseEventStream(body);
        int updates = 0;
        while (updates < most && !heard.missing(published).isEmpty()) {
          SseParser.Event event = Objects.requireNonNull(text.next(), "the stream has ended");
          assertThat(event.type()).isNotEqualTo("reset");
          id = event.lastEventId();
          if (event.type().equals("update")) {
            heard.took(new JsonObject(event.data()));
            updates++;
          }
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    void finish() {
      read(Integer.MAX_VALUE);
      assertThat(heard.wrong()).isEmpty();
      assertThat(heard.missing(published)).as("missing on the stream").isEmpty();
    }
  }

  /** Polls, each from the cursor of the one before. */
  private final class PollClient {
    private final ReceivedTopicUpdate.Topics heard = new ReceivedTopicUpdate.Topics();
    private final String pattern = patterns.get(random.nextInt(patterns.size()));
    private String cursor = "earliest";

    PollClient() {
      topics.stream()
          .filter(topic -> stands(pattern, topic))
          .forEach(topic -> heard.of(topic).earliest(0));
    }

    void act() {
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
      answer.getJsonArray("updates").forEach(update -> heard.took((JsonObject) update));
      cursor = answer.getString("cursor");
    }

    void finish() {
      for (int i = 0; i < 5_000 && !heard.missing(published).isEmpty(); i++) {
        act();
      }
      assertThat(heard.wrong()).isEmpty();
      assertThat(heard.missing(published)).as("missing in the polls").isEmpty();
    }
  }
}
