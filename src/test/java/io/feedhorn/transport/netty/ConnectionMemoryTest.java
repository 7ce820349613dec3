package io.feedhorn.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fails if another version of Vert.x has other private fields. */
@Timeout(60)
class ConnectionMemoryTest {
  private final Vertx vertx = Vertx.vertx();
  private final Promise<Boolean> freed = Promise.promise();
  private final Promise<Boolean> freedHandshake = Promise.promise();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void echo(ServerWebSocket socket) {
    freed.complete(
        ConnectionMemory.free(socket, ((WebSocketInternal) socket).channelHandlerContext()));
    freedHandshake.complete(
        Stream.of(socket.headers(), socket.uri(), socket.authority(), socket.query())
            .allMatch(Objects::isNull));
    socket.textMessageHandler(
        text -> socket.writeTextMessage(text).compose(written -> socket.writeTextMessage(text)));
  }

  private <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void memoryIsFreedAndTheSocketWorks() throws Exception {
    HttpServer server =
        await(vertx.createHttpServer().webSocketHandler(this::echo).listen(0, "127.0.0.1"));
    WebSocketClient client = vertx.createWebSocketClient();
    List<String> received = new ArrayList<>();
    Promise<Void> closed = Promise.promise();
    Promise<Void> twice = Promise.promise();
    var socket = await(client.connect(server.actualPort(), "127.0.0.1", "/?a=b"));
    socket.textMessageHandler(
        text -> {
          received.add(text);
          if (received.size() == 2) {
            twice.complete();
          }
        });
    socket.closeHandler(end -> closed.complete());

    assertThat(await(freed.future())).isTrue();
    assertThat(await(freedHandshake.future())).isTrue();
    await(socket.writeTextMessage("hello"));
    await(twice.future());
    await(socket.close());
    await(closed.future());
    // Also keeps the client alive: Vert.x closes one to which nothing refers any more.
    await(client.close());
    assertThat(received).containsExactly("hello", "hello");
  }

  @Test
  void aConnectionOfHttpServesItsNextRequestWithoutTheFactory() throws Exception {
    Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      connections.add(request.connection());
                      ChannelHandlerContext handler =
                          ((ConnectionBase) request.connection()).channelHandlerContext();
                      boolean isFreed = ConnectionMemory.freeFactory(handler);
                      request.response().end(request.uri() + " " + isFreed);
                    })
                .listen(0, "127.0.0.1"));
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    assertThat(get(client, server, "/1")).isEqualTo("/1 true");
    assertThat(get(client, server, "/2")).isEqualTo("/2 true");
    assertThat(connections).hasSize(1);
  }

  private static String get(HttpClient client, HttpServer server, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
