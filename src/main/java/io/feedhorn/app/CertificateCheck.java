package io.feedhorn.app;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.cluster.infinispan.InfinispanCluster;
import io.feedhorn.http.TlsOptions;
import io.vertx.core.Vertx;
import java.io.IOException;

/** A check of the certificates that settings name: the settings require readable files only. */
public final class CertificateCheck {
  private CertificateCheck() {}

  /**
   * Requires that the files can be used, and belong together. Blocks.
   *
   * @throws IOException with the reason if they cannot
   */
  public static void require(Settings settings) throws IOException {
    TlsOptions tls = settings.http().bind().tls();
    if (tls != null) {
      Vertx vertx = Vertx.vertx();
      try {
        tls.requireUsable(vertx);
      } finally {
        vertx.close().await();
      }
    }
    InfinispanCluster.requireCertificate(settings.cluster());
  }
}
