package io.feedhorn.conform;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.json.JsonMessage;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.time.Duration;
import java.util.List;

/** A server that does one thing wrong: a right one behind it does everything else. */
final class FaultyServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final long DELAY_MILLIS = 200;
  private static final long CUT_AFTER_MILLIS = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final int port;
  private final ServerFault fault;
  private final HttpClient http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1_000));
  private final WebSocketClient sockets = vertx.createWebSocketClient();
  private final HttpServer server;
  // One for all answers to polls: most have few updates.
  private final ServerFault.Injector polls;

  /**
   * @param port of the right server
   */
  FaultyServer(int port, ServerFault fault) {
    this.port = port;
    this.fault = fault;
    this.polls = new ServerFault.Injector(fault);
    HttpServer proxy =
        vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("feedhorn.v1"));
    this.server =
        FeedhornClient.await(
            fault == ServerFault.REFUSES_WEBSOCKETS
                ? listen(proxy.webSocketHandshakeHandler(asked -> asked.reject(400)))
                : listen(proxy.webSocketHandler(this::socket)),
            TIMEOUT);
  }

  private Future<HttpServer> listen(HttpServer proxy) {
    return proxy.requestHandler(this::request).listen(0, "127.0.0.1");
  }

  String address() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void request(HttpServerRequest asked) {
    if (fault == ServerFault.CUTS_POLLS && asked.path().equals("/v1/updates")) {
      vertx.setTimer(CUT_AFTER_MILLIS, timer -> cut(asked.response(), 504));
    }
    asked
        .body()
        .compose(body -> forward(asked, body))
        .onFailure(failure -> cut(asked.response(), 502));
  }

  private static void cut(HttpServerResponse response, int status) {
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).end();
    }
  }

  private Future<Void> forward(HttpServerRequest asked, Buffer body) {
    HttpMethod method = asked.method();
    return http.request(method, port, "127.0.0.1", uri(asked))
        .compose(request -> send(request, asked.headers(), body))
        .compose(answer -> answer(asked, answer));
  }

  /** Moves a Last-Event-ID into the query, where the server validates it. */
  private String uri(HttpServerRequest asked) {
    String id = asked.getHeader("Last-Event-ID");
    if (fault != ServerFault.REFUSES_LAST_EVENT_IDS
        || id == null
        || asked.getParam("since") != null) {
      return asked.uri();
    }
    asked.headers().remove("Last-Event-ID");
    return asked.uri() + "&since=" + FeedhornClient.encoded(id);
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest request, MultiMap headers, Buffer body) {
    headers.remove("Host").remove("Content-Length").remove("Transfer-Encoding");
    request.headers().addAll(headers);
    return body.length() == 0 ? request.send() : request.send(body);
  }

  private Future<Void> answer(HttpServerRequest asked, HttpClientResponse answer) {
    HttpServerResponse response = asked.response();
    if (response.ended()) {
      return answer.request().connection().close();
    }
    response.setStatusCode(answer.statusCode());
    response.headers().addAll(answer.headers()).remove("Content-Length");
    if (String.valueOf(answer.getHeader("Content-Type")).startsWith("text/event-stream")) {
      stream(response.setChunked(true), answer);
      return Future.succeededFuture();
    }
    boolean polled = asked.path().equals("/v1/updates") && answer.statusCode() == 200;
    return answer
        .body()
        .map(body -> polled ? Buffer.buffer(poll(body.toString())) : body)
        .compose(whole -> response.ended() ? Future.succeededFuture() : response.end(whole));
  }

  private String poll(String answer) {
    int start = answer.indexOf("\"updates\":[") + "\"updates\":[".length();
    String list = answer.substring(start - 1, answer.length() - 1);
    List<String> passed = polls.forward(JsonMessage.objects(list));
    return polls.forwardMessage(answer.substring(0, start)) + String.join(",", passed) + "]}";
  }

  private void stream(HttpServerResponse response, HttpClientResponse answer) {
    FaultyStream stream = new FaultyStream(fault, text -> write(response, text));
    answer.handler(stream::read);
    answer.endHandler(end -> response.end());
    answer.exceptionHandler(gone -> response.reset());
    response.closeHandler(gone -> answer.request().connection().close());
  }

  private void write(HttpServerResponse response, String block) {
    if (fault == ServerFault.DELAYS_BLOCKS) {
      vertx.setTimer(DELAY_MILLIS, timer -> response.write(block));
    } else {
      response.write(block);
    }
  }

  private void socket(ServerWebSocket near) {
    near.pause();
    sockets
        .connect(port, "127.0.0.1", near.uri())
        .onSuccess(far -> connect(near, far))
        .onFailure(failure -> near.close());
  }

  private void connect(ServerWebSocket near, WebSocket far) {
    if (near.isClosed()) {
      far.close();
      return;
    }
    ServerFault.Injector hand = new ServerFault.Injector(fault);
    far.textMessageHandler(
        text -> {
          List<String> passed =
              text.contains("\"type\":\"update\"")
                  ? hand.forward(List.of(text))
                  : List.of(hand.forwardMessage(text));
          if (!near.isClosed()) {
            passed.forEach(near::writeTextMessage);
          }
        });
    near.textMessageHandler(far::writeTextMessage);
    near.closeHandler(closed -> far.close());
    far.closeHandler(closed -> near.close());
    near.resume();
  }

  @Override
  public void close() {
    FeedhornClient.await(vertx.close(), TIMEOUT);
  }
}
