package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.decimal;
import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.flag;
import static io.feedhorn.app.settings.SettingType.list;
import static io.feedhorn.app.settings.SettingType.size;
import static io.feedhorn.app.settings.SettingType.text;
import static io.feedhorn.app.settings.SettingType.whole;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.VerificationKeys;
import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.limits.Cidr;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.model.DeliveryMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of settings: every key there is. {@code conf/feedhorn.yaml} documents each. */
public final class SettingKeys {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  private static final SettingType<String> HOST_NAME =
      text("a host name or an address", HostParser::read);
  private static final SettingType<String> PRINTABLE =
      text("printable ASCII", text -> text.matches("[ -~]+") ? text : null);
  private static final SettingType<String> ANY = text("a text", text -> text);

  static final SettingKey<String> HTTP_HOST =
      SettingKey.of("http.host", HOST_NAME, "127.0.0.1", "address to listen on");
  static final SettingKey<Integer> HTTP_PORT =
      SettingKey.of("http.port", whole(0, 65_535), 8080, "port to listen on; 0: any free one");
  static final SettingKey<String> HTTP_TLS_CERT =
      SettingKey.unset("http.tls.cert", ANY, null, "none", "file with the certificate (PEM)");
  static final SettingKey<String> HTTP_TLS_KEY =
      SettingKey.unset("http.tls.key", ANY, null, "none", "file with its private key (PEM)");
  static final SettingKey<List<String>> HTTP_ORIGINS =
      SettingKey.of(
          "http.origins",
          list("a list of origins like https://example.org (no path)", HostParser::origin),
          List.of(),
          "other origins whose pages may talk to it");
  static final SettingKey<List<String>> HTTP_PROXIES =
      SettingKey.of(
          "http.proxies",
          list(
              "a list of addresses and networks like 10.0.0.0/8",
              text -> Cidr.parse(text) == null ? null : text),
          List.of(),
          "proxies whose X-Forwarded-For is believed");
  static final SettingKey<Boolean> HTTP_PROXY_PROTOCOL =
      SettingKey.of(
          "http.proxy-protocol",
          flag(),
          false,
          "whether those proxies begin with the PROXY protocol");
  static final SettingKey<List<String>> HTTP_CORS_HEADERS =
      SettingKey.of(
          "http.cors.headers",
          list(
              "a list of header names like X-Tenant",
              text -> text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") ? text : null),
          List.of(),
          "more headers that pages of other origins may send");
  static final SettingKey<Integer> HTTP_EVENT_LOOPS =
      SettingKey.unset(
          "http.event-loops",
          whole(1, 1024),
          Runtime.getRuntime().availableProcessors(),
          "one per core",
          "threads that serve connections");
  static final SettingKey<Duration> HTTP_HEARTBEAT =
      SettingKey.of(
          "http.heartbeat",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          Duration.ofSeconds(15),
          "how often an idle connection is written to");
  static final SettingKey<Duration> HTTP_HEARTBEAT_STREAMS =
      SettingKey.of(
          "http.heartbeat.streams",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          Duration.ofSeconds(4),
          "the same for event streams");
  static final SettingKey<Duration> HTTP_DRAIN =
      SettingKey.of(
          "http.drain",
          duration(Duration.ZERO, Duration.ofMinutes(10)),
          Duration.ofSeconds(1),
          "time from not ready to the end of connections");
  static final SettingKey<Integer> HTTP_HEALTH_PORT =
      SettingKey.unset(
          "http.health.port",
          whole(0, 65_535),
          null,
          "none",
          "port for /health/* alone, on a thread of its own");
  static final SettingKey<Boolean> HTTP_DEFLATE =
      SettingKey.of("http.deflate", flag(), false, "whether WebSockets may ask for compression");

  static final SettingKey<Boolean> DEMO_ENABLED =
      SettingKey.of("demo.enabled", flag(), true, "whether prices.* and scores.* play");
  static final SettingKey<Integer> DEMO_PRICES_TOPICS =
      SettingKey.of("demo.prices.topics", whole(0, 10_000), 12, "number of instruments");
  static final SettingKey<Double> DEMO_PRICES_RATE =
      SettingKey.of(
          "demo.prices.rate", decimal(0, 1000), 4.0, "updates per second of each; 0: none");
  static final SettingKey<Integer> DEMO_SCORES_TOPICS =
      SettingKey.of("demo.scores.topics", whole(0, 10_000), 6, "number of matches");
  static final SettingKey<Double> DEMO_SCORES_RATE =
      SettingKey.of(
          "demo.scores.rate", decimal(0, 1000), 0.2, "updates per second of each; 0: none");

  static final SettingKey<Boolean> LAB_ENABLED =
      SettingKey.unset(
          "lab.enabled",
          flag(),
          null,
          "with demo",
          "load and bad networks on request; loopback only");

  static final SettingKey<DeliveryMode> FEED_DELIVERY =
      SettingKey.of(
          "feeds.NAME.delivery",
          SettingType.delivery(),
          FeedOptions.DEFAULT.delivery(),
          "what a slow reader gets: latest, or every");
  static final SettingKey<Integer> FEED_HISTORY_SIZE =
      SettingKey.of(
          "feeds.NAME.history.size",
          whole(1, 1_000_000),
          FeedOptions.DEFAULT.historySize(),
          "the most updates kept of each topic");
  static final SettingKey<Duration> FEED_HISTORY_AGE =
      SettingKey.of(
          "feeds.NAME.history.age",
          duration(Duration.ofMillis(1), Duration.ofDays(365)),
          FeedOptions.DEFAULT.historyAge(),
          "how long an update is kept");
  static final SettingKey<Boolean> FEED_DURABLE =
      SettingKey.of("feeds.NAME.durable", flag(), false, "whether updates survive a restart")
          .lacking("durable feeds");
  static final SettingKey<Boolean> FEED_PUBLIC =
      SettingKey.of("feeds.NAME.public", flag(), false, "whether it is readable without a token");
  static final SettingKey<String> FEED_CACHE =
      SettingKey.of(
          "feeds.NAME.cache",
          PRINTABLE,
          FeedOptions.DEFAULT.cache(),
          "Cache-Control of the feed's snapshots");

  static final SettingKey<Boolean> AUTH_OPEN =
      SettingKey.of("auth.open", flag(), false, "whether all may reach it without a token");
  static final SettingKey<String> AUTH_SECRET =
      SettingKey.unset(
          "auth.secret",
          text(
              "a text of at least " + VerificationKeys.MIN_SECRET_BYTES + " bytes",
              SettingKeys::secret),
          null,
          "none",
          "key of HS256 tokens");
  static final SettingKey<String> AUTH_JWKS =
      SettingKey.unset("auth.jwks", ANY, null, "none", "file or URL of the tokens' public keys");
  static final SettingKey<Duration> AUTH_REFRESH =
      SettingKey.of(
          "auth.refresh",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          AuthOptions.OPEN.refresh(),
          "how often the keys of a URL are read anew");
  static final SettingKey<String> AUTH_ISSUER =
      SettingKey.unset("auth.issuer", ANY, null, "none", "the iss that tokens must have");
  static final SettingKey<String> AUTH_AUDIENCE =
      SettingKey.unset("auth.audience", ANY, null, "none", "the aud that tokens must have");
  static final SettingKey<Duration> AUTH_LEEWAY =
      SettingKey.of(
          "auth.leeway",
          duration(Duration.ZERO, Duration.ofMinutes(5)),
          AuthOptions.OPEN.leeway(),
          "how far the clock of their maker may be off");

  static final SettingKey<Integer> LIMITS_MESSAGE =
      SettingKey.of(
          "limits.message",
          size(1, 16 * MIB),
          Limits.DEFAULT.messageBytes(),
          "the largest published value");
  static final SettingKey<Integer> LIMITS_SUBSCRIPTIONS =
      SettingKey.of(
          "limits.subscriptions",
          whole(1, 1_000_000),
          Limits.DEFAULT.subscriptions(),
          "the most patterns of one connection");
  static final SettingKey<Integer> LIMITS_CONNECTIONS =
      SettingKey.of(
          "limits.connections",
          whole(0, 10_000_000),
          Limits.DEFAULT.client().connections(),
          "the most connections; 0: what the system allows");
  static final SettingKey<Integer> LIMITS_PER_ADDRESS =
      SettingKey.of(
          "limits.connections-per-address",
          whole(0, 10_000_000),
          Limits.DEFAULT.client().connectionsPerAddress(),
          "the most connections of one address; 0: any number");
  static final SettingKey<Integer> LIMITS_BACKLOG =
      SettingKey.of(
          "limits.backlog",
          size(1, 1024 * MIB),
          Limits.DEFAULT.backlogBytes(),
          "what may wait for a reader of an every feed");
  static final SettingKey<Integer> LIMITS_REQUESTS =
      SettingKey.of(
          "limits.requests",
          whole(0, 1_000_000),
          Limits.DEFAULT.client().requestsPerSecond(),
          "requests a second of one address; 0: any number");
  static final SettingKey<Integer> LIMITS_PUBLISHES =
      SettingKey.of(
          "limits.publishes",
          whole(0, 1_000_000),
          Limits.DEFAULT.client().publishesPerSecond(),
          "values a second from one address; 0: any number");
  static final SettingKey<Integer> LIMITS_FEEDS =
      SettingKey.of(
          "limits.feeds",
          whole(1, 1_000_000),
          LogLimits.DEFAULT.feeds(),
          "the most feeds; those set up always have room");
  static final SettingKey<Integer> LIMITS_TOPICS =
      SettingKey.of(
          "limits.topics",
          whole(1, 10_000_000),
          LogLimits.DEFAULT.topics(),
          "the most topics of one feed");
  static final SettingKey<Integer> LIMITS_HEADERS =
      SettingKey.of(
          "limits.headers",
          size(KIB, MIB),
          Limits.DEFAULT.http().headerBytes(),
          "the longest first line, and the largest headers");
  static final SettingKey<Duration> LIMITS_REQUEST_TIME =
      SettingKey.of(
          "limits.request-time",
          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          Limits.DEFAULT.http().requestTime(),
          "how long a new connection may take to ask");
  static final SettingKey<Duration> LIMITS_IDLE_TIME =
      SettingKey.of(
          "limits.idle-time",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          Limits.DEFAULT.http().idleTime(),
          "how long a wait between requests, or a body, may be");
  static final SettingKey<Integer> LIMITS_MEMORY =
      SettingKey.of(
          "limits.memory",
          whole(1, 100),
          Limits.DEFAULT.memoryPercent(),
          "percent in use from which on nobody new is let in");
  static final SettingKey<Duration> LIMITS_WAIT =
      SettingKey.of(
          "limits.wait",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          Limits.DEFAULT.http().pollWait(),
          "how long a poll is held at most");

  static final SettingKey<String> STORE_PATH =
      SettingKey.unset("store.path", ANY, null, "none", "folder of the embedded store")
          .lacking("store");

  static final SettingKey<Boolean> CLUSTER_ENABLED =
      SettingKey.of("cluster.enabled", flag(), false, "whether this node joins others");
  static final SettingKey<String> CLUSTER_HOST =
      SettingKey.of(
          "cluster.host",
          text("a host name or an address that others can connect to", HostParser::reachable),
          "127.0.0.1",
          "where other nodes reach this one");
  static final SettingKey<Integer> CLUSTER_PORT =
      SettingKey.of("cluster.port", whole(1, 65_535), 7800, "the port for it");
  static final SettingKey<List<String>> CLUSTER_MEMBERS =
      SettingKey.of(
          "cluster.members",
          list("a list of host:port, or one dns:NAME", HostParser::member),
          List.of(),
          "nodes to find");
  static final SettingKey<BootstrapMode> CLUSTER_FOUND =
      SettingKey.of(
          "cluster.found",
          SettingType.founding(),
          BootstrapMode.AUTO,
          "what to do where none is found");
  static final SettingKey<String> CLUSTER_TLS_CERT =
      SettingKey.unset("cluster.tls.cert", ANY, null, "none", "this node's certificate, PEM");
  static final SettingKey<String> CLUSTER_TLS_KEY =
      SettingKey.unset("cluster.tls.key", ANY, null, "none", "its private key, PEM in PKCS#8");
  static final SettingKey<String> CLUSTER_TLS_CA =
      SettingKey.unset(
          "cluster.tls.ca", ANY, null, "none", "the authority of all nodes' certificates");
  static final SettingKey<Integer> CLUSTER_COPIES =
      SettingKey.of(
          "cluster.copies", whole(1, 10), 2, "nodes that hold an update before it is answered");

  /** In the order of the file that documents them. */
  static final List<SettingKey<?>> ALL =
      List.of(
          HTTP_HOST,
          HTTP_PORT,
          HTTP_TLS_CERT,
          HTTP_TLS_KEY,
          HTTP_ORIGINS,
          HTTP_CORS_HEADERS,
          HTTP_PROXIES,
          HTTP_PROXY_PROTOCOL,
          HTTP_EVENT_LOOPS,
          HTTP_HEARTBEAT,
          HTTP_HEARTBEAT_STREAMS,
          HTTP_DRAIN,
          HTTP_DEFLATE,
          HTTP_HEALTH_PORT,
          DEMO_ENABLED,
          DEMO_PRICES_TOPICS,
          DEMO_PRICES_RATE,
          DEMO_SCORES_TOPICS,
          DEMO_SCORES_RATE,
          LAB_ENABLED,
          FEED_DELIVERY,
          FEED_HISTORY_SIZE,
          FEED_HISTORY_AGE,
          FEED_DURABLE,
          FEED_PUBLIC,
          FEED_CACHE,
          AUTH_OPEN,
          AUTH_SECRET,
          AUTH_JWKS,
          AUTH_REFRESH,
          AUTH_ISSUER,
          AUTH_AUDIENCE,
          AUTH_LEEWAY,
          LIMITS_MESSAGE,
          LIMITS_SUBSCRIPTIONS,
          LIMITS_CONNECTIONS,
          LIMITS_PER_ADDRESS,
          LIMITS_BACKLOG,
          LIMITS_REQUESTS,
          LIMITS_PUBLISHES,
          LIMITS_FEEDS,
          LIMITS_TOPICS,
          LIMITS_HEADERS,
          LIMITS_REQUEST_TIME,
          LIMITS_IDLE_TIME,
          LIMITS_MEMORY,
          LIMITS_WAIT,
          STORE_PATH,
          CLUSTER_ENABLED,
          CLUSTER_HOST,
          CLUSTER_PORT,
          CLUSTER_MEMBERS,
          CLUSTER_FOUND,
          CLUSTER_COPIES,
          CLUSTER_TLS_CERT,
          CLUSTER_TLS_KEY,
          CLUSTER_TLS_CA);

  private SettingKeys() {}

  private static @Nullable String secret(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes < VerificationKeys.MIN_SECRET_BYTES ? null : text;
  }

  /** The row for a path as somebody wrote it, {@code feeds.prices.cache}; null where none is. */
  static @Nullable SettingKey<?> find(String path) {
    for (SettingKey<?> key : ALL) {
      if (FeedSettingKeys.template(path).equals(key.path())) {
        return key;
      }
    }
    return null;
  }

  /** Those that this version has a use for, by section. */
  public static Map<String, List<SettingKey<?>>> sections() {
    return ALL.stream()
        .filter(key -> key.lacking() == null)
        .collect(
            Collectors.groupingBy(SettingKey::section, LinkedHashMap::new, Collectors.toList()));
  }
}
