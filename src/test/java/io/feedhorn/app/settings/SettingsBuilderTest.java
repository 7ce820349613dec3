package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsBuilderTest {
  @Test
  void startsWithTheDefaultsOfTheFileWithoutTheDemo(@TempDir Path temp) {
    Settings withoutDemo =
        new TempWorkingDirectory(temp).conf("demo: { enabled: false }").settings();

    assertThat(Settings.defaults()).isEqualTo(withoutDemo);
    assertThat(Settings.defaults().http().pages().lab()).isFalse();
    assertThat(Settings.builder().demo(true).build())
        .isEqualTo(new TempWorkingDirectory(temp).conf("").settings());
  }

  @Test
  void setsTheSameAsAFile(@TempDir Path temp) {
    Settings file =
        new TempWorkingDirectory(temp)
            .conf(
                """
                http: { host: '::1', port: 0, origins: ['https://example.org'], deflate: true }
                demo: { enabled: false, prices: { rate: 0.5 } }
                feeds:
                  orders: { delivery: every, history: { size: 7, age: 500ms } }
                  rates: { delivery: latest, public: true }
                limits: { message: 1KiB }
                auth: { secret: 0123456789abcdef0123456789abcdef }
                """)
            .settings();

    assertThat(
            Settings.builder()
                .host("::1")
                .port(0)
                .origins("https://example.org")
                .secret("0123456789abcdef0123456789abcdef")
                .feed("orders", DeliveryMode.EVERY, 7, Duration.ofMillis(500))
                .feed("rates", DeliveryMode.LATEST)
                .set("feeds.rates.public", true)
                .set("http.deflate", true)
                .set("demo.prices.rate", 0.5)
                .set("limits.message", "1KiB")
                .build())
        .isEqualTo(file);
  }

  @Test
  void theLastValueOfAKeyApplies() {
    Settings settings =
        Settings.builder()
            .port(1)
            .port(2)
            .feed("prices", DeliveryMode.EVERY)
            .set("feeds.default.cache", "max-age=1")
            .build();

    assertThat(settings.http().bind().port()).isEqualTo(2);
    assertThat(settings.feeds().of("prices"))
        .isEqualTo(new FeedOptions(DeliveryMode.EVERY, 100, Duration.ofMinutes(10), "max-age=1"));
  }

  @Test
  void reportsErrorsAsOfAFile() {
    SettingsException errors =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                Settings.builder()
                    .port(70_000)
                    .host("0.0.0.0")
                    .secret("short")
                    .set("http.prot", 1)
                    .webroot(Path.of("gone"))
                    .build());

    assertThat(errors.lines())
        .containsExactly(
            "http.port = 70000 (SettingsBuilder): must be a whole number from 0 to 65535",
            "auth.secret = *** (SettingsBuilder): must be a text of at least 32 bytes",
            "http.prot = 1 (SettingsBuilder): unknown key; the keys of http are host, port, tls,"
                + " origins, cors, proxies, proxy-protocol, event-loops, heartbeat, drain, deflate,"
                + " health",
            "http.host = \"0.0.0.0\" (SettingsBuilder): must be a loopback address, because without"
                + " keys everyone who reaches the server may read and publish; set auth.secret or"
                + " auth.jwks, or allow it with auth.open: true",
            "--webroot = \"gone\": must be an existing directory");
  }
}
