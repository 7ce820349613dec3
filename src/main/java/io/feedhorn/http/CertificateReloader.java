package io.feedhorn.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the files of the certificate for changes, and updates the server for new connections. If
 * the new files cannot be used, the previous certificate is kept. Owned by the event loop of one
 * HTTP verticle, whose update applies to all instances.
 */
final class CertificateReloader {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final TlsOptions files;
  private final HttpServer server;
  private TlsCertificate current;
  private @Nullable String lastError;

  CertificateReloader(Vertx vertx, TlsOptions files, TlsCertificate current, HttpServer server) {
    this.vertx = vertx;
    this.files = files;
    this.current = current;
    this.server = server;
  }

  void start() {
    vertx.setPeriodic(INTERVAL.toMillis(), timer -> reload());
  }

  private void reload() {
    TlsCertificate previous = current;
    vertx
        .executeBlocking(() -> read(previous))
        .compose(read -> read.equals(previous) ? Future.succeededFuture() : use(read))
        .onSuccess(valid -> lastError = null)
        .onFailure(this::logFailure);
  }

  private TlsCertificate read(TlsCertificate previous) throws Exception {
    TlsCertificate read = TlsCertificate.read(files);
    if (!read.equals(previous)) {
      read.requireMatchingKey(vertx);
    }
    return read;
  }

  private Future<?> use(TlsCertificate read) {
    return server
        .updateSSLOptions(read.options())
        .onSuccess(
            used -> {
              current = read;
              LOG.info("The certificate in {} was reloaded", files.cert());
            });
  }

  private void logFailure(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(lastError)) {
      lastError = reason;
      LOG.warn("Certificate reload failed, keeping the previous one: {}", reason);
    }
  }
}
