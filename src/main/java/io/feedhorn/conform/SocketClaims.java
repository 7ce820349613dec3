package io.feedhorn.conform;

import io.feedhorn.model.JsonFields;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** The WebSocket's own messages. */
final class SocketClaims {
  static final List<Claim> CLAIMS =
      List.of(
          new Claim(
              "socket.welcome",
              "The first message is welcome, with session, heartbeat and now",
              SocketClaims::welcome),
          new Claim(
              "socket.ping", "A ping is answered with a pong, its id and now", SocketClaims::ping),
          new Claim(
              "socket.unsubscribe",
              "After unsubscribed no more updates come of those topics",
              SocketClaims::unsubscribe),
          new Claim(
              "socket.no-snapshot",
              "snapshot:false gives nothing but what comes from now on",
              SocketClaims::noSnapshot),
          new Claim("socket.rfc-ping", "A ping of RFC 6455 is answered", SocketClaims::rfcPing),
          new Claim(
              "socket.errors",
              "What is not allowed is an error with the id, and the connection stays open",
              SocketClaims::errors));

  private static final Duration A_WHILE = Duration.ofMillis(150);

  private SocketClaims() {}

  private static String welcome(Bench bench) {
    bench.need(Transport.WEBSOCKET);
    for (String[] subprotocols : List.of(new String[] {"feedhorn.v1"}, new String[0])) {
      Socket socket = bench.target().connect("/v1/ws", subprotocols);
      try {
        String text = socket.next("'welcome'");
        JsonFields welcome = JsonFields.parse(text);
        Broken.unlessSame("the type in " + text, "welcome", welcome.optionalString("type"));
        for (String field : List.of("session", "heartbeat", "now")) {
          Broken.unless(welcome.has(field), "no '" + field + "' in " + text);
        }
        if (subprotocols.length > 0) {
          Broken.unlessSame("the subprotocol", subprotocols[0], socket.subProtocol());
        }
      } finally {
        socket.close();
      }
    }
    return "";
  }

  private static String ping(Bench bench) {
    return with(
        bench,
        socket -> {
          for (String id : List.of("5", "\"five\"")) {
            socket.send("{\"type\":\"ping\",\"id\":" + id + "}");
            String text = socket.next("'pong'");
            JsonFields pong = JsonFields.parse(text);
            Broken.unlessSame("the type in " + text, "pong", pong.optionalString("type"));
            Broken.unlessSame("the id in " + text, id, pong.raw("id"));
            Broken.unless(pong.has("now"), "no now in " + text);
          }
        });
  }

  private static String unsubscribe(Bench bench) {
    String prefix = bench.prefix();
    String since = bench.publish(prefix + ".a", "0").cursor();
    return with(
        bench,
        socket -> {
          Ask ask = Ask.of(prefix + ".a", prefix + ".b").since(since);
          socket.send(SocketReader.subscribing(ask).encode());
          requireType("subscribed", socket.next("'subscribed'"));
          String first = bench.publish(prefix + ".a", "1").update("1");
          Broken.unlessSame("the update", first, socket.next("an update"));
          socket.send(
              "{\"type\":\"unsubscribe\",\"id\":2,\"topics\":[\"%s.a\"]}".formatted(prefix));
          requireType("unsubscribed", socket.next("'unsubscribed'"));
          bench.publish(prefix + ".a", "2");
          String other = bench.publish(prefix + ".b", "3").update("3");
          Broken.unlessSame("the update of the other topic", other, socket.next("an update"));
        });
  }

  private static String noSnapshot(Bench bench) {
    String topic = bench.prefix() + ".a";
    bench.publish(topic, "1");
    return with(
        bench,
        socket -> {
          JsonObject asked = SocketReader.subscribing(Ask.of(topic)).put("snapshot", false);
          socket.send(asked.encode());
          requireType("subscribed", socket.next("'subscribed'"));
          String next = bench.publish(topic, "2").update("2");
          Broken.unlessSame("the first update", next, socket.next("an update"));
        });
  }

  private static String rfcPing(Bench bench) {
    return with(bench, Socket::ping);
  }

  private static String errors(Bench bench) {
    String topic = bench.prefix() + ".a";
    return with(
        bench,
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
          socket.send(SocketReader.subscribing(Ask.of(topic)).encode());
          requireType("subscribed", socket.next("'subscribed'"));
          Broken.unless(socket.poll(A_WHILE) == null, "something came that nobody asked for");
        });
  }

  private static void refused(Socket socket, String message, String id, String code) {
    socket.send(message);
    String text = socket.next("the error for " + message);
    JsonFields error = JsonFields.parse(text);
    Broken.unlessSame("the type of " + text, "error", error.optionalString("type"));
    Broken.unlessSame("the code for " + message, code, error.optionalString("code"));
    String told = error.raw("id");
    Broken.unlessSame("the id in " + text, id, told == null ? "null" : told);
    Broken.unless(error.has("message"), "no message in " + text);
  }

  private static void requireType(String type, String text) {
    Broken.unlessSame("the type of " + text, type, JsonFields.parse(text).optionalString("type"));
  }

  private static String with(Bench bench, java.util.function.Consumer<Socket> check) {
    bench.need(Transport.WEBSOCKET);
    Socket socket = SocketReader.connect(bench.target());
    try {
      check.accept(socket);
    } finally {
      socket.close();
    }
    return "";
  }
}
