package io.feedhorn.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its key, read from their files at one moment. Immutable.
 *
 * @param cert the bytes of the certificate's file
 * @param key the bytes of the key's file
 */
record TlsCertificate(Buffer cert, Buffer key) {
  private static final byte[] PROBE = {1, 2, 3};

  /** Reads both files. Blocking. */
  static TlsCertificate read(TlsOptions files) throws IOException {
    return new TlsCertificate(
        Buffer.buffer(Files.readAllBytes(files.cert())),
        Buffer.buffer(Files.readAllBytes(files.key())));
  }

  PemKeyCertOptions pem() {
    return new PemKeyCertOptions().addCertValue(cert).addKeyValue(key);
  }

  ServerSSLOptions options() {
    return new ServerSSLOptions().setKeyCertOptions(pem()).setUseAlpn(true);
  }

  /**
   * Requires that the key belongs to the certificate. It does not while the files are replaced, one
   * after the other. Blocking.
   *
   * @throws IOException with the reason if it does not, or if one of them cannot be read
   */
  void requireMatchingKey(Vertx vertx) throws IOException {
    boolean matches;
    try {
      matches = keyMatches(vertx);
    } catch (Exception unreadable) { // Vert.x throws undeclared checked exceptions
      // No cause: the line about a failed start has the message of the root cause only.
      throw new IOException(
          "http.tls: the certificate or its key cannot be read: " + reason(unreadable));
    }
    if (!matches) {
      throw new IOException("http.tls: the key does not belong to the certificate");
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private boolean keyMatches(Vertx vertx) throws Exception {
    for (KeyManager each : pem().getKeyManagerFactory(vertx).getKeyManagers()) {
      X509KeyManager manager = (X509KeyManager) each;
      for (String type : new String[] {"RSA", "EC", "EdDSA"}) {
        String @Nullable [] aliases = manager.getServerAliases(type, null);
        if (aliases != null && aliases.length > 0) {
          return signs(
              manager.getPrivateKey(aliases[0]), manager.getCertificateChain(aliases[0])[0], type);
        }
      }
    }
    return false;
  }

  private static boolean signs(PrivateKey key, X509Certificate certificate, String type)
      throws Exception {
    String algorithm =
        switch (type) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
      return false;
    }
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certificate);
    signature.update(PROBE);
    return signature.verify(signed);
  }
}
