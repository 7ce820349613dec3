package io.feedhorn.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the files of the certificate changed, and hands new ones to the server, for the
 * connections to come: those that are there stay. Files that do not fit leave the ones before in
 * force. Owned by the event loop of one HTTP verticle, which does it for all of them.
 */
final class CertificateReloader {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateReloader.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final TlsOptions files;
  private final HttpServer server;
  private TlsCertificate current;
  private @Nullable String complaint;

  CertificateReloader(Vertx vertx, TlsOptions files, TlsCertificate current, HttpServer server) {
    this.vertx = vertx;
    this.files = files;
    this.current = current;
    this.server = server;
  }

  void start() {
    vertx.setPeriodic(EVERY.toMillis(), timer -> look());
  }

  private void look() {
    TlsCertificate before = current;
    vertx
        .executeBlocking(() -> read(before))
        .compose(read -> read.equals(before) ? Future.succeededFuture() : use(read))
        .onFailure(this::complain);
  }

  private TlsCertificate read(TlsCertificate before) throws Exception {
    TlsCertificate read = TlsCertificate.read(files);
    if (!read.equals(before)) {
      read.requireFit(vertx);
    }
    return read;
  }

  private Future<?> use(TlsCertificate read) {
    return server
        .updateSSLOptions(read.options())
        .onSuccess(
            used -> {
              current = read;
              complaint = null;
              LOG.info("the certificate in {} is in force", files.cert());
            });
  }

  private void complain(Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(complaint)) {
      complaint = reason;
      LOG.warn("the certificate before stays in force: {}", reason);
    }
  }
}
