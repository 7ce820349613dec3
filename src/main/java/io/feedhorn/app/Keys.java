package io.feedhorn.app;

import static io.feedhorn.app.Kind.decimal;
import static io.feedhorn.app.Kind.duration;
import static io.feedhorn.app.Kind.flag;
import static io.feedhorn.app.Kind.list;
import static io.feedhorn.app.Kind.size;
import static io.feedhorn.app.Kind.text;
import static io.feedhorn.app.Kind.whole;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.KeySet;
import io.feedhorn.access.Limits;
import io.feedhorn.access.Network;
import io.feedhorn.cluster.Founding;
import io.feedhorn.log.Bounds;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table of settings: every key there is. {@code conf/feedhorn.yaml} documents each. */
final class Keys {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  private static final Kind<String> HOST_NAME = text("a host name or an address", Host::read);
  private static final Kind<String> PRINTABLE =
      text("printable ASCII", text -> text.matches("[ -~]+") ? text : null);
  private static final Kind<String> ANY = text("a text", text -> text);

  static final Key<String> HTTP_HOST =
      Key.of("http.host", HOST_NAME, "127.0.0.1", "address to listen on");
  static final Key<Integer> HTTP_PORT =
      Key.of("http.port", whole(0, 65_535), 8080, "port to listen on; 0: any free one");
  static final Key<String> HTTP_TLS_CERT =
      Key.unset("http.tls.cert", ANY, null, "none", "file with the certificate (PEM)");
  static final Key<String> HTTP_TLS_KEY =
      Key.unset("http.tls.key", ANY, null, "none", "file with its private key (PEM)");
  static final Key<List<String>> HTTP_ORIGINS =
      Key.of(
          "http.origins",
          list("a list of origins like https://example.org (no path)", Host::origin),
          List.of(),
          "other origins whose pages may talk to it");
  static final Key<List<String>> HTTP_PROXIES =
      Key.of(
          "http.proxies",
          list(
              "a list of addresses and networks like 10.0.0.0/8",
              text -> Network.parse(text) == null ? null : text),
          List.of(),
          "proxies whose X-Forwarded-For is believed");
  static final Key<Boolean> HTTP_PROXY_PROTOCOL =
      Key.of(
          "http.proxy-protocol",
          flag(),
          false,
          "whether those proxies begin with the PROXY protocol");
  static final Key<List<String>> HTTP_CORS_HEADERS =
      Key.of(
          "http.cors.headers",
          list(
              "a list of header names like X-Tenant",
              text -> text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") ? text : null),
          List.of(),
          "more headers that pages of other origins may send");
  static final Key<Integer> HTTP_EVENT_LOOPS =
      Key.unset(
          "http.event-loops",
          whole(1, 1024),
          Runtime.getRuntime().availableProcessors(),
          "one per core",
          "threads that serve connections");
  static final Key<Duration> HTTP_HEARTBEAT =
      Key.of(
          "http.heartbeat",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          Duration.ofSeconds(15),
          "how often an idle connection is written to");
  static final Key<Duration> HTTP_HEARTBEAT_STREAMS =
      Key.of(
          "http.heartbeat.streams",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(15)),
          Duration.ofSeconds(4),
          "the same for event streams");
  static final Key<Duration> HTTP_DRAIN =
      Key.of(
          "http.drain",
          duration(Duration.ZERO, Duration.ofMinutes(10)),
          Duration.ofSeconds(1),
          "time from not ready to the end of connections");
  static final Key<Integer> HTTP_HEALTH_PORT =
      Key.unset(
          "http.health.port",
          whole(0, 65_535),
          null,
          "none",
          "port for /health/* alone, on a thread of its own");
  static final Key<Boolean> HTTP_DEFLATE =
      Key.of("http.deflate", flag(), false, "whether WebSockets may ask for compression");

  static final Key<Boolean> DEMO_ENABLED =
      Key.of("demo.enabled", flag(), true, "whether prices.* and scores.* play");
  static final Key<Integer> DEMO_PRICES_TOPICS =
      Key.of("demo.prices.topics", whole(0, 10_000), 12, "number of instruments");
  static final Key<Double> DEMO_PRICES_RATE =
      Key.of("demo.prices.rate", decimal(0, 1000), 4.0, "updates per second of each; 0: none");
  static final Key<Integer> DEMO_SCORES_TOPICS =
      Key.of("demo.scores.topics", whole(0, 10_000), 6, "number of matches");
  static final Key<Double> DEMO_SCORES_RATE =
      Key.of("demo.scores.rate", decimal(0, 1000), 0.2, "updates per second of each; 0: none");

  static final Key<Boolean> LAB_ENABLED =
      Key.unset(
          "lab.enabled",
          flag(),
          null,
          "with demo",
          "load and bad networks on request; loopback only");

  static final Key<Delivery> FEED_DELIVERY =
      Key.of(
          "feeds.NAME.delivery",
          Kind.delivery(),
          FeedOptions.DEFAULT.delivery(),
          "what a slow reader gets: latest, or every");
  static final Key<Integer> FEED_HISTORY_SIZE =
      Key.of(
          "feeds.NAME.history.size",
          whole(1, 1_000_000),
          FeedOptions.DEFAULT.historySize(),
          "the most updates kept of each topic");
  static final Key<Duration> FEED_HISTORY_AGE =
      Key.of(
          "feeds.NAME.history.age",
          duration(Duration.ofMillis(1), Duration.ofDays(365)),
          FeedOptions.DEFAULT.historyAge(),
          "how long an update is kept");
  static final Key<Boolean> FEED_DURABLE =
      Key.of("feeds.NAME.durable", flag(), false, "whether updates survive a restart")
          .lacking("durable feeds");
  static final Key<Boolean> FEED_PUBLIC =
      Key.of("feeds.NAME.public", flag(), false, "whether it is readable without a token");
  static final Key<String> FEED_CACHE =
      Key.of(
          "feeds.NAME.cache",
          PRINTABLE,
          FeedOptions.DEFAULT.cache(),
          "Cache-Control of the feed's snapshots");

  static final Key<Boolean> AUTH_OPEN =
      Key.of("auth.open", flag(), false, "whether all may reach it without a token");
  static final Key<String> AUTH_SECRET =
      Key.unset(
          "auth.secret",
          text("a text of at least " + KeySet.LEAST_SECRET_BYTES + " bytes", Keys::secret),
          null,
          "none",
          "key of HS256 tokens");
  static final Key<String> AUTH_JWKS =
      Key.unset("auth.jwks", ANY, null, "none", "file or URL of the tokens' public keys");
  static final Key<Duration> AUTH_REFRESH =
      Key.of(
          "auth.refresh",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          AccessOptions.OPEN.refresh(),
          "how often the keys of a URL are read anew");
  static final Key<String> AUTH_ISSUER =
      Key.unset("auth.issuer", ANY, null, "none", "the iss that tokens must have");
  static final Key<String> AUTH_AUDIENCE =
      Key.unset("auth.audience", ANY, null, "none", "the aud that tokens must have");
  static final Key<Duration> AUTH_LEEWAY =
      Key.of(
          "auth.leeway",
          duration(Duration.ZERO, Duration.ofMinutes(5)),
          AccessOptions.OPEN.leeway(),
          "how far the clock of their maker may be off");

  static final Key<Integer> LIMITS_MESSAGE =
      Key.of(
          "limits.message",
          size(1, 16 * MIB),
          Limits.DEFAULT.messageBytes(),
          "the largest published value");
  static final Key<Integer> LIMITS_SUBSCRIPTIONS =
      Key.of(
          "limits.subscriptions",
          whole(1, 1_000_000),
          Limits.DEFAULT.subscriptions(),
          "the most patterns of one connection");
  static final Key<Integer> LIMITS_CONNECTIONS =
      Key.of(
          "limits.connections",
          whole(0, 10_000_000),
          Limits.DEFAULT.connections(),
          "the most connections; 0: what the system allows");
  static final Key<Integer> LIMITS_PER_ADDRESS =
      Key.of(
          "limits.connections-per-address",
          whole(0, 10_000_000),
          Limits.DEFAULT.client().connections(),
          "the most connections of one address; 0: any number");
  static final Key<Integer> LIMITS_BACKLOG =
      Key.of(
          "limits.backlog",
          size(1, 1024 * MIB),
          Limits.DEFAULT.backlogBytes(),
          "what may wait for a reader of an every feed");
  static final Key<Integer> LIMITS_REQUESTS =
      Key.of(
          "limits.requests",
          whole(0, 1_000_000),
          Limits.DEFAULT.client().requests(),
          "requests a second of one address; 0: any number");
  static final Key<Integer> LIMITS_PUBLISHES =
      Key.of(
          "limits.publishes",
          whole(0, 1_000_000),
          Limits.DEFAULT.client().publishes(),
          "values a second from one address; 0: any number");
  static final Key<Integer> LIMITS_FEEDS =
      Key.of(
          "limits.feeds",
          whole(1, 1_000_000),
          Bounds.DEFAULT.feeds(),
          "the most feeds; those set up always have room");
  static final Key<Integer> LIMITS_TOPICS =
      Key.of(
          "limits.topics",
          whole(1, 10_000_000),
          Bounds.DEFAULT.topics(),
          "the most topics of one feed");
  static final Key<Integer> LIMITS_HEADERS =
      Key.of(
          "limits.headers",
          size(KIB, MIB),
          Limits.DEFAULT.headerBytes(),
          "the longest first line, and the largest headers");
  static final Key<Duration> LIMITS_REQUEST_TIME =
      Key.of(
          "limits.request-time",
          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          Limits.DEFAULT.requestTime(),
          "how long a new connection may take to ask");
  static final Key<Duration> LIMITS_IDLE_TIME =
      Key.of(
          "limits.idle-time",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          Limits.DEFAULT.idleTime(),
          "how long a wait between requests, or a body, may be");
  static final Key<Integer> LIMITS_MEMORY =
      Key.of(
          "limits.memory",
          whole(1, 100),
          Limits.DEFAULT.memoryPercent(),
          "percent in use from which on nobody new is let in");
  static final Key<Duration> LIMITS_WAIT =
      Key.of(
          "limits.wait",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          Limits.DEFAULT.longestWait(),
          "how long a poll is held at most");

  static final Key<String> STORE_PATH =
      Key.unset("store.path", ANY, null, "none", "folder of the embedded store").lacking("store");

  static final Key<Boolean> CLUSTER_ENABLED =
      Key.of("cluster.enabled", flag(), false, "whether this node joins others");
  static final Key<String> CLUSTER_HOST =
      Key.of(
          "cluster.host",
          text("a host name or an address that others can connect to", Host::reachable),
          "127.0.0.1",
          "where other nodes reach this one");
  static final Key<Integer> CLUSTER_PORT =
      Key.of("cluster.port", whole(1, 65_535), 7800, "the port for it");
  static final Key<List<String>> CLUSTER_MEMBERS =
      Key.of(
          "cluster.members",
          list("a list of host:port, or one dns:NAME", Host::member),
          List.of(),
          "nodes to find");
  static final Key<Founding> CLUSTER_FOUND =
      Key.of("cluster.found", Kind.founding(), Founding.AUTO, "what to do where none is found");
  static final Key<String> CLUSTER_TLS_CERT =
      Key.unset("cluster.tls.cert", ANY, null, "none", "this node's certificate, PEM");
  static final Key<String> CLUSTER_TLS_KEY =
      Key.unset("cluster.tls.key", ANY, null, "none", "its private key, PEM in PKCS#8");
  static final Key<String> CLUSTER_TLS_CA =
      Key.unset("cluster.tls.ca", ANY, null, "none", "the authority of all nodes' certificates");
  static final Key<Integer> CLUSTER_COPIES =
      Key.of("cluster.copies", whole(1, 10), 2, "nodes that hold an update before it is answered");

  /** In the order of the file that documents them. */
  static final List<Key<?>> ALL =
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

  private Keys() {}

  private static @Nullable String secret(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes < KeySet.LEAST_SECRET_BYTES ? null : text;
  }

  /** The row for a path as somebody wrote it, {@code feeds.prices.cache}; null where none is. */
  static @Nullable Key<?> find(String path) {
    for (Key<?> key : ALL) {
      if (FeedKeys.template(path).equals(key.path())) {
        return key;
      }
    }
    return null;
  }

  /** Those that this version has a use for, by section. */
  static Map<String, List<Key<?>>> sections() {
    return ALL.stream()
        .filter(key -> key.lacking() == null)
        .collect(Collectors.groupingBy(Key::section, LinkedHashMap::new, Collectors.toList()));
  }
}
