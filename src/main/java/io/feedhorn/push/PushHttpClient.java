package io.feedhorn.push;

import io.feedhorn.model.Clock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests to push services (RFC 8030). Encryption runs on one worker thread, and queries for
 * names on others: clients choose the names, and one that no server answers for must not delay the
 * pushes to other hosts. Owned by the event loop of the {@link PushSender}.
 */
final class PushHttpClient {
  private static final String THREAD = "feedhorn-push";
  private static final String NAMES_THREAD = "feedhorn-push-names";
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int BODY_TIMEOUT_MILLIS = 5_000;

  private final EndpointPolicy policy;
  private final EndpointPolicy.HostNames names;
  private final PushEncoder encoder;
  private final WorkerExecutor worker;
  private final WorkerExecutor namesWorker;
  private final HttpClient client;
  private final int timeoutMillis;
  private final int bodyTimeoutMillis;

  /**
   * @param clock the clock of the signatures
   */
  PushHttpClient(Vertx vertx, PushOptions options, PushKeys keys, Clock clock) {
    this(
        vertx,
        options,
        keys,
        clock,
        InetAddress::getAllByName,
        TIMEOUT_MILLIS,
        BODY_TIMEOUT_MILLIS);
  }

  /**
   * @param timeoutMillis the maximum time until the head of an answer
   * @param bodyTimeoutMillis the maximum time for the rest of it
   */
  PushHttpClient(
      Vertx vertx,
      PushOptions options,
      PushKeys keys,
      Clock clock,
      EndpointPolicy.HostNames names,
      int timeoutMillis,
      int bodyTimeoutMillis) {
    policy = new EndpointPolicy(options.allowPrivate());
    this.names = names;
    encoder = new PushEncoder(keys, Objects.requireNonNull(options.subject()), clock);
    worker = vertx.createSharedWorkerExecutor(THREAD, 1);
    namesWorker = vertx.createSharedWorkerExecutor(NAMES_THREAD, PushQueue.MAX_IN_FLIGHT);
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(timeoutMillis),
            new PoolOptions().setHttp1MaxSize(PushQueue.MAX_IN_FLIGHT_OF_SERVICE));
    this.timeoutMillis = timeoutMillis;
    this.bodyTimeoutMillis = bodyTimeoutMillis;
  }

  /** Sends a notification to one browser; fails if its push service does not answer. */
  Future<PushAnswer> send(Update update, PushSubscription to, long nowMicros) {
    URI endpoint;
    try {
      endpoint = policy.requireAllowed(to.endpoint());
    } catch (FeedException refused) {
      return Future.failedFuture(refused);
    }
    return namesWorker
        .executeBlocking(() -> policy.resolve(endpoint, names), false)
        .compose(
            address ->
                worker.executeBlocking(
                    () -> encoder.encode(update, to, endpoint, address, nowMicros), false))
        .compose(this::post);
  }

  private Future<PushAnswer> post(PushEncoder.PushRequest request) {
    return client.request(options(request)).compose(opened -> send(opened, request.body()));
  }

  private RequestOptions options(PushEncoder.PushRequest request) {
    URI endpoint = request.endpoint();
    boolean tls = "https".equalsIgnoreCase(endpoint.getScheme());
    int port = endpoint.getPort() > 0 ? endpoint.getPort() : tls ? 443 : 80;
    String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
    String target = endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery();
    PushMessage message = request.message();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(
                SocketAddress.inetSocketAddress(new InetSocketAddress(request.address(), port)))
            .setHost(endpoint.getHost())
            .setPort(port)
            .setURI(target)
            .setSsl(tls)
            // A redirect could lead into this server's own network.
            .setFollowRedirects(false)
            .setConnectTimeout(timeoutMillis)
            .putHeader(HttpHeaders.USER_AGENT, "Feedhorn")
            .putHeader("TTL", Long.toString(message.ttlSeconds()))
            .putHeader("Urgency", message.urgency())
            .putHeader(HttpHeaders.AUTHORIZATION, request.authorization())
            .putHeader(HttpHeaders.CONTENT_ENCODING, request.coding())
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    return message.topic().isEmpty() ? options : options.putHeader("Topic", message.topic());
  }

  /**
   * Sends an opened request. The time of the whole answer is limited: clients choose the endpoints,
   * and answers without an end would take all places for requests. The timeout of a request itself
   * ends with the head of its answer, and its error has the path, which is a secret.
   */
  private Future<PushAnswer> send(HttpClientRequest opened, Buffer body) {
    return opened
        .send(body)
        .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .compose(this::read)
        .recover(failure -> Future.failedFuture(reported(failure)))
        .onFailure(failure -> opened.reset());
  }

  private Throwable reported(Throwable failure) {
    return failure instanceof TimeoutException
        ? new TimeoutException("no answer within %d ms".formatted(timeoutMillis))
        : failure;
  }

  /** Returns an answer at the end of its body, which nobody reads, or when that takes too long. */
  private Future<PushAnswer> read(HttpClientResponse response) {
    PushAnswer answer = PushAnswer.of(response);
    response.exceptionHandler(reset -> {}); // Without one, a reset is logged as an error.
    return response
        .end()
        .timeout(bodyTimeoutMillis, TimeUnit.MILLISECONDS)
        .onFailure(late -> response.request().reset())
        .transform(ended -> Future.succeededFuture(answer));
  }

  Future<Void> close() {
    return client.close().eventually(namesWorker::close).eventually(worker::close);
  }
}
