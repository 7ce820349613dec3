package io.feedhorn.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * A minimal server with Vert.x: an event-bus consumer for each socket and topic writes text
 * messages.
 */
public final class ConsumerPerSocketServer {
  private static final String TOPICS_PARAMETER = "t=";

  private ConsumerPerSocketServer() {}

  /** Argument: the port. */
  public static void main(String[] args) throws Exception {
    Vertx vertx = Vertx.vertx(oneLoop());
    vertx
        .createHttpServer(server(args[0]))
        .webSocketHandler(socket -> accept(vertx, socket))
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  static VertxOptions oneLoop() {
    return new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true);
  }

  static HttpServerOptions server(String port) {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(Integer.parseInt(port))
        .setAcceptBacklog(4096)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private static void accept(Vertx vertx, ServerWebSocket socket) {
    if (socket.path().equals("/pub")) {
      socket.textMessageHandler(text -> publish(vertx, text));
      return;
    }
    List<MessageConsumer<String>> consumers = new ArrayList<>();
    String query = socket.query();
    for (String topic : query.substring(TOPICS_PARAMETER.length()).split(",", -1)) {
      consumers.add(
          vertx.eventBus().consumer(topic, message -> socket.writeTextMessage(message.body())));
    }
    socket.closeHandler(closed -> consumers.forEach(MessageConsumer::unregister));
  }

  private static void publish(Vertx vertx, String text) {
    int line = text.indexOf('\n');
    vertx.eventBus().publish(text.substring(0, line), text.substring(line + 1));
  }
}
