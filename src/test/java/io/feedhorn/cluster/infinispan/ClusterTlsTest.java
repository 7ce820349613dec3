package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of {@code cluster.tls} that cannot be used are named by their key and their path. */
class ClusterTlsTest {
  private TlsOptions good;
  private Path bad;

  @BeforeEach
  void writeFiles(@TempDir Path folder) throws Exception {
    good = SelfSignedCertificate.of(folder, "RSA").write(folder);
    bad = folder.resolve("bad.pem");
  }

  private static void require(Path cert, Path key, Path authority) throws IOException {
    ClusterTls.requireUsable(
        new ClusterOptions.Certificates(cert.toString(), key.toString(), authority.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void aCertificateIsAcceptedWithItsKeyOnly(String algorithm, @TempDir Path folder)
      throws Exception {
    TlsOptions other = SelfSignedCertificate.of(folder, algorithm).write(folder);

    assertThatCode(() -> require(other.cert(), other.key(), good.cert()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> require(other.cert(), good.key(), good.cert()))
        .isInstanceOf(IOException.class)
        .hasMessage("cluster.tls: the key does not belong to the certificate");
  }

  @Test
  void aFileThatCannotBeUsedPreventsTheStart() throws IOException {
    Files.writeString(bad, "no PEM");
    ClusterOptions options =
        new ClusterOptions(
            true,
            "127.0.0.1",
            FreePorts.next(),
            List.of(),
            1,
            BootstrapMode.ALWAYS,
            new ClusterOptions.Certificates(
                good.cert().toString(), bad.toString(), good.cert().toString()));

    assertThatThrownBy(() -> InfinispanCluster.join(options, "a", FormatVersion.CURRENT))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessageContaining(bad.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      })
  void aFileThatCannotBeUsedIsNamed(String text) throws IOException {
    Files.writeString(bad, text);

    assertThatThrownBy(() -> require(bad, good.key(), good.cert()))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage("cluster.tls.cert = \"" + bad + "\": must be a file with certificates in PEM");
    assertThatThrownBy(() -> require(good.cert(), bad, good.cert()))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage(
            "cluster.tls.key = \""
                + bad
                + "\": must be a file with a private key in PKCS #8 (RSA, EC, EdDSA), in PEM");
    assertThatThrownBy(() -> require(good.cert(), good.key(), bad))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage("cluster.tls.ca = \"" + bad + "\": must be a file with certificates in PEM");
  }
}
