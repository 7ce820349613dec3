package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.http.SelfSignedCertificate;
import io.feedhorn.http.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jgroups.protocols.TCP;
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

  private void secure(Path cert, Path key, Path authority) throws Exception {
    ClusterTls.secure(
        new TCP(),
        new ClusterOptions.Certificates(cert.toString(), key.toString(), authority.toString()));
  }

  @Test
  void aCertificateWithItsKeyIsAccepted() {
    assertThatCode(() -> secure(good.cert(), good.key(), good.cert())).doesNotThrowAnyException();
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

    assertThatThrownBy(() -> secure(bad, good.key(), good.cert()))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage("cluster.tls.cert = \"" + bad + "\": must be a file with certificates in PEM");
    assertThatThrownBy(() -> secure(good.cert(), bad, good.cert()))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage(
            "cluster.tls.key = \""
                + bad
                + "\": must be a file with a private key in PKCS #8 (RSA, EC, EdDSA), in PEM");
    assertThatThrownBy(() -> secure(good.cert(), good.key(), bad))
        .isInstanceOf(IOException.class)
        .hasNoCause()
        .hasMessage("cluster.tls.ca = \"" + bad + "\": must be a file with certificates in PEM");
  }
}
