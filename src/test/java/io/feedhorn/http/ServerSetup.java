package io.feedhorn.http;

import io.feedhorn.app.settings.Settings;
import io.feedhorn.auth.AuthOptions;
import io.feedhorn.demo.DemoOptions;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.log.LogLimits;
import io.feedhorn.model.DeliveryMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a server under test. Immutable. It has many feeds of three kinds: {@code t…} is
 * latest, {@code e…} is every, {@code b…} is latest with a history of {@value #SHORT_HISTORY_SIZE}
 * updates. The history of the first two is larger than any test needs.
 */
public record ServerSetup(
    Limits limits,
    OriginsAndProxies originsAndProxies,
    Duration heartbeat,
    Duration streamHeartbeat,
    Duration drain,
    boolean deflate,
    FeedOptions defaultFeed,
    LogLimits logLimits,
    AuthOptions auth,
    @Nullable TlsOptions tls,
    boolean lab) {
  /** The history size of feeds with a short history. */
  public static final int SHORT_HISTORY_SIZE = 3;

  static final int FEEDS_PER_KIND = 400;

  /** Origins and proxies between the server and its clients. Immutable. */
  public record OriginsAndProxies(
      List<String> origins,
      List<String> corsHeaders,
      List<String> proxies,
      boolean proxyProtocol) {}

  private static final int EVENT_LOOPS = 2;
  private static final Duration DRAIN = Duration.ofMillis(50);
  private static final Duration AGE = Duration.ofHours(1);
  private static final FeedOptions LATEST =
      new FeedOptions(DeliveryMode.LATEST, 100_000, AGE, "no-cache");
  private static final FeedOptions EVERY =
      new FeedOptions(DeliveryMode.EVERY, 100_000, AGE, "max-age=1");
  private static final FeedOptions SHORT_HISTORY =
      new FeedOptions(DeliveryMode.LATEST, SHORT_HISTORY_SIZE, AGE, "no-cache");

  /** The defaults, with a stop that does not wait for load balancers. */
  public static final ServerSetup DEFAULT =
      new ServerSetup(
          Limits.DEFAULT,
          new OriginsAndProxies(List.of(), List.of(), List.of(), false),
          Duration.ofSeconds(15),
          Duration.ofSeconds(4),
          DRAIN,
          false,
          LATEST,
          LogLimits.DEFAULT,
          AuthOptions.OPEN,
          null,
          false);

  public ServerSetup limits(Limits other) {
    return new ServerSetup(
        other,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        tls,
        lab);
  }

  public ServerSetup origins(String... others) {
    return originsAndProxies(
        new OriginsAndProxies(
            List.of(others),
            originsAndProxies.corsHeaders(),
            originsAndProxies.proxies(),
            originsAndProxies.proxyProtocol()));
  }

  /** Returns this setup with other origins and proxies. */
  public ServerSetup originsAndProxies(OriginsAndProxies other) {
    return new ServerSetup(
        limits,
        other,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with another heartbeat of connections and streams. */
  public ServerSetup heartbeat(Duration other) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        other,
        other,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with another time between the refusal of new readers and the stop. */
  public ServerSetup drain(Duration other) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        other,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with compression of WebSockets. */
  public ServerSetup withCompression() {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        true,
        defaultFeed,
        logLimits,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with other options of {@code t…} feeds and of feeds without a kind. */
  public ServerSetup defaultFeed(FeedOptions other) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        other,
        logLimits,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with other limits on feeds and topics. */
  public ServerSetup logLimits(LogLimits other) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        other,
        auth,
        tls,
        lab);
  }

  /** Returns this setup with other settings of authentication. */
  public ServerSetup auth(AuthOptions other) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        other,
        tls,
        lab);
  }

  /** Returns this setup with TLS. */
  public ServerSetup tls(TlsOptions files) {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        files,
        lab);
  }

  /** Returns this setup with the latency laboratory. */
  public ServerSetup withLab() {
    return new ServerSetup(
        limits,
        originsAndProxies,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        defaultFeed,
        logLimits,
        auth,
        tls,
        true);
  }

  Settings settings() {
    Map<String, FeedOptions> feeds = new HashMap<>();
    List.of("chat", "notify", "notify-group", "notify-all").forEach(feed -> feeds.put(feed, EVERY));
    for (int i = 0; i < FEEDS_PER_KIND; i++) {
      feeds.put("e" + i, EVERY);
      feeds.put("b" + i, SHORT_HISTORY);
    }
    return new Settings(
        new HttpOptions(
            "127.0.0.1",
            0,
            tls,
            originsAndProxies.origins(),
            originsAndProxies.corsHeaders(),
            originsAndProxies.proxies(),
            originsAndProxies.proxyProtocol(),
            EVENT_LOOPS,
            heartbeat,
            streamHeartbeat,
            drain,
            deflate,
            lab,
            null,
            null),
        new DemoOptions(false, 0, 0, 0, 0),
        new FeedsOptions(defaultFeed, feeds, logLimits),
        limits,
        auth);
  }
}
