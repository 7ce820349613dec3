package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compiles the Java examples of docs/embedding.md and docs/verticles.md and runs them, each in a
 * JVM of its own. Only ports are replaced.
 */
@Timeout(120)
class DocumentedJavaTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // JUnit sets the field
  @TempDir
  private Path directory;

  private JavaExample example(String page, String name) throws IOException {
    return JavaExample.compile(page, name, directory);
  }

  private HttpResponse<String> send(String method, String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private JsonObject get(String url) throws Exception {
    return new JsonObject(send("GET", url).body());
  }

  @Test
  void theEmbeddedExamplePublishes() throws Exception {
    try (JavaExample embedded = example("docs/embedding.md", "Embedded").run()) {
      String server = embedded.awaitOutput("ready on (\\S+)");
      String snapshot = server + "/v1/topics/orders.new";

      await().atMost(TIMEOUT).until(() -> send("GET", snapshot).statusCode() == 200);
      assertThat(get(snapshot).getJsonObject("data").getString("item")).isEqualTo("tea");
    }
  }

  @Test
  void theShopExamplePublishesAndSubscribes() throws Exception {
    try (JavaExample shop = example("docs/embedding.md", "Shop").run()) {
      String server = shop.awaitOutput("ready on (\\S+)");
      String own = shop.awaitOutput("shop on (\\S+)");
      BlockingQueue<JsonObject> bridge = register(own, "orders.new");

      assertThat(send("POST", own + "/orders/tea").statusCode()).isEqualTo(200);

      JsonObject update = bridge.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      assertThat(update).isNotNull();
      assertThat(update.getJsonObject("body").getJsonObject("data").getString("item"))
          .isEqualTo("tea");
      assertThat(get(server + "/v1/topics/orders.new").getLong("offset")).isEqualTo(1);
      await().atMost(TIMEOUT).until(() -> get(own + "/orders").getInteger("orders") == 1);
    }
  }

  /**
   * Registers at the raw WebSocket of a SockJS bridge. The bridge processes messages in order: the
   * refusal of the second one shows that the first one has taken effect.
   */
  private BlockingQueue<JsonObject> register(String url, String address) throws Exception {
    BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    WebSocket webSocket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(url.replace("http", "ws") + "/bridge/websocket"),
                new Collector(received))
            .join();
    for (String each : List.of(address, "not-permitted")) {
      String message = new JsonObject().put("type", "register").put("address", each).encode();
      webSocket.sendText(message, true).join();
    }
    JsonObject refusal = received.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    assertThat(refusal).isEqualTo(new JsonObject().put("type", "err").put("body", "access_denied"));
    return received;
  }

  private record Collector(BlockingQueue<JsonObject> received) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      received.add(new JsonObject(Buffer.buffer(bytes)));
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      received.add(new JsonObject(data.toString()));
      socket.request(1);
      return null;
    }
  }

  @Test
  void theTestOfTheExamplePasses() throws Exception {
    example("docs/embedding.md", "OrdersTest");
    try (URLClassLoader classes = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
      Class<?> type = classes.loadClass("OrdersTest");
      Object test = type.getConstructor().newInstance();
      try {
        invoke(test, BeforeEach.class);
        invoke(test, Test.class);
      } finally {
        invoke(test, AfterEach.class);
      }
    }
  }

  private static void invoke(Object test, Class<? extends Annotation> annotation)
      throws ReflectiveOperationException {
    List<Method> methods =
        List.of(test.getClass().getDeclaredMethods()).stream()
            .filter(method -> method.isAnnotationPresent(annotation))
            .toList();
    assertThat(methods).hasSize(1);
    methods.get(0).invoke(test);
  }

  @Test
  void theVerticleExampleConsumesAndPublishes() throws Exception {
    try (JavaExample verticle = example("docs/verticles.md", "OwnVerticle").run()) {
      String server = verticle.awaitOutput("ready on (\\S+)");

      assertThat(verticle.awaitOutput("published (\\d+)")).isEqualTo("1");
      JsonObject alert = get(server + "/v1/topics/highs.SPX-2008");
      assertThat(alert.getJsonObject("data").getDouble("highest")).isPositive();
    }
  }
}
