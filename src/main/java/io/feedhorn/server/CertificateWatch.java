package io.feedhorn.server;

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
final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Tls files;
  private final HttpServer server;
  private Certificate current;
  private @Nullable String complaint;

  CertificateWatch(Vertx vertx, Tls files, Certificate current, HttpServer server) {
    this.vertx = vertx;
    this.files = files;
    this.current = current;
    this.server = server;
  }

  void start() {
    vertx.setPeriodic(EVERY.toMillis(), timer -> look());
  }

  private void look() {
    Certificate before = current;
    vertx
        .executeBlocking(() -> read(before))
        .compose(read -> read.equals(before) ? Future.succeededFuture() : use(read))
        .onFailure(this::complain);
  }

  private Certificate read(Certificate before) throws Exception {
    Certificate read = Certificate.read(files);
    if (!read.equals(before)) {
      read.requireFit(vertx);
    }
    return read;
  }

  private Future<?> use(Certificate read) {
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
