package io.feedhorn.push;

import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;

/**
 * Sends requests to push services (RFC 8030). Encryption and queries for names run on one worker
 * thread. Owned by the event loop of the {@link PushSender}.
 */
final class PushHttpClient {
  private static final String THREAD = "feedhorn-push";
  private static final int TIMEOUT_MILLIS = 30_000;

  private final PushEncoder encoder;
  private final WorkerExecutor worker;
  private final WebClient client;

  PushHttpClient(Vertx vertx, PushOptions options, PushKeys keys) {
    encoder =
        new PushEncoder(
            keys,
            Objects.requireNonNull(options.subject()),
            new EndpointPolicy(options.allowPrivate()));
    worker = vertx.createSharedWorkerExecutor(THREAD, 1);
    client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                // A redirect could lead into this server's own network.
                .setFollowRedirects(false)
                .setUserAgent("Feedhorn")
                .setConnectTimeout(TIMEOUT_MILLIS));
  }

  /** Sends a notification to one browser; fails if its push service does not answer. */
  Future<HttpResponse<Void>> send(Update update, PushSubscription to, long nowMicros) {
    return worker
        .executeBlocking(() -> encoder.encode(update, to, nowMicros), false)
        .compose(this::post);
  }

  private Future<HttpResponse<Void>> post(PushEncoder.PushRequest request) {
    URI endpoint = request.endpoint();
    boolean tls = "https".equalsIgnoreCase(endpoint.getScheme());
    int port = endpoint.getPort() > 0 ? endpoint.getPort() : tls ? 443 : 80;
    String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
    String target = endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery();
    PushMessage message = request.message();
    HttpRequest<Buffer> post =
        client
            .request(
                HttpMethod.POST,
                SocketAddress.inetSocketAddress(new InetSocketAddress(request.address(), port)),
                port,
                endpoint.getHost(),
                target)
            .ssl(tls)
            .timeout(TIMEOUT_MILLIS)
            .putHeader("TTL", Long.toString(message.ttlSeconds()))
            .putHeader("Urgency", message.urgency())
            .putHeader(HttpHeaders.AUTHORIZATION.toString(), request.authorization())
            .putHeader(HttpHeaders.CONTENT_ENCODING.toString(), request.coding())
            .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/octet-stream");
    if (!message.topic().isEmpty()) {
      post.putHeader("Topic", message.topic());
    }
    return post.as(BodyCodec.none()).sendBuffer(request.body());
  }

  Future<Void> close() {
    client.close();
    return worker.close();
  }
}
