package io.feedhorn.cluster;

import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.TlsOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A self-signed certificate that is also the authority, in PEM files. */
final class TestCertificateAuthority {
  private final SelfSignedCertificate certificate;
  private final TlsOptions files;

  TestCertificateAuthority(Path folder) throws Exception {
    certificate = SelfSignedCertificate.of(folder, "EC");
    files = certificate.write(folder);
  }

  /** Returns the settings of a node that presents this certificate and requires it. */
  Map<String, String> settings() {
    return Map.of(
        "FEEDHORN_CLUSTER_TLS_CERT",
        files.cert().toString(),
        "FEEDHORN_CLUSTER_TLS_KEY",
        files.key().toString(),
        "FEEDHORN_CLUSTER_TLS_CA",
        files.cert().toString());
  }

  /** Returns the context of a client that presents this certificate and trusts every server. */
  SSLContext clientContext() throws GeneralSecurityException {
    return context(certificate.keyManagers());
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
