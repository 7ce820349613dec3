package io.feedhorn.auth;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpResponseExpectation;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the node's verification keys, and reads them again when they change. Only its event loop
 * writes them. Other event loops read them through a volatile reference and request newer ones by a
 * message. If reading fails, the previous keys remain in use.
 */
public final class JwksVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(JwksVerticle.class);
  private static final Duration FILE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration FILE_MIN_INTERVAL = Duration.ofMillis(200);
  private static final Duration URL_MIN_INTERVAL = Duration.ofSeconds(5);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final String address = "feedhorn.keys." + UUID.randomUUID();
  private final @Nullable String source;
  private final Duration refreshInterval;
  private final Duration minInterval;
  private final int timeoutMillis;
  private final VerificationKeys secretKey;
  private volatile VerificationKeys keys;
  private @Nullable HttpClient client;
  private @Nullable Buffer lastRead;
  private @Nullable Future<Void> reading;
  private @Nullable String lastError;
  private boolean refreshAllowed = true;
  private boolean retrying;

  public JwksVerticle(AuthOptions options) {
    this(options, TIMEOUT_MILLIS);
  }

  /**
   * @param timeoutMillis the maximum time until the answer of a URL begins; it may take twice that
   */
  JwksVerticle(AuthOptions options, int timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
    this.source = options.jwks();
    this.refreshInterval = options.refresh();
    this.minInterval = source != null && isUrl(source) ? URL_MIN_INTERVAL : FILE_MIN_INTERVAL;
    this.secretKey = VerificationKeys.ofSecret(options.secret());
    this.keys = secretKey;
  }

  /** Returns the current keys. Safe on any thread. */
  VerificationKeys keys() {
    return keys;
  }

  /** Returns true if a source of keys is a URL, not a file. */
  public static boolean isUrl(String source) {
    return source.startsWith("https://") || source.startsWith("http://");
  }

  /** Fails if a file cannot be read. An unreachable URL is tried again later. */
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
        .localConsumer(address, message -> refreshIfDue().onComplete(read -> message.reply(null)));
    vertx.setPeriodic((url ? refreshInterval : FILE_INTERVAL).toMillis(), timer -> refresh());
    Future<Void> first = read();
    return url ? first.otherwiseEmpty() : first;
  }

  /**
   * Reads the keys again, unless they have just been read.
   *
   * @return completes on the event loop of the caller, also if reading fails
   */
  Future<Void> refresh(Vertx caller) {
    return caller
        .eventBus()
        .request(address, null, new DeliveryOptions().setLocalOnly(true))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  /** Limits the rate: a client with tokens of unknown keys must not cause endless requests. */
  private Future<Void> refreshIfDue() {
    Future<Void> running = reading;
    if (!refreshAllowed) {
      return running == null ? Future.succeededFuture() : running;
    }
    refreshAllowed = false;
    vertx.setTimer(minInterval.toMillis(), timer -> refreshAllowed = true);
    return refresh();
  }

  private Future<Void> refresh() {
    return read().otherwiseEmpty();
  }

  private Future<Void> read() {
    Future<Void> running = reading;
    if (running != null) {
      return running;
    }
    Future<Void> read =
        bytes().map(this::replaceKeys).onFailure(this::failed).onComplete(done -> reading = null);
    if (!read.isComplete()) {
      reading = read;
    }
    return read;
  }

  private void retry() {
    retrying = false;
    refresh();
  }

  private Future<Buffer> bytes() {
    HttpClient http = client;
    String from = String.valueOf(source);
    return http == null ? vertx.fileSystem().readFile(from) : download(http, from);
  }

  /**
   * Returns the body of a URL. The timeout of a request ends with the head of its answer; without a
   * limit for all of it, no keys would be read any more after an answer without an end.
   */
  private Future<Buffer> download(HttpClient http, String url) {
    @Nullable HttpClientRequest[] sent = new HttpClientRequest[1];
    return http.request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setFollowRedirects(true)
                .setTimeout(timeoutMillis))
        .compose(
            opened -> {
              sent[0] = opened;
              return opened.send();
            })
        .onSuccess(
            response -> {
              sent[0] = response.request(); // another one after a redirect
              response.exceptionHandler(reset -> {}); // Without one, a reset is logged as an error.
            })
        .expecting(HttpResponseExpectation.SC_OK)
        .compose(HttpClientResponse::body)
        .timeout(2L * timeoutMillis, TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> {
              HttpClientRequest open = sent[0];
              if (open != null) {
                open.reset();
              }
            });
  }

  private Void replaceKeys(Buffer bytes) {
    if (!bytes.equals(lastRead)) {
      List<String> skipped = new ArrayList<>();
      VerificationKeys read = VerificationKeys.parse(bytes, skipped);
      lastRead = bytes;
      keys = secretKey.and(read);
      skipped.forEach(key -> LOG.warn("A key in {} is not used: {}", source, key));
      LOG.info("Read {} from {}", read, source);
    }
    lastError = null;
    return null;
  }

  private void failed(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(lastError)) {
      lastError = reason;
      LOG.warn("The keys in {} cannot be read, {} remain in use: {}", source, keys, reason);
    }
    if (client != null && lastRead == null && !retrying) {
      retrying = true;
      vertx.setTimer(URL_MIN_INTERVAL.toMillis(), timer -> retry());
    }
  }
}
