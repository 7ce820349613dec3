package io.feedhorn.conform;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.Transport;
import io.feedhorn.client.WebSocketReader;
import io.feedhorn.json.JsonMessage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Checks of the messages of the WebSocket. */
final class WebSocketChecks {
  static final List<ContractCheck> CHECKS =
      List.of(
          new ContractCheck(
              "socket.welcome",
              "The first message is welcome, with session, heartbeat and now",
              WebSocketChecks::welcome),
          new ContractCheck(
              "socket.ping",
              "A ping is answered with a pong, its id and now",
              WebSocketChecks::ping),
          new ContractCheck(
              "socket.unsubscribe",
              "After 'unsubscribed' no more updates of those topics come",
              WebSocketChecks::unsubscribe),
          new ContractCheck(
              "socket.no-snapshot",
              "snapshot:false delivers only updates from now on",
              WebSocketChecks::noSnapshot),
          new ContractCheck(
              "socket.rfc-ping", "A ping of RFC 6455 is answered", WebSocketChecks::rfcPing),
          new ContractCheck(
              "socket.errors",
              "A refused message gets an error with its id, and the connection stays open",
              WebSocketChecks::errors));

  private static final Duration A_WHILE = Duration.ofMillis(150);

  private WebSocketChecks() {}

  private static String welcome(CheckContext context) {
    context.requireTransport(Transport.WEBSOCKET);
    for (String[] subprotocols : List.of(new String[] {"feedhorn.v1"}, new String[0])) {
      TextSocketClient socket = context.client().openWebSocket("/v1/ws", subprotocols);
      try {
        String text = socket.receive("'welcome'");
        JsonMessage welcome = JsonMessage.parse(text);
        CheckFailed.requireEqual("the type in " + text, "welcome", welcome.optionalString("type"));
        for (String field : List.of("session", "heartbeat", "now")) {
          CheckFailed.require(welcome.has(field), "no '" + field + "' in " + text);
        }
        if (subprotocols.length > 0) {
          CheckFailed.requireEqual("the subprotocol", subprotocols[0], socket.subProtocol());
        }
      } finally {
        socket.close();
      }
    }
    return "";
  }

  private static String ping(CheckContext context) {
    return with(
        context,
        socket -> {
          for (String id : List.of("5", "\"five\"")) {
            socket.send("{\"type\":\"ping\",\"id\":" + id + "}");
            String text = socket.receive("'pong'");
            JsonMessage pong = JsonMessage.parse(text);
            CheckFailed.requireEqual("the type in " + text, "pong", pong.optionalString("type"));
            CheckFailed.requireEqual("the id in " + text, id, pong.raw("id"));
            CheckFailed.require(pong.has("now"), "no now in " + text);
          }
        });
  }

  private static String unsubscribe(CheckContext context) {
    String prefix = context.prefix();
    String since = context.publish(prefix + ".a", "0").cursor();
    return with(
        context,
        socket -> {
          ReadRequest request = ReadRequest.of(prefix + ".a", prefix + ".b").since(since);
          socket.send(WebSocketReader.subscribeMessage(request).encode());
          requireType("subscribed", socket.receive("'subscribed'"));
          String first = context.publish(prefix + ".a", "1").update("1");
          CheckFailed.requireEqual("the update", first, socket.receive("an update"));
          socket.send(
              "{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[\"%s.a\"]}".formatted(prefix));
          requireType("unsubscribed", socket.receive("'unsubscribed'"));
          context.publish(prefix + ".a", "2");
          String other = context.publish(prefix + ".b", "3").update("3");
          CheckFailed.requireEqual(
              "the update of the other topic", other, socket.receive("an update"));
        });
  }

  private static String noSnapshot(CheckContext context) {
    String topic = context.prefix() + ".a";
    context.publish(topic, "1");
    return with(
        context,
        socket -> {
          JsonObject request =
              WebSocketReader.subscribeMessage(ReadRequest.of(topic)).put("snapshot", false);
          socket.send(request.encode());
          requireType("subscribed", socket.receive("'subscribed'"));
          String next = context.publish(topic, "2").update("2");
          CheckFailed.requireEqual("the first update", next, socket.receive("an update"));
        });
  }

  private static String rfcPing(CheckContext context) {
    return with(context, TextSocketClient::ping);
  }

  private static String errors(CheckContext context) {
    String topic = context.prefix() + ".a";
    return with(
        context,
        socket -> {
          refused(socket, "{\"type\":\"dance\",\"id\":1}", "1", "unknown_type");
          refused(socket, "{\"type\":\"subscribe\",\"id\":2}", "2", "bad_request");
          refused(
              socket,
              "{\"type\":\"subscribe\",\"id\":\"x\",\"topics\":[\"nosegments\"]}",
              "\"x\"",
              "bad_topic");
          refused(
              socket,
              "{\"type\":\"subscribe\",\"id\":3,\"topics\":[\"%s\"],\"since\":\"nonsense\"}"
                  .formatted(topic),
              "3",
              "bad_cursor");
          refused(
              socket,
              "{\"type\":\"publish\",\"id\":4,\"topic\":\"a..b\",\"data\":1}",
              "4",
              "bad_topic");
          refused(socket, "{not json", "null", "bad_json");
          refused(socket, "[1]", "null", "bad_request");
          socket.send(WebSocketReader.subscribeMessage(ReadRequest.of(topic)).encode());
          requireType("subscribed", socket.receive("'subscribed'"));
          CheckFailed.require(
              socket.poll(A_WHILE) == null, "a message came after the last response");
        });
  }

  private static void refused(TextSocketClient socket, String message, String id, String code) {
    socket.send(message);
    String text = socket.receive("the error for " + message);
    JsonMessage error = JsonMessage.parse(text);
    CheckFailed.requireEqual("the type of " + text, "error", error.optionalString("type"));
    CheckFailed.requireEqual("the code for " + message, code, error.optionalString("code"));
    String answeredId = error.raw("id");
    CheckFailed.requireEqual("the id in " + text, id, answeredId == null ? "null" : answeredId);
    CheckFailed.require(error.has("message"), "no message in " + text);
  }

  private static void requireType(String type, String text) {
    CheckFailed.requireEqual(
        "the type of " + text, type, JsonMessage.parse(text).optionalString("type"));
  }

  private static String with(
      CheckContext context, java.util.function.Consumer<TextSocketClient> check) {
    context.requireTransport(Transport.WEBSOCKET);
    TextSocketClient socket = WebSocketReader.connect(context.client());
    try {
      check.accept(socket);
    } finally {
      socket.close();
    }
    return "";
  }
}
