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

/** Every way to read a topic, and every way to publish on it, and what each one answers. */
final class AccessPaths {
  /** What was answered, in the words of the contract's codes; {@code ok} where it was granted. */
  static final String OK = "ok";

  private static final long PATIENCE_SECONDS = 20;

  private AccessPaths() {}

  /** One way in. */
  interface Door {
    /**
     * Asks for a topic by this door.
     *
     * @param token null for none
     */
    String knock(RunningServer server, String topic, @Nullable String token) throws Exception;
  }

  static String[] headers(@Nullable String token) {
    return token == null ? new String[0] : new String[] {"Authorization", "Bearer " + token};
  }

  /** The code of an HTTP answer. */
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

  static String stream(RunningServer server, String path, @Nullable String token) throws Exception {
    var answer = server.http().open("GET", path, null, headers(token));
    try (var body = answer.body()) {
      return answer.statusCode() == 200
          ? OK
          : new JsonObject(new String(body.readAllBytes(), UTF_8)).getString("code");
    }
  }

  /** What a socket answers to one message, or why there was no socket. */
  static String socket(
      RunningServer server, String path, @Nullable String token, JsonObject message)
      throws Exception {
    try (Conversation talk = Conversation.open(server, path, token)) {
      talk.say(message);
      return talk.verdict();
    } catch (CompletionException refused) {
      if (refused.getCause() instanceof UpgradeRejectedException rejected) {
        return new JsonObject(rejected.getBody()).getString("code");
      }
      throw refused;
    }
  }

  /** A WebSocket that a test talks over. */
  static final class Conversation implements AutoCloseable {
    private final WebSocketClient client;
    private final WebSocket socket;
    private final LinkedBlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final List<JsonObject> passed = new ArrayList<>();

    private Conversation(WebSocketClient client, WebSocket socket) {
      this.client = client;
      this.socket = socket;
      socket.textMessageHandler(text -> heard.add(new JsonObject(text)));
      socket.closeHandler(
          closed -> heard.add(new JsonObject().put("closed", socket.closeStatusCode())));
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

    void say(JsonObject message) {
      socket.writeTextMessage(message.encode());
    }

    /** The next message; the ones before it are gone. */
    JsonObject next() throws InterruptedException {
      JsonObject message = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came after " + passed);
      }
      passed.add(message);
      return message;
    }

    /** The next message of a type. */
    JsonObject next(String type) throws InterruptedException {
      JsonObject message = next();
      while (!type.equals(message.getString("type"))) {
        message = next();
      }
      return message;
    }

    /** The code that the connection is closed with. */
    int closed() throws InterruptedException {
      JsonObject message = next();
      while (!message.containsKey("closed")) {
        message = next();
      }
      return message.getInteger("closed");
    }

    private String verdict() throws InterruptedException {
      while (true) {
        JsonObject message = next();
        String verdict =
            switch (message.getString("type", "closed")) {
              case "welcome" -> null;
              case "error" -> message.getString("code");
              case "err" ->
                  message.getString("body", message.getString("message").replaceFirst(":.*", ""));
              case "closed" -> "closed " + message.getValue("closed");
              default -> OK;
            };
        if (verdict != null) {
          return verdict;
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
