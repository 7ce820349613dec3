package io.feedhorn.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests by which a topic can be read or published, with their results. */
final class AccessPaths {
  /** The result of a granted request; other results are error codes of the contract. */
  static final String OK = "ok";

  private static final long TIMEOUT_SECONDS = 50;

  private AccessPaths() {}

  /** A kind of request that reads or publishes on a topic. */
  interface AccessPath {
    /**
     * Sends the request.
     *
     * @param token null for none
     */
    String request(RunningServer server, String topic, @Nullable String token) throws Exception;
  }

  static String[] headers(@Nullable String token) {
    return token == null ? new String[0] : new String[] {"Authorization", "Bearer " + token};
  }

  /** Returns the result of an HTTP response. */
  static String code(HttpResponse<?> answer) {
    if (answer.statusCode() < 300) {
      return OK;
    }
    String code = new JsonObject(String.valueOf(answer.body())).getString("code");
    boolean challenged = answer.headers().firstValue("WWW-Authenticate").isPresent();
    if (challenged != (answer.statusCode() == 401)) {
      return code + " with the wrong challenge";
    }
    return code;
  }

  static String get(RunningServer server, String path, @Nullable String token) {
    return code(server.http().get(path, headers(token)));
  }

  static String reload(RunningServer server, @Nullable String token) {
    return code(server.http().exchange("POST", "/v1/reload", null, headers(token)));
  }

  static String stream(RunningServer server, String path, @Nullable String token) throws Exception {
    var answer = server.http().open("GET", path, null, headers(token));
    try (var body = answer.body()) {
      return answer.statusCode() == 200
          ? OK
          : new JsonObject(new String(body.readAllBytes(), UTF_8)).getString("code");
    }
  }

  /** Returns the result of a message on a WebSocket, or of its handshake. */
  static String socket(
      RunningServer server, String path, @Nullable String token, JsonObject message)
      throws Exception {
    try (Conversation conversation = Conversation.open(server, path, token)) {
      conversation.send(message);
      return conversation.result();
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof UpgradeRejectedException rejected) {
        return new JsonObject(rejected.getBody()).getString("code");
      }
      throw refused;
    }
  }

  /** A WebSocket of a test. */
  static final class Conversation implements AutoCloseable {
    private final WebSocketClient client;
    private final WebSocket socket;
    private final LinkedBlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final List<JsonObject> passed = new ArrayList<>();

    private Conversation(WebSocketClient client, WebSocket socket) {
      this.client = client;
      this.socket = socket;
      socket.textMessageHandler(text -> received.add(new JsonObject(text)));
      socket.closeHandler(
          closed -> received.add(new JsonObject().put("closed", socket.closeStatusCode())));
    }

    static Conversation open(RunningServer server, String path, @Nullable String token) {
      Vertx vertx = server.vertx();
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      if (token != null) {
        headers.add("Authorization", "Bearer " + token);
      }
      WebSocketConnectOptions options =
          new WebSocketConnectOptions()
              .setHost("127.0.0.1")
              .setPort(server.port())
              .setURI(path)
              .setHeaders(headers);
      WebSocketClient client = vertx.createWebSocketClient();
      Future<Conversation> opened =
          client
              .connect(options)
              .map(socket -> new Conversation(client, socket))
              .onFailure(failure -> client.close());
      return opened.toCompletionStage().toCompletableFuture().join();
    }

    void send(JsonObject message) {
      socket.writeTextMessage(message.encode());
    }

    /** Removes and returns the next message. */
    JsonObject next() throws InterruptedException {
      JsonObject message = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("no message was received after " + passed);
      }
      passed.add(message);
      return message;
    }

    /** Returns the next message of a type. */
    JsonObject next(String type) throws InterruptedException {
      JsonObject message = next();
      while (!type.equals(message.getString("type"))) {
        message = next();
      }
      return message;
    }

    /** Waits for the end of the connection. Returns its close code. */
    int closed() throws InterruptedException {
      JsonObject message = next();
      while (!message.containsKey("closed")) {
        message = next();
      }
      return message.getInteger("closed");
    }

    private String result() throws InterruptedException {
      while (true) {
        JsonObject message = next();
        String result =
            switch (message.getString("type", "closed")) {
              case "welcome" -> null;
              case "error" -> message.getString("code");
              case "err" ->
                  message.getString("body", message.getString("message").replaceFirst(":.*", ""));
              case "closed" -> "closed " + message.getValue("closed");
              default -> OK;
            };
        if (result != null) {
          return result;
        }
      }
    }

    @Override
    public void close() {
      socket.close();
      client.close();
    }
  }
}
