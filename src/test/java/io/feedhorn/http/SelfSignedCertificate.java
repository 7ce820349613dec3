package io.feedhorn.http;

import io.feedhorn.transport.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A generated certificate for 127.0.0.1, with clients that trust it. */
public final class SelfSignedCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;

  private SelfSignedCertificate(KeyStore store) {
    this.store = store;
  }

  /**
   * Generates a certificate and its key.
   *
   * @param algorithm RSA, EC or Ed25519
   */
  public static SelfSignedCertificate of(Path folder, String algorithm) throws Exception {
    Path file = Files.createTempDirectory(folder, "store").resolve("store.p12");
    List<String> command = JavaCommand.tool("keytool");
    command.addAll(
        List.of(
            "-genkeypair",
            "-alias",
            "it",
            "-keyalg",
            algorithm,
            "-dname",
            "CN=127.0.0.1",
            "-ext",
            "SAN=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    byte[] output = process.getInputStream().readAllBytes();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(new String(output, StandardCharsets.UTF_8));
    }
    return new SelfSignedCertificate(KeyStore.getInstance(file.toFile(), PASSWORD));
  }

  /** Writes both files for a server. */
  public TlsOptions write(Path folder) throws IOException, GeneralSecurityException {
    TlsOptions files = new TlsOptions(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    writeKey(files);
    writeCertificate(files);
    return files;
  }

  void writeKey(TlsOptions files) throws IOException, GeneralSecurityException {
    Files.writeString(files.key(), pem("PRIVATE KEY", store.getKey("it", PASSWORD).getEncoded()));
  }

  void writeCertificate(TlsOptions files) throws IOException, GeneralSecurityException {
    Files.writeString(files.cert(), pem("CERTIFICATE", certificate().getEncoded()));
  }

  Certificate certificate() throws GeneralSecurityException {
    return store.getCertificate("it");
  }

  /** Returns options of a JVM that trusts only this certificate. */
  public List<String> trustingOptions(Path folder) throws GeneralSecurityException, IOException {
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted().store(out, PASSWORD);
    }
    return List.of(
        "-Djavax.net.ssl.trustStore=" + file,
        "-Djavax.net.ssl.trustStorePassword=" + new String(PASSWORD));
  }

  private KeyStore trusted() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", certificate());
    return trusted;
  }

  /** Returns the context of a client that trusts only this certificate. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  /** Returns the keys of a client that presents this certificate. */
  public KeyManager[] keyManagers() throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  private static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
