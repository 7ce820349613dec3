package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jgroups.protocols.TCP;
import org.jgroups.util.TLSClientAuth;

/**
 * TLS between nodes. Both sides must present a certificate of the cluster's authority. Host names
 * in certificates are not checked: every node with a certificate is a member.
 */
final class ClusterTls {
  private static final byte[] PROBE = {1, 2, 3};
  private static final char[] KEYSTORE_PASSWORD = "in memory only".toCharArray();
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final String A_KEY =
      "a private key in PKCS #8 (%s), in PEM".formatted(String.join(", ", KEY_ALGORITHMS));

  private ClusterTls() {}

  /**
   * Requires that the files can be used. The grid would write a stack trace before the error.
   * Blocks.
   *
   * @throws IOException with the reason if they cannot
   */
  static void requireUsable(ClusterOptions.Certificates tls) throws IOException {
    try {
      context(tls);
    } catch (GeneralSecurityException unusable) {
      throw new IOException("cluster.tls cannot be used: " + unusable.getMessage());
    }
  }

  /** Encrypts the event bus. */
  static void secure(EventBusOptions bus, ClusterOptions.Certificates tls) {
    bus.setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions().addCertPath(tls.cert()).addKeyPath(tls.key()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority()))
        .setTrustAll(false)
        .setClientAuth(ClientAuth.REQUIRED);
  }

  /** Encrypts membership and the data grid. */
  static void secure(TCP transport, ClusterOptions.Certificates tls)
      throws IOException, GeneralSecurityException {
    transport.tls().enabled(true).setSSLContext(context(tls)).setClientAuth(TLSClientAuth.NEED);
  }

  private static SSLContext context(ClusterOptions.Certificates tls)
      throws IOException, GeneralSecurityException {
    PrivateKey key = key(tls.key());
    Certificate[] chain = certificates("cert", tls.cert());
    if (!belongsTo(key, chain[0].getPublicKey())) {
      throw new IOException("cluster.tls: the key does not belong to the certificate");
    }
    KeyStore own = empty();
    own.setKeyEntry("node", key, KEYSTORE_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, KEYSTORE_PASSWORD);
    KeyStore trusted = empty();
    int number = 0;
    for (Certificate authority : certificates("ca", tls.authority())) {
      trusted.setCertificateEntry("authority-" + ++number, authority);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static boolean belongsTo(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> "EdDSA";
            });
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate[] certificates(String name, String path)
      throws IOException, GeneralSecurityException {
    Certificate[] certificates;
    try (InputStream in = Files.newInputStream(Path.of(path))) {
      certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
    } catch (CertificateException unreadable) {
      certificates = new Certificate[0];
    }
    if (certificates.length == 0) {
      throw invalid(name, path, "certificates in PEM");
    }
    return certificates;
  }

  private static PrivateKey key(String path) throws IOException, GeneralSecurityException {
    String base64 = Files.readString(Path.of(path)).replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] der;
    try {
      der = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      throw invalid("key", path, A_KEY);
    }
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException otherAlgorithm) {
        // The key of the next algorithm, or none.
      }
    }
    throw invalid("key", path, A_KEY);
  }

  /** Without a cause: the line about a failed start has the message of the root cause only. */
  private static IOException invalid(String name, String path, String contents) {
    return new IOException(
        "cluster.tls.%s = \"%s\": must be a file with %s".formatted(name, path, contents));
  }
}
