package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.auth.VerificationKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The section {@code auth}, and the addresses that it permits. */
class AuthSettingsTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void onlyALoopbackAddressIsAcceptedUnlessTheServerMayBeOpen() {
    directory.variable("FEEDHORN_HTTP_HOST", "0.0.0.0");
    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("http.host = \"0.0.0.0\" (FEEDHORN_HTTP_HOST): must be a loopback address")
        .contains("auth.open: true");

    directory.variable("FEEDHORN_AUTH_OPEN", "true");
    assertThat(directory.settings().http().bind().host()).isEqualTo("0.0.0.0");
  }

  @Test
  void withKeysTheServerMayListenOnAnyAddress() {
    String secret = "k".repeat(VerificationKeys.MIN_SECRET_BYTES);
    directory
        .file("keys.pem", TestSigner.ed25519().publicPem())
        .conf(
            """
            http: { host: 0.0.0.0 }
            feeds: { default: { public: true }, chat: { public: false } }
            auth:
              jwks: keys.pem
              refresh: 1m
              issuer: https://id.example.org
              audience: feedhorn
              leeway: 2s
            """)
        .variable("FEEDHORN_AUTH_SECRET", secret);

    Settings settings = directory.settings();

    assertThat(settings.http().bind().host()).isEqualTo("0.0.0.0");
    assertThat(settings.auth())
        .isEqualTo(
            new AuthOptions(
                secret,
                "keys.pem",
                Duration.ofMinutes(1),
                "https://id.example.org",
                "feedhorn",
                Duration.ofSeconds(2),
                Map.of(
                    "prices",
                    true,
                    "scores",
                    true,
                    "chat",
                    false,
                    "alerts",
                    false,
                    "notify",
                    false,
                    "notify-group",
                    false,
                    "notify-all",
                    false,
                    "sys",
                    false),
                true));
    assertThat(settings.auth().toString()).doesNotContain(secret);
  }

  @Test
  void invalidKeysPreventTheStart() {
    directory
        .file(
            "broken.json",
            "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}")
        .conf("auth: { secret: '0123456789012345678901234567890', jwks: broken.json }");

    assertThat(directory.errors())
        .containsExactly(
            "auth.secret = *** (conf/feedhorn.yaml line 1): must be a text of at least 32 bytes",
            "auth.jwks = \"broken.json\" (conf/feedhorn.yaml line 1): must contain public keys, as"
                + " a JWKS or in PEM: key a: an RSA key has at least 2048 bits, this one has 17");

    directory.conf("auth: { jwks: gone.json }");

    assertThat(directory.errors())
        .containsExactly(
            "auth.jwks = \"gone.json\" (conf/feedhorn.yaml line 1):"
                + " must be a readable file, or a URL that begins with https:// or http://");
  }
}
