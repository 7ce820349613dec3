package io.feedhorn.push;

import io.feedhorn.metrics.PushMetrics;
import io.feedhorn.model.Clock;
import io.feedhorn.model.Update;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.ext.web.codec.BodyCodec;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications to push services. Its state belongs to its event loop; encryption and queries
 * for names run on one worker thread. Everything is bounded: requests at the same time, waiting
 * ones, attempts and pauses. A notification that has expired or was replaced in the meantime is not
 * sent.
 */
public final class PushSender extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PushSender.class);
  private static final String THREAD = "feedhorn-push";
  private static final int MAX_IN_FLIGHT = 32;
  private static final int MAX_WAITING = 200_000;
  private static final int TIMEOUT_MILLIS = 30_000;

  private final PushOptions options;
  private final PushKeys keys;
  private final ConnectedTopics presence;
  private final Clock clock;
  private final PushMetrics metrics;
  private final ArrayDeque<PushDelivery> queue = new ArrayDeque<>();
  private int inFlight;
  private int paused;
  private @Nullable Transport transport;

  private record Transport(PushEncoder encoder, WorkerExecutor worker, WebClient client) {}

  /**
   * @param presence knows which users have a connected page
   * @param clock the feeds' clock
   */
  public PushSender(
      PushOptions options,
      PushKeys keys,
      ConnectedTopics presence,
      Clock clock,
      PushMetrics metrics) {
    this.options = options;
    this.keys = keys;
    this.presence = presence;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    PushRequests.register(vertx.eventBus());
    transport =
        new Transport(
            new PushEncoder(
                keys,
                Objects.requireNonNull(options.subject()),
                new EndpointPolicy(options.allowPrivate())),
            vertx.createSharedWorkerExecutor(THREAD, 1),
            WebClient.create(
                vertx,
                new WebClientOptions()
                    // A redirect could lead into this server's own network.
                    .setFollowRedirects(false)
                    .setUserAgent("Feedhorn")
                    .setConnectTimeout(TIMEOUT_MILLIS)));
    return vertx.eventBus().<PushJob>localConsumer(PushRequests.JOBS, this::onJob).completion();
  }

  @Override
  public Future<?> stop() {
    queue.clear();
    Transport open = transport;
    transport = null;
    if (open == null) {
      return Future.succeededFuture();
    }
    open.client().close();
    return open.worker().close();
  }

  private void onJob(Message<PushJob> message) {
    PushJob job = message.body();
    List<String> topics =
        job.subscriptions().stream()
            .map(PushSubscription::presenceTopic)
            .filter(Objects::nonNull)
            .distinct()
            .toList();
    presence.connected(topics).otherwise(Set.of()).onSuccess(connected -> enqueue(job, connected));
  }

  private void enqueue(PushJob job, Set<String> connected) {
    int dropped = 0;
    for (PushSubscription to : job.subscriptions()) {
      if (!connected.contains(to.presenceTopic())) {
        if (queue.size() + paused >= MAX_WAITING) {
          dropped++;
        } else {
          queue.add(new PushDelivery(job.update(), to, 1));
        }
      }
    }
    if (dropped > 0) {
      metrics.dropped(dropped);
      LOG.warn("{} pushes are dropped: {} wait already", dropped, MAX_WAITING);
    }
    sendNext();
  }

  private void sendNext() {
    Transport open = transport;
    while (open != null && inFlight < MAX_IN_FLIGHT && !queue.isEmpty()) {
      send(open, queue.remove());
    }
    metrics.waiting(queue.size() + paused);
  }

  private void send(Transport open, PushDelivery delivery) {
    long now = clock.micros();
    Update update = delivery.update();
    if (!update.isDeliverable(now)) {
      return;
    }
    inFlight++;
    open.worker()
        .executeBlocking(() -> open.encoder().encode(update, delivery.to(), now), false)
        .compose(request -> post(open.client(), request))
        .onComplete(
            response -> {
              inFlight--;
              if (response.succeeded()) {
                onResponse(delivery, response.result());
              } else {
                onFailure(delivery, response.cause());
              }
              sendNext();
            });
  }

  private static Future<HttpResponse<Void>> post(
      WebClient client, PushEncoder.PushRequest request) {
    java.net.URI endpoint = request.endpoint();
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

  private void onResponse(PushDelivery delivery, HttpResponse<Void> response) {
    int status = response.statusCode();
    if (status < 300) {
      metrics.sent();
      return;
    }
    metrics.failed(status);
    if (status == 404 || status == 410) {
      metrics.subscriptionGone();
      vertx
          .eventBus()
          .send(
              PushRequests.COMMANDS,
              new PushCommand.Unsubscribe(delivery.to().endpoint()),
              PushRequests.LOCAL_ONLY);
    } else if (status == 429 || status >= 500) {
      retry(delivery, "status " + status, response.getHeader(HttpHeaders.RETRY_AFTER.toString()));
    } else {
      LOG.warn("{} refuses a push with status {}", delivery.host(), status);
    }
  }

  private void onFailure(PushDelivery delivery, Throwable failure) {
    metrics.failed(0);
    retry(delivery, String.valueOf(failure.getMessage()), null);
  }

  private void retry(PushDelivery delivery, String reason, @Nullable String retryAfter) {
    if (!delivery.isLastAttempt() && queue.size() + paused < MAX_WAITING && transport != null) {
      paused++;
      vertx.setTimer(
          delivery.pauseMillis(retryAfter, System.currentTimeMillis()),
          timer -> {
            paused--;
            queue.add(delivery.again());
            sendNext();
          });
    } else {
      metrics.dropped(1);
      LOG.warn("A push to {} failed {} times: {}", delivery.host(), delivery.attempt(), reason);
    }
  }
}
