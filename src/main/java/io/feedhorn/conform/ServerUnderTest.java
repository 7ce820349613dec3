package io.feedhorn.conform;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server under test, as requests reach it. Safe on any thread that may block; none of these is
 * an event loop.
 */
final class ServerUnderTest {
  private static final int MAX_CONNECTIONS = 20_000;
  // Below what proxies wait, 5 s and more: one that closes a connection that is just used again is
  // no fault.
  private static final int IDLE_SECONDS = 2;
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  private final URI url;
  private final @Nullable String token;
  private final @Nullable SocketAddress via;
  private final Duration patience;
  private final Context loop;
  private final HttpClient http;
  private final WebSocketClient sockets;

  /**
   * @param token sent as a bearer token, or null
   * @param via where connections go instead of to the URL's host; or null
   */
  ServerUnderTest(
      Vertx vertx,
      URI url,
      @Nullable String token,
      @Nullable SocketAddress via,
      Duration patience) {
    this.url = url;
    this.token = token;
    this.via = via;
    this.patience = patience;
    this.loop = vertx.getOrCreateContext();
    boolean ssl = "https".equals(url.getScheme());
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(ssl)
                .setConnectTimeout((int) patience.toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
    this.sockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl(ssl)
                .setConnectTimeout((int) patience.toMillis())
                .setMaxConnections(MAX_CONNECTIONS)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES));
  }

  Duration patience() {
    return patience;
  }

  /** The host and port that connections go to, past any {@code via}. */
  SocketAddress address() {
    return SocketAddress.inetSocketAddress(port(), url.getHost());
  }

  private int port() {
    return url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
  }

  HttpAnswer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  HttpAnswer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  /**
   * One request, its answer read to the end.
   *
   * @param headers names and values in turn
   */
  HttpAnswer send(String method, String path, @Nullable String body, String... headers) {
    return done(begin(method, path, body, headers), patience);
  }

  /** One request; the answer comes when it is whole. */
  Future<HttpAnswer> begin(String method, String path, @Nullable String body, String... headers) {
    return onLoop(
        () ->
            request(method, path, headers)
                .compose(
                    request -> body == null ? request.send() : request.send(Buffer.buffer(body)))
                .compose(
                    head ->
                        head.body()
                            .map(
                                b ->
                                    new HttpAnswer(
                                        head.statusCode(), head.headers(), b.toString()))));
  }

  /**
   * A request whose answer is taken as it comes.
   *
   * @param take called with the head on the event loop, before any of the body is read
   */
  Future<HttpClientResponse> open(
      String path,
      Function<HttpClientResponse, Future<HttpClientResponse>> take,
      String... headers) {
    return onLoop(
        () -> request("GET", path, headers).compose(HttpClientRequest::send).compose(take));
  }

  // From a thread that is no event loop, Vert.x 5.0 now and then loses the end of an answer's body.
  private <T> Future<T> onLoop(Supplier<Future<T>> start) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(turn -> start.get().onComplete(done));
    return done.future();
  }

  private Future<HttpClientRequest> request(String method, String path, String... headers) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost(url.getHost())
            .setPort(port())
            .setURI(prefix() + path)
            .setServer(via);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    if (token != null) {
      options.addHeader("Authorization", "Bearer " + token);
    }
    return http.request(options);
  }

  /** Connects a WebSocket. */
  TextSocketClient connect(String path, String... subprotocols) {
    WebSocketConnectOptions options = new WebSocketConnectOptions();
    // Vert.x 5.0 does not look at the options' server here.
    options
        .setHost(via == null ? url.getHost() : via.host())
        .setPort(via == null ? port() : via.port())
        .setURI(prefix() + path)
        .setTimeout(patience.toMillis());
    for (String subprotocol : subprotocols) {
      options.addSubProtocol(subprotocol);
    }
    if (token != null) {
      options.addHeader("Authorization", "Bearer " + token);
    }
    TextSocketClient socket = new TextSocketClient(sockets.webSocket(), patience);
    done(onLoop(() -> socket.connect(options)), patience);
    return socket;
  }

  private String prefix() {
    String path = url.getPath() == null ? "" : url.getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /**
   * What a future gives.
   *
   * @throws ConnectionLost where it fails, or takes longer than this
   */
  static <T> T done(Future<T> future, Duration patience) {
    try {
      return future.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ConnectionLost("no answer within " + patience.toMillis() + " ms");
    } catch (CheckFailed | ConnectionLost | RequestRefused told) {
      throw told;
    } catch (Exception failure) { // Vert.x throws checked ones undeclared.
      String message = failure.getMessage();
      throw new ConnectionLost(
          failure.getClass().getSimpleName() + (message == null ? "" : ": " + message), failure);
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
