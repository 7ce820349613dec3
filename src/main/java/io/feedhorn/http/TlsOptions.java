package io.feedhorn.http;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of the server's certificate and key, both in PEM. Immutable.
 *
 * @param cert the certificate chain, the server's own certificate first
 * @param key the private key of the server's certificate
 */
public record TlsOptions(Path cert, Path key) {
  /**
   * Requires that both files can be used, and belong together. Blocks.
   *
   * @throws IOException with the reason if they cannot
   */
  public void requireUsable(Vertx vertx) throws IOException {
    TlsCertificate.read(this).requireMatchingKey(vertx);
  }
}
