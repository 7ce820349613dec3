package io.feedhorn.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client of one server: reads over every transport, publishes, and sends any other request. Safe
 * on any thread except event loops, which its methods would block.
 */
public final class FeedhornClient implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 20_000;
  // Shorter than the keep-alive of common proxies, 5 s and more: a request on a connection that a
  // proxy is closing would fail.
  private static final int KEEP_ALIVE_SECONDS = 2;
  private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  private final ClientOptions options;
  private final @Nullable Vertx ownVertx;
  private final HttpClient http;
  private final HttpClient streams;
  private final WebSocketClient webSockets;
  private final RequestSender sender;

  /**
   * Creates a client on the event loops of a Vert.x instance, which it does not close.
   *
   * @param vertx the instance
   */
  public FeedhornClient(Vertx vertx, ClientOptions options) {
    this(vertx, null, options);
  }

  private FeedhornClient(Vertx vertx, @Nullable Vertx ownVertx, ClientOptions options) {
    this.options = options;
    this.ownVertx = ownVertx;
    boolean tls = options.isTls();
    int timeoutMillis = (int) options.timeout().toMillis();
    int readIdleMillis = (int) options.readIdleTimeout().toMillis();
    HttpClientOptions requests =
        new HttpClientOptions()
            .setSsl(tls)
            .setConnectTimeout(timeoutMillis)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS);
    this.http = vertx.createHttpClient(requests, pool);
    this.streams =
        vertx.createHttpClient(
            new HttpClientOptions(requests)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(readIdleMillis),
            pool);
    this.webSockets =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setSsl(tls)
                .setConnectTimeout(timeoutMillis)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(readIdleMillis)
                .setMaxConnections(MAX_CONNECTIONS)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES));
    this.sender = new RequestSender(vertx.getOrCreateContext(), options);
  }

  /**
   * Creates a client with the default settings and a thread of its own.
   *
   * @param url the server, {@code http://HOST:PORT}
   */
  public static FeedhornClient to(String url) {
    return to(ClientOptions.of(URI.create(url)));
  }

  /** Creates a client with a thread of its own. */
  public static FeedhornClient to(ClientOptions options) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    return new FeedhornClient(vertx, vertx, options);
  }

  /**
   * Subscribes. Returns when the server has accepted the subscription, so that the reader gets
   * every update that is published afterwards.
   *
   * @throws RequestRefusedException if the server refuses the request
   * @throws ConnectionLostException if the server cannot be reached
   */
  public UpdateReader open(Transport transport, ReadRequest request) {
    return transport.open(this, request);
  }

  /**
   * Publishes a value. Returns when the server has acknowledged it.
   *
   * @param json the value
   * @throws RequestRefusedException if the server refuses it
   * @throws ConnectionLostException if there is no answer; the value may have been published
   */
  public PublishReceipt publish(String topic, String json) {
    return PublishReceipt.of(post("/v1/topics/" + encoded(topic), json).requireStatus(201).body());
  }

  /**
   * Acknowledges everything up to a cursor for a reader. Returns the reader's cursor then, when the
   * server has stored it.
   *
   * @param cursor a cursor after updates that were processed
   * @throws RequestRefusedException if the server refuses it
   * @throws ConnectionLostException if there is no answer; it can be repeated
   */
  public String acknowledge(String reader, String cursor) {
    String body = new JsonObject().put("cursor", cursor).encode();
    HttpAnswer answer =
        post("/v1/readers/" + reader + "/ack", body, "Content-Type", "application/json");
    return String.valueOf(answer.requireStatus(200).json().optionalString("cursor"));
  }

  /** Returns the maximum time for a connection or a response. */
  public Duration timeout() {
    return options.timeout();
  }

  /** Returns the host and port of the server's URL. */
  public SocketAddress address() {
    return SocketAddress.inetSocketAddress(options.port(), options.url().getHost());
  }

  /** Sends a GET request. Like {@link #send}. */
  public HttpAnswer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  /** Sends a POST request. Like {@link #send}. */
  public HttpAnswer post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  /**
   * Sends a request and reads the complete response.
   *
   * @param path below the path of the server's URL
   * @param headers names and values in turn
   * @throws ConnectionLostException if there is no response in time
   */
  public HttpAnswer send(String method, String path, @Nullable String body, String... headers) {
    return send(method, path, body, timeout(), headers);
  }

  HttpAnswer send(
      String method, String path, @Nullable String body, Duration time, String... headers) {
    return sender.start(http, method, path, body, FeedhornClient::complete, headers).await(time);
  }

  /** Sends a request without waiting. The future completes with the complete response. */
  public Future<HttpAnswer> sendAsync(
      String method, String path, @Nullable String body, String... headers) {
    return sender.start(http, method, path, body, FeedhornClient::complete, headers).result();
  }

  private static Future<HttpAnswer> complete(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new HttpAnswer(response.statusCode(), response.headers(), body.toString()));
  }

  /**
   * Sends a GET request whose response has no end, and waits for its head.
   *
   * @param start called on the event loop with the response before its body is read
   */
  HttpClientResponse openStream(
      String path,
      Function<HttpClientResponse, Future<HttpClientResponse>> start,
      String... headers) {
    return sender.start(streams, "GET", path, null, start, headers).await(timeout());
  }

  /** Returns the queue of a connection. */
  <T> BlockingInbox<T> inbox(ToIntFunction<T> length) {
    return sender.inbox(options.maxUnread(), length);
  }

  /**
   * Opens a WebSocket.
   *
   * @param path below the path of the server's URL
   * @throws ConnectionLostException if the handshake fails
   */
  public TextSocketClient openWebSocket(String path, String... subprotocols) {
    SocketAddress via = options.via();
    WebSocketConnectOptions handshake = new WebSocketConnectOptions();
    // Vert.x 5.0 ignores setServer for WebSockets.
    handshake
        .setHost(via == null ? options.url().getHost() : via.host())
        .setPort(via == null ? options.port() : via.port())
        .setURI(options.basePath() + path)
        .setTimeout(timeout().toMillis());
    for (String subprotocol : subprotocols) {
      handshake.addSubProtocol(subprotocol);
    }
    if (options.token() != null) {
      handshake.addHeader("Authorization", "Bearer " + options.token());
    }
    TextSocketClient socket =
        new TextSocketClient(webSockets.webSocket(), inbox(String::length), timeout());
    Future<WebSocket> connected = sender.onEventLoop(() -> socket.connect(handshake));
    try {
      await(connected, timeout());
    } catch (ClientException failure) {
      connected.onSuccess(WebSocket::close); // Nobody waits for it any more.
      throw failure;
    }
    return socket;
  }

  /**
   * Waits for a future.
   *
   * @throws ConnectionLostException if the future fails or is not completed in time
   */
  public static <T> T await(Future<T> future, Duration timeout) {
    try {
      return future.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new ConnectionLostException("no answer within " + timeout.toMillis() + " ms");
    } catch (ClientException failure) {
      throw failure;
    } catch (Exception failure) { // Vert.x throws undeclared checked exceptions.
      if (failure instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String message = failure.getMessage();
      throw new ConnectionLostException(
          failure.getClass().getSimpleName() + (message == null ? "" : ": " + message), failure);
    }
  }

  /** Returns a text as it is in a query. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Closes all connections. */
  @Override
  public void close() {
    Future<?> closed =
        ownVertx == null
            ? Future.all(http.close(), streams.close(), webSockets.close())
            : ownVertx.close();
    await(closed, timeout());
  }
}
