package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.http.ReceiptAssert;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of the event-bus bridge, in the protocol of its official client. */
@Timeout(60)
class BridgeIT {
  private static final int SUBSCRIPTIONS = 4;

  private static RunningServer server;

  private RawWebSocketClient socket;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.limits(new Limits(4_096, SUBSCRIPTIONS, 1024 * 1024)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void connect() {
    socket = RawWebSocketClient.open(server.port(), "/eventbus/websocket");
  }

  @AfterEach
  void disconnect() {
    socket.close();
  }

  @Test
  void anUpdateIsTheBodyOfAMessageToTheRegisteredAddress() {
    String feed = server.latestFeed();
    ReceiptAssert published = server.publish(feed + ".a", "1.10");

    register(feed + ".*");

    assertThat(socket.text())
        .isEqualTo(
            "{\"type\":\"rec\",\"address\":\"%s.*\",\"headers\":{\"cursor\":\"%s\"},\"body\":%s}"
                .formatted(feed, published.cursor(), published.update("1.10")));
  }

  @Test
  void publishingOnATopicPublishes() {
    String topic = server.latestFeed() + ".a";
    register(topic);

    socket.send(
        "{\"type\":\"publish\",\"address\":\"%s\",\"headers\":{},\"body\":{ \"x\":1.10 }}"
            .formatted(topic));

    assertThat(BridgeMessage.body(socket.text()))
        .endsWith("\"data\":{\"x\":1.10}}")
        .isEqualTo(server.http().get("/v1/topics/" + topic).body());
  }

  @Test
  void sendingToThePublishAddressRepliesAsHttpDoes() {
    String topic = server.latestFeed() + ".a";

    socket.send(
        ("{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r-1\","
                + "\"body\":{\"topic\":\"%s\",\"data\":1.10}}")
            .formatted(topic));

    String reply = socket.text();
    assertThat(reply).startsWith("{\"type\":\"rec\",\"address\":\"r-1\",\"body\":{");
    ReceiptAssert published = ReceiptAssert.of(BridgeMessage.body(reply));
    assertThat(server.http().get("/v1/topics/" + topic).body()).isEqualTo(published.update("1.10"));
  }

  @Test
  void aSendDeletesATopicAndRepliesWithTheReceipt() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    String delete =
        ("{\"type\":\"send\",\"address\":\"feedhorn.delete\",\"replyAddress\":\"r-1\","
                + "\"body\":{\"topic\":\"%s\"}}")
            .formatted(topic);
    socket.send(delete);

    assertThat(ReceiptAssert.of(BridgeMessage.body(socket.text())).seq()).isEqualTo(2);
    assertThat(server.http().get("/v1/topics/" + topic).statusCode()).isEqualTo(404);
    socket.send(delete);
    assertThat(new JsonObject(socket.text()).getString("message")).startsWith("not_found: ");
    assertOpen();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"topic\":\"a\",\"data\":1}    | 400 | bad_topic",
        "{\"topic\":\"a.b\"}             | 400 | bad_request",
        "{\"data\":1}                    | 400 | bad_request",
        "[]                              | 400 | bad_request",
        "null                            | 400 | bad_request"
      })
  void aSendThatCannotBePublishedFailsAtItsReplyAddress(String body, int status, String code) {
    socket.send(
        "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r\",\"body\":%s}"
            .formatted(body));

    JsonObject failure = new JsonObject(socket.text());
    assertThat(failure.getString("type")).isEqualTo("err");
    assertThat(failure.getString("address")).isEqualTo("r");
    assertThat(failure.getInteger("failureCode")).isEqualTo(status);
    assertThat(failure.getString("failureType")).isEqualTo("RECIPIENT_FAILURE");
    assertThat(failure.getString("message")).startsWith(code + ": ");
    assertOpen();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "nonsense                                                    | invalid_json",
        "``                                                          | invalid_json",
        "[]                                                          | invalid_json",
        "{}                                                          | missing_type",
        "{\"type\":5}                                                | missing_type",
        "{\"type\":\"nonsense\"}                                     | invalid_type",
        "{\"type\":\"rec\",\"address\":\"a.b\"}                      | invalid_type",
        "{\"type\":\"register\"}                                     | missing_address",
        "{\"type\":\"unregister\"}                                   | missing_address",
        "{\"type\":\"publish\",\"body\":1}                           | missing_address",
        "{\"type\":\"send\",\"body\":1}                              | missing_address",
        "{\"type\":\"register\",\"address\":\"news\"}                | access_denied",
        "{\"type\":\"register\",\"address\":\"*.a\"}                 | access_denied",
        "{\"type\":\"register\",\"address\":\"\"}                    | access_denied",
        "{\"type\":\"publish\",\"address\":\"news\",\"body\":1}      | access_denied",
        "{\"type\":\"publish\",\"address\":\"a.*\",\"body\":1}       | rejected",
        "{\"type\":\"publish\",\"address\":\"feedhorn.publish\",\"body\":1} | access_denied",
        "{\"type\":\"publish\",\"address\":\"feedhorn.delete\",\"body\":1} | access_denied",
        "{\"type\":\"send\",\"address\":\"a.b\",\"body\":1}          | access_denied",
        "{\"type\":\"send\",\"address\":\"feedhorn.writer.alive\",\"body\":1} | access_denied",
        "{\"type\":\"send\",\"address\":\"__vertx.reply.1\",\"body\":1} | access_denied",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":{\"since\":\"x\"}} | rejected",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":{\"since\":\"b:abcd:1\"}} | rejected",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":{\"since\":5}} | rejected",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":{\"reader\":5}} | rejected",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":[]} | rejected"
      })
  void aRefusalIsAnErrorOfTheProtocolAndTheConnectionStaysOpen(String message, String error) {
    socket.send(message);

    JsonObject answer = new JsonObject(socket.text());
    assertThat(answer.getString("type")).isEqualTo("err");
    assertThat(answer.getString("body")).isEqualTo(error);
    assertThat(answer.containsKey("address")).isFalse();
    assertThat(answer.getString("message")).isNotBlank();
    assertOpen();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"body\":\"x\"}      | body",
        "{\"type\":\"send\",\"address\":\"feedhorn.ack\"}                        | body",
        "{\"type\":\"register\",\"address\":\"a.b\",\"headers\":[]}             | headers"
      })
  void theErrorNamesTheMemberThatIsNoObject(String message, String member) {
    socket.send(message);

    assertThat(new JsonObject(socket.text()).getString("message"))
        .isEqualTo("bad_request: '" + member + "' must be an object.");
    assertOpen();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"feedhorn.updates.chat", "feedhorn.publish", "feedhorn.census.0", "feedhorn.>"})
  void addressesOfTheServerItselfCannotBeRegistered(String address) {
    String topic = "chat.overheard" + address.length();
    socket.send("{\"type\":\"register\",\"address\":\"%s\"}".formatted(address));
    server.publish(topic, "1");

    assertThat(new JsonObject(socket.text()).getString("body")).isEqualTo("access_denied");
    assertOpen();
  }

  @Test
  void addressesOfVerticlesOutsideTheFeedsCannotBeReached() {
    CompletableFuture<Object> reached = new CompletableFuture<>();
    server
        .vertx()
        .eventBus()
        .consumer("private.address", message -> reached.complete(message.body()));

    socket.send("{\"type\":\"send\",\"address\":\"private.address\",\"body\":\"secret\"}");

    assertThat(new JsonObject(socket.text()).getString("body")).isEqualTo("access_denied");
    assertThat(reached).isNotDone();
  }

  @Test
  void anAddressIsRegisteredOnce() {
    register("any.topic");
    socket.send("{\"type\":\"register\",\"address\":\"any.topic\"}");

    assertThat(new JsonObject(socket.text()).getString("body"))
        .isEqualTo("address_already_registered");
  }

  @Test
  void moreAddressesThanAllowedAreRefused() {
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      register("any.topic" + i);
    }
    socket.send("{\"type\":\"register\",\"address\":\"any.more\"}");

    assertThat(new JsonObject(socket.text()).getString("body")).isEqualTo("max_handlers_reached");
    assertOpen();
  }

  @Test
  void noUpdateArrivesAfterUnregistering() {
    String feed = server.latestFeed();
    register(feed + ".a");
    register(feed + ".b");

    socket.send("{\"type\":\"unregister\",\"address\":\"%s.a\"}".formatted(feed));
    assertOpen();
    server.publish(feed + ".a", "1");
    ReceiptAssert published = server.publish(feed + ".b", "2");

    assertThat(BridgeMessage.body(socket.text())).isEqualTo(published.update("2"));
  }

  @Test
  void aPingWithoutAReplyAddressIsNotAnswered() {
    socket.send("{\"type\":\"ping\"}");

    assertOpen();
  }

  @Test
  void aBinaryFrameIsReadAsText() {
    String topic = server.latestFeed() + ".a";
    socket.frame(
        true,
        RawWebSocketClient.BINARY,
        "{\"type\":\"register\",\"address\":\"%s\"}"
            .formatted(topic)
            .getBytes(StandardCharsets.UTF_8));
    assertOpen();

    assertThat(server.publish(topic, "1").update("1")).isEqualTo(BridgeMessage.body(socket.text()));
  }

  @Test
  void aValueThatIsTooLargeIsRejected() {
    socket.send(
        "{\"type\":\"publish\",\"address\":\"a.b\",\"body\":\"%s\"}".formatted("x".repeat(5_000)));

    JsonObject answer = new JsonObject(socket.text());
    assertThat(answer.getString("body")).isEqualTo("rejected");
    assertThat(answer.getString("message")).startsWith("too_large: ");
    assertOpen();
  }

  @Test
  void sockJsInfoDescribesTheServer() {
    JsonObject info = new JsonObject(server.http().get("/eventbus/info").body());

    assertThat(info.getBoolean("websocket")).isTrue();
    assertThat(info.getBoolean("cookie_needed")).isFalse();
  }

  @Test
  void aVerticleAndABrowserReceiveTheUpdatesOfEachOther() {
    String topic = server.latestFeed() + ".a";
    CompletableFuture<JsonObject> consumed = new CompletableFuture<>();
    server
        .vertx()
        .eventBus()
        .<JsonObject>consumer(topic, message -> consumed.complete(message.body()))
        .completion()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    register(topic);

    JsonObject receipt =
        server
            .vertx()
            .eventBus()
            .<JsonObject>request(
                "feedhorn.publish", new JsonObject().put("topic", topic).put("data", 1))
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .body();

    JsonObject update = new JsonObject(BridgeMessage.body(socket.text()));
    assertThat(consumed.join()).isEqualTo(update);
    for (String field : List.of("topic", "offset", "seq", "ts")) {
      assertThat(receipt.getValue(field)).isEqualTo(update.getValue(field));
    }
    assertThat(server.http().get("/v1/updates?topics=" + topic).body())
        .contains(receipt.getString("cursor"));
  }

  private void register(String address) {
    socket.send("{\"type\":\"register\",\"address\":\"%s\",\"headers\":{}}".formatted(address));
  }

  private void assertOpen() {
    socket.send(
        "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"alive\",\"body\":0}");
    assertThat(new JsonObject(socket.text()).getString("address")).isEqualTo("alive");
  }
}
