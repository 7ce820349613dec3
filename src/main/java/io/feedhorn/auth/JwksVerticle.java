package io.feedhorn.auth;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of this node, read anew as they change. Its event loop alone writes them; every other
 * one reads them through one volatile reference, and asks for newer ones by message. Keys that
 * cannot be read leave the ones before in force.
 */
public final class JwksVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(JwksVerticle.class);
  private static final Duration FILE_EVERY = Duration.ofSeconds(2);
  private static final Duration FILE_REST = Duration.ofMillis(200);
  private static final Duration URL_REST = Duration.ofSeconds(5);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final String address = "feedhorn.keys." + UUID.randomUUID();
  private final @Nullable String source;
  private final Duration refresh;
  private final Duration rest;
  private final VerificationKeys fixed;
  private volatile VerificationKeys keys;
  private @Nullable HttpClient client;
  private @Nullable Buffer known;
  private @Nullable Future<Void> reading;
  private @Nullable String complaint;
  private boolean refreshAllowed = true;

  public JwksVerticle(AuthOptions options) {
    this.source = options.jwks();
    this.refresh = options.refresh();
    this.rest = source != null && isUrl(source) ? URL_REST : FILE_REST;
    this.fixed = VerificationKeys.ofSecret(options.secret());
    this.keys = fixed;
  }

  /** The keys now. Safe on any thread. */
  VerificationKeys keys() {
    return keys;
  }

  /** Whether keys come from a URL, not from a file. */
  public static boolean isUrl(String source) {
    return source.startsWith("https://") || source.startsWith("http://");
  }

  /** Fails where a file cannot be read; a URL may come back. */
  @Override
  public Future<?> start() {
    if (source == null) {
      return Future.succeededFuture();
    }
    boolean url = isUrl(source);
    if (url) {
      client = vertx.createHttpClient();
    }
    vertx
        .eventBus()
        .localConsumer(address, asked -> refreshIfDue().onComplete(read -> asked.reply(null)));
    vertx.setPeriodic((url ? refresh : FILE_EVERY).toMillis(), timer -> refresh());
    Future<Void> first = read();
    return url ? first.otherwiseEmpty() : first;
  }

  /** Reads the keys anew, unless that was done just now. The answer is on the asker's loop. */
  Future<Void> renew(Vertx asker) {
    return asker
        .eventBus()
        .request(address, null, new DeliveryOptions().setLocalOnly(true))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** Whoever sends tokens of unknown keys must not make this node ask for keys all the time. */
  private Future<Void> refreshIfDue() {
    Future<Void> underway = reading;
    if (!refreshAllowed) {
      return underway == null ? Future.succeededFuture() : underway;
    }
    refreshAllowed = false;
    vertx.setTimer(rest.toMillis(), timer -> refreshAllowed = true);
    return refresh();
  }

  private Future<Void> refresh() {
    return read().otherwiseEmpty();
  }

  private Future<Void> read() {
    Future<Void> underway = reading;
    if (underway != null) {
      return underway;
    }
    Future<Void> read =
        bytes().map(this::replaceKeys).onFailure(this::failed).onComplete(done -> reading = null);
    if (!read.isComplete()) {
      reading = read;
    }
    return read;
  }

  private Future<Buffer> bytes() {
    HttpClient http = client;
    String from = String.valueOf(source);
    return http == null
        ? vertx.fileSystem().readFile(from)
        : http.request(
                new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(from)
                    .setFollowRedirects(true)
                    .setTimeout(TIMEOUT_MILLIS))
            .compose(request -> request.send())
            .expecting(HttpResponseExpectation.SC_OK)
            .compose(HttpClientResponse::body);
  }

  private Void replaceKeys(Buffer bytes) {
    if (!bytes.equals(known)) {
      List<String> passedOver = new ArrayList<>();
      VerificationKeys read = VerificationKeys.parse(bytes, passedOver);
      known = bytes;
      complaint = null;
      keys = fixed.and(read);
      passedOver.forEach(key -> LOG.warn("{} is of no use: {}", source, key));
      LOG.info("{} has {}", source, read);
    }
    return null;
  }

  private void failed(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(complaint)) {
      complaint = reason;
      LOG.warn("the keys in {} cannot be read, {} stay in force: {}", source, keys, reason);
    }
    if (client != null && known == null) {
      vertx.setTimer(URL_REST.toMillis(), timer -> refresh());
    }
  }
}
