package io.feedhorn.http;

import java.nio.file.Path;

/**
 * The files that the server proves with who it is, both in PEM. Immutable.
 *
 * @param cert its certificate, and those between it and one that clients know
 * @param key the private key of the first of them
 */
public record TlsOptions(Path cert, Path key) {}
