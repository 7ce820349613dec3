package io.feedhorn.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The requests of a client to its server, on one event loop. Thread-safe. */
final class RequestSender {
  private final Context eventLoop;
  private final ClientOptions options;

  RequestSender(Context eventLoop, ClientOptions options) {
    this.eventLoop = eventLoop;
    this.options = options;
  }

  /** Returns a queue that the event loop of the requests fills. */
  <T> BlockingInbox<T> inbox(int maxValues, ToIntFunction<T> length) {
    return new BlockingInbox<>(maxValues, length, eventLoop);
  }

  /** A request that was sent, or will be. Thread-safe. */
  static final class Sent<T> {
    private final Context eventLoop;
    private final Promise<T> result = Promise.promise();

    // Used on the event loop only.
    private @Nullable HttpClientRequest request;
    private boolean abandoned;

    private Sent(Context eventLoop) {
      this.eventLoop = eventLoop;
    }

    Future<T> result() {
      return result.future();
    }

    /**
     * Waits for the result. Ends the request, with its connection, if there is none.
     *
     * @throws ConnectionLostException if the request fails or there is no result in time
     */
    T await(Duration timeout) {
      try {
        return FeedhornClient.await(result.future(), timeout);
      } catch (ClientException failure) {
        eventLoop.runOnContext(
            ignored -> {
              abandoned = true;
              endIfAbandoned();
            });
        throw failure;
      }
    }

    private HttpClientRequest started(HttpClientRequest made) {
      request = made;
      endIfAbandoned();
      return made;
    }

    private void endIfAbandoned() {
      if (abandoned && request != null) {
        request.reset();
      }
    }
  }

  /**
   * Sends a request without waiting.
   *
   * @param then called on the event loop with the response before its body is read
   */
  <T> Sent<T> start(
      HttpClient http,
      String method,
      String path,
      @Nullable String body,
      Function<HttpClientResponse, Future<T>> then,
      String... headers) {
    Sent<T> sent = new Sent<>(eventLoop);
    onEventLoop(
            () ->
                http.request(request(method, path, headers))
                    .map(sent::started)
                    .compose(
                        request ->
                            body == null ? request.send() : request.send(Buffer.buffer(body)))
                    .compose(then))
        .onComplete(sent.result);
    return sent;
  }

  // If a request is sent from a thread that is not an event loop, Vert.x 5.0 sometimes loses the
  // end of the response's body. In compose(), an operation that throws is a failure.
  <T> Future<T> onEventLoop(Supplier<Future<T>> operation) {
    Promise<T> result = Promise.promise();
    eventLoop.runOnContext(
        ignored -> Future.succeededFuture().compose(none -> operation.get()).onComplete(result));
    return result.future();
  }

  private RequestOptions request(String method, String path, String... headers) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(method))
            .setHost(options.url().getHost())
            .setPort(options.port())
            .setURI(options.basePath() + path)
            .setServer(options.via());
    for (int i = 0; i < headers.length; i += 2) {
      request.addHeader(headers[i], headers[i + 1]);
    }
    if (options.token() != null) {
      request.addHeader("Authorization", "Bearer " + options.token());
    }
    return request;
  }
}
