package io.feedhorn.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fails if another version of Vert.x has other private fields. */
@Timeout(60)
class WebSocketMemoryTest {
  private final Vertx vertx = Vertx.vertx();
  private final Promise<Boolean> freed = Promise.promise();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void echo(ServerWebSocket socket) {
    freed.complete(WebSocketMemory.free(((WebSocketInternal) socket).channelHandlerContext()));
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
    var socket = await(client.connect(server.actualPort(), "127.0.0.1", "/"));
    socket.textMessageHandler(
        text -> {
          received.add(text);
          if (received.size() == 2) {
            twice.complete();
          }
        });
    socket.closeHandler(end -> closed.complete());

    assertThat(await(freed.future())).isTrue();
    await(socket.writeTextMessage("hello"));
    await(twice.future());
    await(socket.close());
    await(closed.future());
    assertThat(received).containsExactly("hello", "hello");
  }
}
