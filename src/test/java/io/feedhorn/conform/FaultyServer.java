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

/** A proxy in front of a correct server, which adds one fault. */
final class FaultyServer implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  private static final long DELAY_MILLIS = 500;
  private static final long CUT_AFTER_MILLIS = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final int port;
  private final ServerFault fault;
  private final HttpClient http = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1_000));
  private final WebSocketClient sockets = vertx.createWebSocketClient();
  private final HttpServer server;
  // Shared by all polls, because most responses have few updates.
  private final ServerFault.Injector polls;

  /**
   * @param port the port of the correct server
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
                ? listen(proxy.webSocketHandshakeHandler(handshake -> handshake.reject(400)))
                : listen(proxy.webSocketHandler(this::socket)),
            TIMEOUT);
  }

  private Future<HttpServer> listen(HttpServer proxy) {
    return proxy.requestHandler(this::request).listen(0, "127.0.0.1");
  }

  String address() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  private void request(HttpServerRequest request) {
    if (fault == ServerFault.CUTS_POLLS && request.path().equals("/v1/updates")) {
      vertx.setTimer(CUT_AFTER_MILLIS, timer -> cut(request.response(), 504));
    }
    request
        .body()
        .compose(body -> forward(request, body))
        .onFailure(failure -> cut(request.response(), 502));
  }

  private static void cut(HttpServerResponse response, int status) {
    if (!response.ended() && !response.closed()) {
      response.setStatusCode(status).end();
    }
  }

  private Future<Void> forward(HttpServerRequest request, Buffer body) {
    HttpMethod method = request.method();
    return http.request(method, port, "127.0.0.1", uri(request))
        .compose(forwarded -> send(forwarded, request.headers(), body))
        .compose(upstream -> respond(request, upstream));
  }

  /**
   * Moves a Last-Event-ID into the query, where the server validates it; or an acknowledgement to
   * another reader.
   */
  private String uri(HttpServerRequest request) {
    if (fault == ServerFault.FORGETS_ACKNOWLEDGEMENTS && request.path().endsWith("/ack")) {
      return "/v1/readers/another/ack";
    }
    String id = request.getHeader("Last-Event-ID");
    if (fault != ServerFault.REFUSES_LAST_EVENT_IDS
        || id == null
        || request.getParam("since") != null) {
      return request.uri();
    }
    request.headers().remove("Last-Event-ID");
    return request.uri() + "&since=" + FeedhornClient.encoded(id);
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest request, MultiMap headers, Buffer body) {
    headers.remove("Host").remove("Content-Length").remove("Transfer-Encoding");
    request.headers().addAll(headers);
    return body.length() == 0 ? request.send() : request.send(body);
  }

  private Future<Void> respond(HttpServerRequest request, HttpClientResponse upstream) {
    HttpServerResponse response = request.response();
    if (response.ended()) {
      return upstream.request().connection().close();
    }
    response.setStatusCode(upstream.statusCode());
    response.headers().addAll(upstream.headers()).remove("Content-Length");
    if (String.valueOf(upstream.getHeader("Content-Type")).startsWith("text/event-stream")) {
      stream(response.setChunked(true), upstream);
      return Future.succeededFuture();
    }
    boolean polled = request.path().equals("/v1/updates") && upstream.statusCode() == 200;
    return upstream
        .body()
        .map(body -> polled ? Buffer.buffer(poll(body.toString())) : body)
        .compose(whole -> response.ended() ? Future.succeededFuture() : response.end(whole));
  }

  private String poll(String response) {
    int start = response.indexOf("\"updates\":[") + "\"updates\":[".length();
    String list = response.substring(start - 1, response.length() - 1);
    List<String> forwarded = polls.forward(JsonMessage.objects(list));
    return polls.forwardMessage(response.substring(0, start)) + String.join(",", forwarded) + "]}";
  }

  private void stream(HttpServerResponse response, HttpClientResponse upstream) {
    FaultyStream stream = new FaultyStream(fault, text -> write(response, text));
    upstream.handler(stream::read);
    upstream.endHandler(end -> response.end());
    upstream.exceptionHandler(failure -> response.reset());
    response.closeHandler(closed -> upstream.request().connection().close());
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
    ServerFault.Injector injector = new ServerFault.Injector(fault);
    far.textMessageHandler(
        text -> {
          List<String> forwarded =
              text.contains("\"type\":\"update\"")
                  ? injector.forward(List.of(text))
                  : List.of(injector.forwardMessage(text));
          if (!near.isClosed()) {
            forwarded.forEach(near::writeTextMessage);
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
