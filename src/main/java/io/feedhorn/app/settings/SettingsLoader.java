package io.feedhorn.app.settings;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.JwksVerticle;
import io.feedhorn.auth.VerificationKeys;
import io.feedhorn.cluster.ClusterOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.http.HttpOptions;
import io.feedhorn.http.TlsOptions;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
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
public final class SettingsLoader {
  private static final Logger log = LoggerFactory.getLogger(SettingsLoader.class);
  private static final String FILE = "conf/feedhorn.yaml";

  private final Path folder;
  private final Map<String, String> environment;
  private final @Nullable Path defaults;
  private final List<String> mistakes = new ArrayList<>();

  /**
   * @param folder the working folder
   */
  public SettingsLoader(Path folder, Map<String, String> environment) {
    this(folder, environment, null);
  }

  /**
   * @param folder the working folder
   * @param defaults a file that every other source of settings overrides
   */
  public SettingsLoader(Path folder, Map<String, String> environment, @Nullable Path defaults) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
    this.defaults = defaults;
  }

  /**
   * Reads everything once.
   *
   * @param conf the file that was named
   * @param webroot the folder to serve the pages from
   * @throws SettingsException naming every mistake there is, not only the first
   */
  public Settings read(@Nullable Path conf, @Nullable Path webroot) {
    ResolvedSettings resolved = choose(conf, webroot);
    resolved.summary().forEach(line -> log.info("settings of {}", line));
    return settings(resolved, webroot);
  }

  /** Returns the settings that hold if nothing is given. */
  static Settings defaults() {
    return settings(new ResolvedSettings(FeedSettingKeys.BUILT_IN), null);
  }

  /** Returns the settings of the HTTP server, without logging them. */
  public HttpOptions readHttp(@Nullable Path conf) {
    return http(choose(conf, null), null);
  }

  /** Reads what holds for tokens, and says nothing of the rest. */
  public AuthOptions readAccess(@Nullable Path conf) {
    return access(choose(conf, null));
  }

  private ResolvedSettings choose(@Nullable Path conf, @Nullable Path webroot) {
    List<SettingValue> given = new ArrayList<>(FeedSettingKeys.BUILT_IN);
    given.addAll(files(conf));
    given.addAll(new EnvironmentSource(feeds(given), mistakes).read(variables()));
    given.removeIf(this::isMistake);
    ResolvedSettings resolved = new ResolvedSettings(given);
    requireLoopbackUnlessOpen(resolved);
    requireKeys(resolved);
    requireBothOrNone(resolved);
    requireLoopbackForLab(resolved);
    requireProxies(resolved);
    requireCertificates(resolved);
    if (webroot != null && !Files.isDirectory(folder.resolve(webroot))) {
      mistakes.add("--webroot = \"" + webroot + "\": must be a folder that is there");
    }
    if (!mistakes.isEmpty()) {
      throw new SettingsException(mistakes);
    }
    return resolved;
  }

  private List<SettingValue> files(@Nullable Path conf) {
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setInternalBlockingPoolSize(1));
    try {
      Path own = folder.resolve(FILE);
      YamlSource first =
          Files.exists(own)
              ? new YamlSource(vertx, own.toAbsolutePath().toString(), FILE, mistakes)
              : new YamlSource(vertx, FILE, "the jar's " + FILE, mistakes);
      List<SettingValue> given = new ArrayList<>(named(vertx, "--defaults", defaults));
      given.addAll(first.read());
      given.addAll(named(vertx, "--conf", conf));
      return given;
    } finally {
      vertx.close().await();
    }
  }

  private List<SettingValue> named(Vertx vertx, String option, @Nullable Path file) {
    if (file == null) {
      return List.of();
    }
    if (!Files.isRegularFile(folder.resolve(file))) {
      mistakes.add(option + " = \"" + file + "\": must be a file that is there");
      return List.of();
    }
    String path = folder.resolve(file).toAbsolutePath().toString();
    return new YamlSource(vertx, path, file.toString(), mistakes).read();
  }

  private Map<String, EnvironmentVariable> variables() {
    Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
    variables.putAll(DotEnv.read(folder.resolve(".env"), mistakes));
    environment.forEach(
        (name, value) ->
            variables.put(name, new EnvironmentVariable(value, EnvironmentSource.HERE)));
    return variables;
  }

  private static Set<String> feeds(List<SettingValue> given) {
    Set<String> feeds = new HashSet<>();
    for (SettingValue one : given) {
      String feed = FeedSettingKeys.feed(one.path());
      if (feed != null) {
        feeds.add(feed);
      }
    }
    return feeds;
  }

  private boolean isMistake(SettingValue settingValue) {
    SettingKey<?> key = SettingKeys.find(settingValue.path());
    String feed = FeedSettingKeys.feed(settingValue.path());
    String objection = feed == null ? null : FeedSettingKeys.objection(feed);
    if (objection == null) {
      objection =
          key == null ? UnknownKeyMessage.key(settingValue.path()) : key.objection(settingValue);
    }
    if (objection != null) {
      mistakes.add(settingValue.mistake(objection));
    }
    return objection != null;
  }

  private void requireLoopbackUnlessOpen(ResolvedSettings resolved) {
    SettingValue host = resolved.source(SettingKeys.HTTP_HOST);
    if (host != null
        && !HostParser.isLoopback(resolved.of(SettingKeys.HTTP_HOST))
        && !resolved.of(SettingKeys.AUTH_OPEN)
        && access(resolved).isOpen()) {
      mistakes.add(
          host.mistake(
              "must be a loopback address: without keys everyone who reaches the server may read"
                  + " and publish; auth.secret or auth.jwks keeps them out, auth.open: true allows"
                  + " that"));
    }
  }

  /** A file is read now, so that a mistake in it is told like any other. */
  private void requireKeys(ResolvedSettings resolved) {
    SettingValue settingValue = resolved.source(SettingKeys.AUTH_JWKS);
    String jwks = resolved.orNull(SettingKeys.AUTH_JWKS);
    if (settingValue == null || jwks == null || JwksVerticle.isUrl(jwks)) {
      return;
    }
    try {
      VerificationKeys.parse(
          Buffer.buffer(Files.readAllBytes(folder.resolve(jwks))), new ArrayList<>());
    } catch (IOException unreadable) {
      mistakes.add(settingValue.mistake("must be a file that can be read, or a URL"));
    } catch (IllegalArgumentException unfit) {
      mistakes.add(
          settingValue.mistake(
              "must have public keys, as a JWKS or in PEM: " + unfit.getMessage()));
    }
  }

  private void requireBothOrNone(ResolvedSettings resolved) {
    SettingValue cert = resolved.source(SettingKeys.HTTP_TLS_CERT);
    SettingValue key = resolved.source(SettingKeys.HTTP_TLS_KEY);
    for (SettingValue file : new SettingValue[] {cert, key}) {
      if (file == null || tls(resolved) == null) {
        continue;
      }
      if (!Files.isReadable(folder.resolve(String.valueOf(file.value())))) {
        mistakes.add(file.mistake("must be a file that can be read"));
      }
    }
    boolean one =
        (resolved.orNull(SettingKeys.HTTP_TLS_CERT) == null)
            != (resolved.orNull(SettingKeys.HTTP_TLS_KEY) == null);
    SettingValue settingValue = resolved.orNull(SettingKeys.HTTP_TLS_CERT) == null ? key : cert;
    if (one && settingValue != null) {
      mistakes.add(
          settingValue.mistake("http.tls.cert and http.tls.key must be given both, or none"));
    }
  }

  private static @Nullable TlsOptions tls(ResolvedSettings resolved) {
    String cert = resolved.orNull(SettingKeys.HTTP_TLS_CERT);
    String key = resolved.orNull(SettingKeys.HTTP_TLS_KEY);
    return cert == null || key == null ? null : new TlsOptions(Path.of(cert), Path.of(key));
  }

  /** Everyone who reaches it may ask it for load; so only this machine may reach it. */
  private void requireLoopbackForLab(ResolvedSettings resolved) {
    SettingValue lab = resolved.source(SettingKeys.LAB_ENABLED);
    if (lab != null
        && resolved.orElse(SettingKeys.LAB_ENABLED, false)
        && !HostParser.isLoopback(resolved.of(SettingKeys.HTTP_HOST))) {
      mistakes.add(lab.mistake("must be false where http.host is not a loopback address"));
    }
  }

  /** The header says who a client is, so it is read of proxies that are named only. */
  private void requireProxies(ResolvedSettings resolved) {
    SettingValue protocol = resolved.source(SettingKeys.HTTP_PROXY_PROTOCOL);
    if (protocol != null
        && resolved.of(SettingKeys.HTTP_PROXY_PROTOCOL)
        && resolved.of(SettingKeys.HTTP_PROXIES).isEmpty()) {
      mistakes.add(protocol.mistake("must be false where http.proxies names no proxy"));
    }
  }

  private static boolean lab(ResolvedSettings resolved) {
    return resolved.orElse(
        SettingKeys.LAB_ENABLED,
        resolved.of(SettingKeys.DEMO_ENABLED)
            && HostParser.isLoopback(resolved.of(SettingKeys.HTTP_HOST)));
  }

  private static Settings settings(ResolvedSettings resolved, @Nullable Path webroot) {
    return new Settings(
        http(resolved, webroot),
        demo(resolved),
        feeds(resolved),
        limits(resolved),
        access(resolved),
        cluster(resolved));
  }

  private static HttpOptions http(ResolvedSettings resolved, @Nullable Path webroot) {
    return new HttpOptions(
        resolved.of(SettingKeys.HTTP_HOST),
        resolved.of(SettingKeys.HTTP_PORT),
        tls(resolved),
        resolved.of(SettingKeys.HTTP_ORIGINS),
        resolved.of(SettingKeys.HTTP_CORS_HEADERS),
        resolved.of(SettingKeys.HTTP_PROXIES),
        resolved.of(SettingKeys.HTTP_PROXY_PROTOCOL),
        resolved.of(SettingKeys.HTTP_EVENT_LOOPS),
        resolved.of(SettingKeys.HTTP_HEARTBEAT),
        resolved.of(SettingKeys.HTTP_HEARTBEAT_STREAMS),
        resolved.of(SettingKeys.HTTP_DRAIN),
        resolved.of(SettingKeys.HTTP_DEFLATE),
        lab(resolved),
        resolved.orNull(SettingKeys.HTTP_HEALTH_PORT),
        webroot);
  }

  private static DemoOptions demo(ResolvedSettings resolved) {
    return new DemoOptions(
        resolved.of(SettingKeys.DEMO_ENABLED),
        resolved.of(SettingKeys.DEMO_PRICES_TOPICS),
        resolved.of(SettingKeys.DEMO_PRICES_RATE),
        resolved.of(SettingKeys.DEMO_SCORES_TOPICS),
        resolved.of(SettingKeys.DEMO_SCORES_RATE));
  }

  private static FeedsOptions feeds(ResolvedSettings resolved) {
    Map<String, FeedOptions> named = new LinkedHashMap<>();
    resolved.feeds().forEach(feed -> named.put(feed, feed(resolved, feed)));
    LogLimits bounds =
        new LogLimits(
            resolved.of(SettingKeys.LIMITS_FEEDS), resolved.of(SettingKeys.LIMITS_TOPICS));
    return new FeedsOptions(feed(resolved, FeedSettingKeys.DEFAULT), named, bounds);
  }

  private static FeedOptions feed(ResolvedSettings resolved, String feed) {
    return new FeedOptions(
        resolved.of(SettingKeys.FEED_DELIVERY, feed),
        resolved.of(SettingKeys.FEED_HISTORY_SIZE, feed),
        resolved.of(SettingKeys.FEED_HISTORY_AGE, feed),
        resolved.of(SettingKeys.FEED_CACHE, feed));
  }

  private static AuthOptions access(ResolvedSettings resolved) {
    Map<String, Boolean> publicFeeds = new LinkedHashMap<>();
    resolved
        .feeds()
        .forEach(feed -> publicFeeds.put(feed, resolved.of(SettingKeys.FEED_PUBLIC, feed)));
    return new AuthOptions(
        resolved.orNull(SettingKeys.AUTH_SECRET),
        resolved.orNull(SettingKeys.AUTH_JWKS),
        resolved.of(SettingKeys.AUTH_REFRESH),
        resolved.orNull(SettingKeys.AUTH_ISSUER),
        resolved.orNull(SettingKeys.AUTH_AUDIENCE),
        resolved.of(SettingKeys.AUTH_LEEWAY),
        publicFeeds,
        resolved.of(SettingKeys.FEED_PUBLIC, FeedSettingKeys.DEFAULT));
  }

  private static ClusterOptions.@Nullable Certificates certificates(ResolvedSettings resolved) {
    String cert = resolved.orNull(SettingKeys.CLUSTER_TLS_CERT);
    String key = resolved.orNull(SettingKeys.CLUSTER_TLS_KEY);
    String authority = resolved.orNull(SettingKeys.CLUSTER_TLS_CA);
    return cert == null || key == null || authority == null
        ? null
        : new ClusterOptions.Certificates(cert, key, authority);
  }

  /** All of them or none, each a file that is there: half a protection would be none. */
  private void requireCertificates(ResolvedSettings resolved) {
    List<SettingKey<String>> keys =
        List.of(
            SettingKeys.CLUSTER_TLS_CERT, SettingKeys.CLUSTER_TLS_KEY, SettingKeys.CLUSTER_TLS_CA);
    boolean any = keys.stream().anyMatch(key -> resolved.orNull(key) != null);
    for (SettingKey<String> key : keys) {
      String path = resolved.orNull(key);
      if (any && (path == null || !Files.isReadable(folder.resolve(path)))) {
        mistakes.add(
            path == null
                ? key.path() + ": must be set where another key of cluster.tls is"
                : key.path() + " = \"" + path + "\": must be a file that can be read");
      }
    }
  }

  private static ClusterOptions cluster(ResolvedSettings resolved) {
    return new ClusterOptions(
        resolved.of(SettingKeys.CLUSTER_ENABLED),
        resolved.of(SettingKeys.CLUSTER_HOST),
        resolved.of(SettingKeys.CLUSTER_PORT),
        resolved.of(SettingKeys.CLUSTER_MEMBERS),
        resolved.of(SettingKeys.CLUSTER_COPIES),
        resolved.of(SettingKeys.CLUSTER_FOUND),
        certificates(resolved));
  }

  private static Limits limits(ResolvedSettings resolved) {
    return new Limits(
        resolved.of(SettingKeys.LIMITS_MESSAGE),
        resolved.of(SettingKeys.LIMITS_SUBSCRIPTIONS),
        resolved.of(SettingKeys.LIMITS_BACKLOG),
        new ClientLimits(
            resolved.of(SettingKeys.LIMITS_CONNECTIONS),
            resolved.of(SettingKeys.LIMITS_PER_ADDRESS),
            resolved.of(SettingKeys.LIMITS_REQUESTS),
            resolved.of(SettingKeys.LIMITS_PUBLISHES)),
        new HttpLimits(
            resolved.of(SettingKeys.LIMITS_HEADERS),
            resolved.of(SettingKeys.LIMITS_REQUEST_TIME),
            resolved.of(SettingKeys.LIMITS_IDLE_TIME),
            resolved.of(SettingKeys.LIMITS_WAIT)),
        resolved.of(SettingKeys.LIMITS_MEMORY));
  }
}
