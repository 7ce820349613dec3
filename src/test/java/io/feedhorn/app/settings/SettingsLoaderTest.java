package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.auth.VerificationKeys;
import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.push.PushOptions;
import io.feedhorn.store.FsyncMode;
import io.feedhorn.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class SettingsLoaderTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @Test
  void defaultsApplyIfNothingIsSet() {
    Settings settings = directory.settings();

    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(settings.http())
        .isEqualTo(
            new HttpOptions(
                "127.0.0.1",
                8080,
                null,
                List.of(),
                List.of(),
                List.of(),
                false,
                cores,
                Duration.ofSeconds(15),
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                false,
                true,
                null,
                null));
    assertThat(settings.demo()).isEqualTo(new DemoOptions(true, 12, 4, 6, 0.2));
    assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(settings.feeds().fallback()).isEqualTo(FeedOptions.DEFAULT);
  }

  @Test
  void theFeedsOfThePagesAndOfNotificationsAreBuiltIn() {
    directory.conf("# a file without feeds\n");

    assertThat(directory.settings().feeds().named().keySet())
        .containsExactlyInAnyOrder(
            "prices", "scores", "chat", "notify", "notify-group", "notify-all", "sys");
    assertThat(delivery("prices")).isEqualTo(DeliveryMode.LATEST);
    assertThat(delivery("scores")).isEqualTo(DeliveryMode.LATEST);
    assertThat(delivery("chat")).isEqualTo(DeliveryMode.EVERY);
    for (String feed : List.of("notify", "notify-group", "notify-all")) {
      assertThat(delivery(feed)).isEqualTo(DeliveryMode.EVERY);
    }
  }

  @Test
  void notificationsArePublicOnlyIfTheirFeedIsSetSo() {
    directory.conf("feeds: { default: { public: true }, notify-all: { public: true } }");

    assertThat(directory.settings().auth().publicFeeds())
        .containsEntry("notify", false)
        .containsEntry("notify-group", false)
        .containsEntry("notify-all", true)
        .containsEntry("prices", true);
  }

  @Test
  void webPushNeedsAContactAndAFileOfKeys() {
    assertThat(directory.conf("push: { enabled: true, subject: nobody }\n").errors())
        .anySatisfy(line -> assertThat(line).contains("push.subject = \"nobody\"", "mailto:"))
        .anySatisfy(line -> assertThat(line).contains("push.keys", "must be set"));

    directory.conf("push: { enabled: true, subject: 'mailto:a@example.org', keys: push.pem }\n");
    assertThat(directory.settings().push())
        .isEqualTo(
            new PushOptions(true, "mailto:a@example.org", Path.of("push.pem"), 100_000, false));
  }

  @Test
  void eachSourceOverridesTheOnesBeforeIt() {
    directory
        .conf(
            "http: { port: 1001, heartbeat: 2s, origins: ['http://a.test'] }\nlimits: { message: 1KiB }")
        .file("mine.yaml", "http: { port: 1002, heartbeat: 3s }\nlimits: { message: 2KiB }")
        .file(".env", "FEEDHORN_HTTP_PORT=1003\nFEEDHORN_HTTP_HEARTBEAT=4s\n")
        .variable("FEEDHORN_HTTP_PORT", "1004");

    Settings settings = directory.settings("mine.yaml");

    assertThat(settings.http().port()).isEqualTo(1004);
    assertThat(settings.http().heartbeat()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.limits().messageBytes()).isEqualTo(2048);
    assertThat(settings.http().origins()).containsExactly("http://a.test");
  }

  @Test
  void everyKeyCanBeSetInAFile() {
    directory.conf(
        """
        http:
          host: localhost
          port: 0
          tls: { cert: conf/feedhorn.yaml, key: conf/feedhorn.yaml }
          origins: [https://Example.org, 'http://127.0.0.1:3000']
          cors: { headers: [X-Tenant, X-Zone] }
          proxies: [10.0.0.0/8, '::1']
          proxy-protocol: true
          event-loops: 3
          heartbeat: 1s
          heartbeat.streams: 2s
          drain: 0ms
          deflate: true
        demo:
          enabled: false
          prices: { topics: 0, rate: 0.5 }
          scores: { topics: 10000, rate: 0 }
        feeds:
          orders:
            delivery: every
            history: { size: 7, age: 500ms }
            public: true
            cache: max-age=1
        limits: { message: 100, subscriptions: 2, backlog: 3MiB, wait: 25s }
        """);

    Settings settings = directory.settings();

    assertThat(settings.http())
        .isEqualTo(
            new HttpOptions(
                "localhost",
                0,
                new TlsOptions(Path.of("conf/feedhorn.yaml"), Path.of("conf/feedhorn.yaml")),
                List.of("https://example.org", "http://127.0.0.1:3000"),
                List.of("X-Tenant", "X-Zone"),
                List.of("10.0.0.0/8", "::1"),
                true,
                3,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ZERO,
                true,
                false,
                null,
                null));
    assertThat(settings.demo()).isEqualTo(new DemoOptions(false, 0, 0.5, 10_000, 0));
    assertThat(settings.feeds().of("orders"))
        .isEqualTo(new FeedOptions(DeliveryMode.EVERY, 7, Duration.ofMillis(500), "max-age=1"));
    assertThat(settings.limits())
        .isEqualTo(
            new Limits(100, 2, 3 * 1024 * 1024)
                .http(HttpLimits.DEFAULT.pollWait(Duration.ofSeconds(25))));
  }

  @Test
  void theProxyProtocolNeedsTrustedProxies() {
    directory.conf("http: { proxy-protocol: true }");

    assertThat(directory.errors())
        .containsExactly(
            "http.proxy-protocol = true (conf/feedhorn.yaml line 1): must be false if"
                + " http.proxies is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X Tenant", "X-Tenant:", "ä", "'*,a'", "''"})
  void aCorsHeaderMustBeAHeaderName(String name) {
    directory.conf("http: { cors: { headers: [" + name + "] } }");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .contains("http.cors.headers", "names");
  }

  @Test
  void aKeyThatAFeedDoesNotSetIsTakenFromDefault() {
    directory.conf(
        """
        feeds:
          default: { delivery: every, history: { size: 5, age: 1h } }
          orders: { history: { size: 6 } }
        """);

    FeedOptions unnamed = new FeedOptions(DeliveryMode.EVERY, 5, Duration.ofHours(1), "no-cache");
    FeedOptions prices = new FeedOptions(DeliveryMode.LATEST, 5, Duration.ofHours(1), "no-cache");
    FeedOptions orders = new FeedOptions(DeliveryMode.EVERY, 6, Duration.ofHours(1), "no-cache");
    assertThat(directory.settings().feeds().of("anything")).isEqualTo(unnamed);
    assertThat(directory.settings().feeds().of("prices")).isEqualTo(prices);
    assertThat(directory.settings().feeds().of("orders")).isEqualTo(orders);
  }

  /** The key is below a key that has a value of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: { heartbeat.streams: 7s }",
        "http: { heartbeat: 9s, heartbeat.streams: 7s }",
        "http: { heartbeat: { streams: 7s } }",
        "http.heartbeat.streams: 7s"
      })
  void theHeartbeatOfStreamsCanBeNestedOrDotted(String text) {
    assertThat(directory.conf(text).settings().http().streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(
            directory
                .file("mine.yaml", text)
                .conf("")
                .settings("mine.yaml")
                .http()
                .streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(
            directory
                .variable("FEEDHORN_HTTP_HEARTBEAT_STREAMS", "3s")
                .settings("mine.yaml")
                .http()
                .streamHeartbeat())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http: { heartbeat: }                | http.heartbeat = empty   | must be a duration
          http: { heartbeat: {} }             | http.heartbeat = {}      | must be a duration
          http: { heartbeat.streams: 16s }    | streams = "16s"          | from 1s to 15s
          http: { heartbeat.streams: }        | streams = empty          | from 1s to 15s
          http: { heartbeat: { strems: 2s } } | strems = "2s"            | or have the keys streams
          http: { drain: 11m }                | http.drain = "11m"       | from 0 to 10m
          """)
  void anErrorInAHeartbeatOrTheDrainIsReported(String text, String key, String why) {
    assertThat(directory.conf(text).errors())
        .singleElement()
        .asString()
        .contains(key)
        .contains(why);
  }

  @Test
  void allErrorsAreReportedWithKeyValueAndAllowedValues() {
    directory
        .conf("http:\n  prot: 80\n  port: 70000\ndemo:\n  enabled: maybe\n")
        .file(".env", "\nFEEDHORN_LIMITS_MESSAGE=many\n")
        .variable("FEEDHORN_HTTP_HEARTBEAT", "16s");

    assertThat(directory.errors())
        .containsExactly(
            "http.prot = 80 (conf/feedhorn.yaml line 2): unknown key;"
                + " the keys of http are host, port, tls, origins, cors, proxies, proxy-protocol,"
                + " event-loops, heartbeat, drain, deflate, health",
            "http.port = 70000 (conf/feedhorn.yaml line 3): must be a whole number from 0 to 65535",
            "demo.enabled = \"maybe\" (conf/feedhorn.yaml line 5): must be true or false",
            "http.heartbeat = \"16s\" (FEEDHORN_HTTP_HEARTBEAT):"
                + " must be a duration from 1s to 15s, like 500ms, 15s or 1h",
            "limits.message = \"many\" (FEEDHORN_LIMITS_MESSAGE in .env line 2):"
                + " must be a size from 1B to 16MiB, like 64KiB or 65536");
  }

  @Test
  void anOverriddenErrorIsReported() {
    directory.conf("http: { port: no }").variable("FEEDHORN_HTTP_PORT", "1");

    assertThat(directory.errors())
        .containsExactly(
            "http.port = false (conf/feedhorn.yaml line 1): must be a whole number from 0 to 65535");
  }

  @Test
  void emptyKeysAreAccepted() {
    directory.conf(
        """
        feeds: { chat: { durable: false } }
        store: { path: }
        auth: { secret: , jwks: }
        """);
    assertThat(directory.settings().store()).isEqualTo(StoreOptions.NONE);
  }

  @Test
  void durableFeedsAreSetWithAStore() {
    directory.conf(
        """
        feeds: { default: { durable: true }, prices: { durable: false } }
        store: { path: data/store, fsync: interval }
        """);

    Settings settings = directory.settings();
    assertThat(settings.store())
        .isEqualTo(new StoreOptions(Path.of("data/store"), FsyncMode.INTERVAL));
    assertThat(settings.feeds().of("orders").durable()).isTrue();
    assertThat(settings.feeds().of("prices").durable()).isFalse();
  }

  @Test
  void durableNotificationsAreKeptForThirtyDays() {
    directory.conf(
        """
        feeds:
          notify: { durable: true }
          notify-group: { durable: true, history: { age: 2d } }
          orders: { durable: true }
        store: { path: data/store }
        """);

    FeedsOptions feeds = directory.settings().feeds();
    assertThat(feeds.of("notify").historyAge()).isEqualTo(Duration.ofDays(30));
    assertThat(feeds.of("notify").historySize()).isEqualTo(100);
    assertThat(feeds.of("notify-group").historyAge()).isEqualTo(Duration.ofDays(2));
    assertThat(feeds.of("notify-all").historyAge()).isEqualTo(Duration.ofMinutes(10));
    assertThat(feeds.of("orders").historyAge()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theDefaultOfAllFeedsAppliesToDurableNotifications() {
    directory.conf(
        """
        feeds: { default: { durable: true, history: { age: 1h } } }
        store: { path: data/store }
        """);
    assertThat(directory.settings().feeds().of("notify-all").historyAge())
        .isEqualTo(Duration.ofHours(1));

    directory.conf("feeds: { default: { durable: true } }\nstore: { path: data/store }\n");
    assertThat(directory.settings().feeds().of("notify-all").historyAge())
        .isEqualTo(Duration.ofDays(30));
  }

  @Test
  void durableFeedsNeedAStore() {
    directory.conf(
        """
        feeds:
          default: { durable: true }
          chat: { durable: true }
          prices: { durable: false }
        store: { fsync: sometimes }
        """);

    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "feeds.default.durable = true (conf/feedhorn.yaml line 2):"
                + " needs a store: store.path must be set",
            "feeds.chat.durable = true (conf/feedhorn.yaml line 3):"
                + " needs a store: store.path must be set",
            "store.fsync = \"sometimes\" (conf/feedhorn.yaml line 5): must be always or interval");
  }

  @Test
  void theLogHasAFormatAndLevels() {
    directory.conf("log: { format: json, loggers: [ io.netty = info ] }\n");
    directory.variable("FEEDHORN_LOG_LEVEL", "debug");

    assertThat(directory.settings().log())
        .isEqualTo(
            new LogOptions(LogOptions.Format.JSON, Level.DEBUG, Map.of("io.netty", Level.INFO)));

    directory.conf("log: { format: xml, loggers: [ io.netty ] }\n");
    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "log.format = \"xml\" (conf/feedhorn.yaml line 1): must be text or json",
            "log.loggers = [io.netty] (conf/feedhorn.yaml line 1): must be a list of LOGGER=LEVEL,"
                + " with a level of error, warn, info, debug, trace");
  }

  @Test
  void aClusterCanBeSetInTheEnvironment() {
    directory.variable("FEEDHORN_CLUSTER_ENABLED", "true");
    directory.variable("FEEDHORN_CLUSTER_MEMBERS", "10.0.0.1:7800, [fd00::2]:7801,node-3:7802");
    directory.variable("FEEDHORN_CLUSTER_FOUND", "never");

    ClusterOptions cluster = directory.settings().cluster();
    assertThat(cluster.enabled()).isTrue();
    assertThat(cluster.members()).containsExactly("10.0.0.1:7800", "fd00::2:7801", "node-3:7802");
    assertThat(cluster.bootstrap()).isEqualTo(BootstrapMode.NEVER);
    assertThat(cluster.copies()).isEqualTo(2);
    assertThat(cluster.tls()).isNull();
  }

  @Test
  void errorsInAClusterAreReported() {
    directory.conf(
        """
        cluster:
          host: 0.0.0.0
          members: [10.0.0.1]
          found: perhaps
          tls: { cert: nowhere.pem }
        """);
    assertThat(directory.errors())
        .containsExactlyInAnyOrder(
            "cluster.host = \"0.0.0.0\" (conf/feedhorn.yaml line 2):"
                + " must be a host name or an address that others can connect to",
            "cluster.members = [10.0.0.1] (conf/feedhorn.yaml line 3):"
                + " must be a list of host:port, or one dns:NAME",
            "cluster.found = \"perhaps\" (conf/feedhorn.yaml line 4): must be auto, never or always",
            "cluster.tls.cert = \"nowhere.pem\" (conf/feedhorn.yaml line 5): must be a readable file",
            "cluster.tls.key: must be set if another key of cluster.tls is set",
            "cluster.tls.ca: must be set if another key of cluster.tls is set");
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
    assertThat(directory.settings().http().host()).isEqualTo("0.0.0.0");
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

    assertThat(settings.http().host()).isEqualTo("0.0.0.0");
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
            "auth.jwks = \"broken.json\" (conf/feedhorn.yaml line 1): must contain public keys, as a"
                + " JWKS or in PEM: key a: an RSA key has at least 2048 bits, this one has 17");

    directory.conf("auth: { jwks: gone.json }");

    assertThat(directory.errors())
        .containsExactly(
            "auth.jwks = \"gone.json\" (conf/feedhorn.yaml line 1):"
                + " must be a readable file or a URL");
  }

  @Test
  void aFeedNameMustBeAFirstSegmentOfTopics() {
    directory.conf("feeds:\n  'a b': { delivery: every }\n  feedhorn: { delivery: every }\n");

    assertThat(directory.errors())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("is not a feed name"));
  }

  @Test
  void aFileOfAnOptionMustExist() {
    SettingsException bad =
        catchThrowableOfType(SettingsException.class, () -> directory.settings("gone.yaml"));

    assertThat(bad.lines()).containsExactly("--conf = \"gone.yaml\": must be an existing file");
  }

  @Test
  void theWebrootMustBeADirectory() {
    SettingsException bad =
        catchThrowableOfType(
            SettingsException.class, () -> directory.loader().read(null, Path.of("nowhere")));

    assertThat(bad.lines())
        .containsExactly("--webroot = \"nowhere\": must be an existing directory");
  }

  private DeliveryMode delivery(String feed) {
    return directory.settings().feeds().of(feed).delivery();
  }

  @Test
  void theLaboratoryIsOnIfTheDemoIsEnabledOnALoopbackAddress() {
    assertThat(directory.settings().http().lab()).isTrue();

    assertThat(directory.conf("demo: { enabled: false }").settings().http().lab()).isFalse();
    assertThat(directory.conf("lab: { enabled: false }").settings().http().lab()).isFalse();
    assertThat(
            directory
                .conf("demo: { enabled: false }\nlab: { enabled: true }")
                .settings()
                .http()
                .lab())
        .isTrue();
    assertThat(
            directory.conf("http: { host: 0.0.0.0 }\nauth: { open: true }").settings().http().lab())
        .isFalse();
  }

  @Test
  void theLaboratoryNeedsALoopbackAddress() {
    directory.conf("http: { host: 0.0.0.0 }\nauth: { open: true }\nlab: { enabled: true }");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .contains("lab.enabled = true", "must be false if http.host is not a loopback address");
  }
}
