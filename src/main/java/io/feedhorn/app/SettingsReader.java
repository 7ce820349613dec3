package io.feedhorn.app;

import io.feedhorn.access.AccessOptions;
import io.feedhorn.access.KeyRing;
import io.feedhorn.access.KeySet;
import io.feedhorn.access.Limits;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.log.Bounds;
import io.feedhorn.log.FeedCatalog;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.server.HttpOptions;
import io.feedhorn.server.Tls;
import io.feedhorn.source.DemoOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the settings together. Each of these overrides the ones before it: the defaults, the file of
 * {@code --defaults}, {@code conf/feedhorn.yaml} of the working folder (else of the jar), the file
 * of {@code --conf}, {@code .env}, the environment. Blocks: for the start only.
 */
final class SettingsReader {
  private static final Logger log = LoggerFactory.getLogger(SettingsReader.class);
  private static final String FILE = "conf/feedhorn.yaml";

  private final Path folder;
  private final Map<String, String> environment;
  private final @Nullable Path defaults;
  private final List<String> mistakes = new ArrayList<>();

  /**
   * @param folder the working folder
   */
  SettingsReader(Path folder, Map<String, String> environment) {
    this(folder, environment, null);
  }

  /**
   * @param folder the working folder
   * @param defaults a file that every other source of settings overrides
   */
  SettingsReader(Path folder, Map<String, String> environment, @Nullable Path defaults) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.defaults = defaults;
  }

  /**
   * Reads everything once.
   *
   * @param conf the file that was named
   * @param webroot the folder to serve the pages from
   * @throws BadSettings naming every mistake there is, not only the first
   */
  Settings read(@Nullable Path conf, @Nullable Path webroot) {
    Chosen chosen = choose(conf, webroot);
    chosen.summary().forEach(line -> log.info("settings of {}", line));
    return settings(chosen, webroot);
  }

  /** Returns the settings that hold if nothing is given. */
  static Settings defaults() {
    return settings(new Chosen(FeedKeys.BUILT_IN), null);
  }

  /** Returns the settings of the HTTP server, without logging them. */
  HttpOptions readHttp(@Nullable Path conf) {
    return http(choose(conf, null), null);
  }

  /** Reads what holds for tokens, and says nothing of the rest. */
  AccessOptions readAccess(@Nullable Path conf) {
    return access(choose(conf, null));
  }

  private Chosen choose(@Nullable Path conf, @Nullable Path webroot) {
    List<Given> given = new ArrayList<>(FeedKeys.BUILT_IN);
    given.addAll(files(conf));
    given.addAll(new Environment(feeds(given), mistakes).read(variables()));
    given.removeIf(this::isMistake);
    Chosen chosen = new Chosen(given);
    requireLoopbackUnlessOpen(chosen);
    requireKeys(chosen);
    requireBothOrNone(chosen);
    requireLoopbackForLab(chosen);
    requireProxies(chosen);
    requireCertificates(chosen);
    if (webroot != null && !Files.isDirectory(folder.resolve(webroot))) {
      mistakes.add("--webroot = \"" + webroot + "\": must be a folder that is there");
    }
    if (!mistakes.isEmpty()) {
      throw new BadSettings(mistakes);
    }
    return chosen;
  }

  private List<Given> files(@Nullable Path conf) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setInternalBlockingPoolSize(1));
    try {
      Path own = folder.resolve(FILE);
      YamlFile first =
          Files.exists(own)
              ? new YamlFile(vertx, own.toAbsolutePath().toString(), FILE, mistakes)
              : new YamlFile(vertx, FILE, "the jar's " + FILE, mistakes);
      List<Given> given = new ArrayList<>(named(vertx, "--defaults", defaults));
      given.addAll(first.read());
      given.addAll(named(vertx, "--conf", conf));
      return given;
    } finally {
      vertx.close().await();
    }
  }

  private List<Given> named(Vertx vertx, String option, @Nullable Path file) {
    if (file == null) {
      return List.of();
    }
    if (!Files.isRegularFile(folder.resolve(file))) {
      mistakes.add(option + " = \"" + file + "\": must be a file that is there");
      return List.of();
    }
    String path = folder.resolve(file).toAbsolutePath().toString();
    return new YamlFile(vertx, path, file.toString(), mistakes).read();
  }

  private Map<String, Variable> variables() {
    Map<String, Variable> variables = new LinkedHashMap<>();
    variables.putAll(DotEnv.read(folder.resolve(".env"), mistakes));
    environment.forEach(
        (name, value) -> variables.put(name, new Variable(value, Environment.HERE)));
    return variables;
  }

  private static Set<String> feeds(List<Given> given) {
    Set<String> feeds = new HashSet<>();
    for (Given one : given) {
      String feed = FeedKeys.feed(one.path());
      if (feed != null) {
        feeds.add(feed);
      }
    }
    return feeds;
  }

  private boolean isMistake(Given given) {
    Key<?> key = Keys.find(given.path());
    String feed = FeedKeys.feed(given.path());
    String objection = feed == null ? null : FeedKeys.objection(feed);
    if (objection == null) {
      objection = key == null ? Unknown.key(given.path()) : key.objection(given);
    }
    if (objection != null) {
      mistakes.add(given.mistake(objection));
    }
    return objection != null;
  }

  private void requireLoopbackUnlessOpen(Chosen chosen) {
    Given host = chosen.source(Keys.HTTP_HOST);
    if (host != null
        && !Host.isLoopback(chosen.of(Keys.HTTP_HOST))
        && !chosen.of(Keys.AUTH_OPEN)
        && access(chosen).isOpen()) {
      mistakes.add(
          host.mistake(
              "must be a loopback address: without keys everyone who reaches the server may read"
                  + " and publish; auth.secret or auth.jwks keeps them out, auth.open: true allows"
                  + " that"));
    }
  }

  /** A file is read now, so that a mistake in it is told like any other. */
  private void requireKeys(Chosen chosen) {
    Given given = chosen.source(Keys.AUTH_JWKS);
    String jwks = chosen.orNull(Keys.AUTH_JWKS);
    if (given == null || jwks == null || KeyRing.isUrl(jwks)) {
      return;
    }
    try {
      KeySet.parse(Buffer.buffer(Files.readAllBytes(folder.resolve(jwks))), new ArrayList<>());
    } catch (IOException unreadable) {
      mistakes.add(given.mistake("must be a file that can be read, or a URL"));
    } catch (IllegalArgumentException unfit) {
      mistakes.add(
          given.mistake("must have public keys, as a JWKS or in PEM: " + unfit.getMessage()));
    }
  }

  private void requireBothOrNone(Chosen chosen) {
    Given cert = chosen.source(Keys.HTTP_TLS_CERT);
    Given key = chosen.source(Keys.HTTP_TLS_KEY);
    for (Given file : new Given[] {cert, key}) {
      if (file == null || tls(chosen) == null) {
        continue;
      }
      if (!Files.isReadable(folder.resolve(String.valueOf(file.value())))) {
        mistakes.add(file.mistake("must be a file that can be read"));
      }
    }
    boolean one =
        (chosen.orNull(Keys.HTTP_TLS_CERT) == null) != (chosen.orNull(Keys.HTTP_TLS_KEY) == null);
    Given given = chosen.orNull(Keys.HTTP_TLS_CERT) == null ? key : cert;
    if (one && given != null) {
      mistakes.add(given.mistake("http.tls.cert and http.tls.key must be given both, or none"));
    }
  }

  private static @Nullable Tls tls(Chosen chosen) {
    String cert = chosen.orNull(Keys.HTTP_TLS_CERT);
    String key = chosen.orNull(Keys.HTTP_TLS_KEY);
    return cert == null || key == null ? null : new Tls(Path.of(cert), Path.of(key));
  }

  /** Everyone who reaches it may ask it for load; so only this machine may reach it. */
  private void requireLoopbackForLab(Chosen chosen) {
    Given lab = chosen.source(Keys.LAB_ENABLED);
    if (lab != null
        && chosen.orElse(Keys.LAB_ENABLED, false)
        && !Host.isLoopback(chosen.of(Keys.HTTP_HOST))) {
      mistakes.add(lab.mistake("must be false where http.host is not a loopback address"));
    }
  }

  /** The header says who a client is, so it is read of proxies that are named only. */
  private void requireProxies(Chosen chosen) {
    Given protocol = chosen.source(Keys.HTTP_PROXY_PROTOCOL);
    if (protocol != null
        && chosen.of(Keys.HTTP_PROXY_PROTOCOL)
        && chosen.of(Keys.HTTP_PROXIES).isEmpty()) {
      mistakes.add(protocol.mistake("must be false where http.proxies names no proxy"));
    }
  }

  private static boolean lab(Chosen chosen) {
    return chosen.orElse(
        Keys.LAB_ENABLED,
        chosen.of(Keys.DEMO_ENABLED) && Host.isLoopback(chosen.of(Keys.HTTP_HOST)));
  }

  private static Settings settings(Chosen chosen, @Nullable Path webroot) {
    return new Settings(
        http(chosen, webroot),
        demo(chosen),
        feeds(chosen),
        limits(chosen),
        access(chosen),
        cluster(chosen));
  }

  private static HttpOptions http(Chosen chosen, @Nullable Path webroot) {
    return new HttpOptions(
        chosen.of(Keys.HTTP_HOST),
        chosen.of(Keys.HTTP_PORT),
        tls(chosen),
        chosen.of(Keys.HTTP_ORIGINS),
        chosen.of(Keys.HTTP_CORS_HEADERS),
        chosen.of(Keys.HTTP_PROXIES),
        chosen.of(Keys.HTTP_PROXY_PROTOCOL),
        chosen.of(Keys.HTTP_EVENT_LOOPS),
        chosen.of(Keys.HTTP_HEARTBEAT),
        chosen.of(Keys.HTTP_HEARTBEAT_STREAMS),
        chosen.of(Keys.HTTP_DRAIN),
        chosen.of(Keys.HTTP_DEFLATE),
        lab(chosen),
        chosen.orNull(Keys.HTTP_HEALTH_PORT),
        webroot);
  }

  private static DemoOptions demo(Chosen chosen) {
    return new DemoOptions(
        chosen.of(Keys.DEMO_ENABLED),
        chosen.of(Keys.DEMO_PRICES_TOPICS),
        chosen.of(Keys.DEMO_PRICES_RATE),
        chosen.of(Keys.DEMO_SCORES_TOPICS),
        chosen.of(Keys.DEMO_SCORES_RATE));
  }

  private static FeedCatalog feeds(Chosen chosen) {
    Map<String, FeedOptions> named = new LinkedHashMap<>();
    chosen.feeds().forEach(feed -> named.put(feed, feed(chosen, feed)));
    Bounds bounds = new Bounds(chosen.of(Keys.LIMITS_FEEDS), chosen.of(Keys.LIMITS_TOPICS));
    return new FeedCatalog(feed(chosen, FeedKeys.DEFAULT), named, bounds);
  }

  private static FeedOptions feed(Chosen chosen, String feed) {
    return new FeedOptions(
        chosen.of(Keys.FEED_DELIVERY, feed),
        chosen.of(Keys.FEED_HISTORY_SIZE, feed),
        chosen.of(Keys.FEED_HISTORY_AGE, feed),
        chosen.of(Keys.FEED_CACHE, feed));
  }

  private static AccessOptions access(Chosen chosen) {
    Map<String, Boolean> publicFeeds = new LinkedHashMap<>();
    chosen.feeds().forEach(feed -> publicFeeds.put(feed, chosen.of(Keys.FEED_PUBLIC, feed)));
    return new AccessOptions(
        chosen.orNull(Keys.AUTH_SECRET),
        chosen.orNull(Keys.AUTH_JWKS),
        chosen.of(Keys.AUTH_REFRESH),
        chosen.orNull(Keys.AUTH_ISSUER),
        chosen.orNull(Keys.AUTH_AUDIENCE),
        chosen.of(Keys.AUTH_LEEWAY),
        publicFeeds,
        chosen.of(Keys.FEED_PUBLIC, FeedKeys.DEFAULT));
  }

  private static ClusterOptions.@Nullable Certificates certificates(Chosen chosen) {
    String cert = chosen.orNull(Keys.CLUSTER_TLS_CERT);
    String key = chosen.orNull(Keys.CLUSTER_TLS_KEY);
    String authority = chosen.orNull(Keys.CLUSTER_TLS_CA);
    return cert == null || key == null || authority == null
        ? null
        : new ClusterOptions.Certificates(cert, key, authority);
  }

  /** All of them or none, each a file that is there: half a protection would be none. */
  private void requireCertificates(Chosen chosen) {
    List<Key<String>> keys =
        List.of(Keys.CLUSTER_TLS_CERT, Keys.CLUSTER_TLS_KEY, Keys.CLUSTER_TLS_CA);
    boolean any = keys.stream().anyMatch(key -> chosen.orNull(key) != null);
    for (Key<String> key : keys) {
      String path = chosen.orNull(key);
      if (any && (path == null || !Files.isReadable(folder.resolve(path)))) {
        mistakes.add(
            path == null
                ? key.path() + ": must be set where another key of cluster.tls is"
                : key.path() + " = \"" + path + "\": must be a file that can be read");
      }
    }
  }

  private static ClusterOptions cluster(Chosen chosen) {
    return new ClusterOptions(
        chosen.of(Keys.CLUSTER_ENABLED),
        chosen.of(Keys.CLUSTER_HOST),
        chosen.of(Keys.CLUSTER_PORT),
        chosen.of(Keys.CLUSTER_MEMBERS),
        chosen.of(Keys.CLUSTER_COPIES),
        chosen.of(Keys.CLUSTER_FOUND),
        certificates(chosen));
  }

  private static Limits limits(Chosen chosen) {
    return new Limits(
        chosen.of(Keys.LIMITS_MESSAGE),
        chosen.of(Keys.LIMITS_SUBSCRIPTIONS),
        chosen.of(Keys.LIMITS_BACKLOG),
        new Limits.PerClient(
            chosen.of(Keys.LIMITS_PER_ADDRESS),
            chosen.of(Keys.LIMITS_REQUESTS),
            chosen.of(Keys.LIMITS_PUBLISHES)),
        chosen.of(Keys.LIMITS_CONNECTIONS),
        chosen.of(Keys.LIMITS_HEADERS),
        chosen.of(Keys.LIMITS_REQUEST_TIME),
        chosen.of(Keys.LIMITS_IDLE_TIME),
        chosen.of(Keys.LIMITS_MEMORY),
        chosen.of(Keys.LIMITS_WAIT));
  }
}
