package io.feedhorn.http;

import java.nio.file.Path;

/**
 * The files of the server's certificate and key, both in PEM. Immutable.
 *
 * @param cert the certificate chain, the server's own certificate first
 * @param key the private key of the server's certificate
 */
public record TlsOptions(Path cert, Path key) {}
