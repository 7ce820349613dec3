package io.feedhorn.http;

import org.jspecify.annotations.Nullable;

/**
 * The address and the ports that the server listens on. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 for any free one
 * @param tls the certificate and key; null for HTTP without TLS
 * @param healthPort a port for the health checks alone, with a thread of its own; 0 for any free
 *     one, null for none
 */
public record BindOptions(
    String host, int port, @Nullable TlsOptions tls, @Nullable Integer healthPort) {
  /** Port 8080 of this machine's loopback address, without TLS. */
  public static final BindOptions DEFAULT = new BindOptions("127.0.0.1", 8080, null, null);

  /** Returns these options with another port. */
  public BindOptions port(int other) {
    return new BindOptions(host, other, tls, healthPort);
  }

  /** Returns these options with TLS. */
  public BindOptions tls(TlsOptions files) {
    return new BindOptions(host, port, files, healthPort);
  }
}
