package io.feedhorn.cluster;

import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A self-signed certificate that is also the authority, in PEM files. */
final class TestCertificateAuthority {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path cert;
  private final Path key;
  private final KeyStore store;

  TestCertificateAuthority(Path folder)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = folder.resolve("store.p12");
    List<String> command = JavaCommand.tool("keytool");
    command.addAll(
        List.of(
            "-genkeypair",
            "-alias",
            "it",
            "-keyalg",
            "EC",
            "-dname",
            "CN=it",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD)));
    Process process = new ProcessBuilder(command).start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("keytool failed");
    }
    store = KeyStore.getInstance(file.toFile(), PASSWORD);
    cert = folder.resolve("cert.pem");
    key = folder.resolve("key.pem");
    Files.writeString(cert, pem("CERTIFICATE", store.getCertificate("it").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded()));
  }

  /** Returns the settings of a node that presents this certificate and requires it. */
  Map<String, String> settings() {
    return Map.of(
        "FEEDHORN_CLUSTER_TLS_CERT",
        cert.toString(),
        "FEEDHORN_CLUSTER_TLS_KEY",
        key.toString(),
        "FEEDHORN_CLUSTER_TLS_CA",
        cert.toString());
  }

  /** Returns the context of a client that presents this certificate and trusts every server. */
  SSLContext clientContext() throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    return context(keys.getKeyManagers());
  }

  /** Returns the context of a client without a certificate that trusts every server. */
  static SSLContext withoutCertificate() throws GeneralSecurityException {
    return context(new KeyManager[0]);
  }

  private static SSLContext context(KeyManager[] keys) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustAll()}, null);
    return context;
  }

  private static String pem(String kind, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
