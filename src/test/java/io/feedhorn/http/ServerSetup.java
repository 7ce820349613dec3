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
 * latest, {@code e…} is every, {@code b…} is latest with a history of {@value #BRIEF} updates. The
 * history of the first two is larger than any test needs.
 */
public record ServerSetup(
    Limits limits,
    Outside outside,
    Duration heartbeat,
    Duration streamHeartbeat,
    Duration drain,
    boolean deflate,
    FeedOptions usual,
    LogLimits bounds,
    AuthOptions access,
    @Nullable TlsOptions tls,
    boolean lab) {
  /** The history size of feeds with a short history. */
  public static final int BRIEF = 3;

  static final int FEEDS_OF_A_KIND = 400;

  /** Origins and proxies between the server and its clients. Immutable. */
  public record Outside(
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
      new FeedOptions(DeliveryMode.LATEST, BRIEF, AGE, "no-cache");

  /** The defaults, with a stop that does not wait for load balancers. */
  public static final ServerSetup DEFAULT =
      new ServerSetup(
          Limits.DEFAULT,
          new Outside(List.of(), List.of(), List.of(), false),
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
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        usual,
        bounds,
        access,
        tls,
        lab);
  }

  public ServerSetup origins(String... others) {
    return outside(
        new Outside(
            List.of(others), outside.corsHeaders(), outside.proxies(), outside.proxyProtocol()));
  }

  /** Returns this setup with other origins and proxies. */
  public ServerSetup outside(Outside other) {
    return new ServerSetup(
        limits, other, heartbeat, streamHeartbeat, drain, deflate, usual, bounds, access, tls, lab);
  }

  /** Returns this setup with another heartbeat of connections and streams. */
  public ServerSetup heartbeat(Duration other) {
    return new ServerSetup(
        limits, outside, other, other, drain, deflate, usual, bounds, access, tls, lab);
  }

  /** Returns this setup with another time between the refusal of new readers and the stop. */
  public ServerSetup drain(Duration other) {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        other,
        deflate,
        usual,
        bounds,
        access,
        tls,
        lab);
  }

  /** Returns this setup with compression of WebSockets. */
  public ServerSetup deflating() {
    return new ServerSetup(
        limits, outside, heartbeat, streamHeartbeat, drain, true, usual, bounds, access, tls, lab);
  }

  /** Returns this setup with other options of {@code t…} feeds and of feeds without a kind. */
  public ServerSetup usual(FeedOptions other) {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        other,
        bounds,
        access,
        tls,
        lab);
  }

  /** Returns this setup with other limits on feeds and topics. */
  public ServerSetup bounds(LogLimits other) {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        usual,
        other,
        access,
        tls,
        lab);
  }

  /** Returns this setup with other settings of authentication. */
  public ServerSetup access(AuthOptions other) {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        usual,
        bounds,
        other,
        tls,
        lab);
  }

  /** Returns this setup with TLS. */
  public ServerSetup tls(TlsOptions files) {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        usual,
        bounds,
        access,
        files,
        lab);
  }

  /** Returns this setup with the latency laboratory. */
  public ServerSetup withLab() {
    return new ServerSetup(
        limits,
        outside,
        heartbeat,
        streamHeartbeat,
        drain,
        deflate,
        usual,
        bounds,
        access,
        tls,
        true);
  }

  Settings settings() {
    Map<String, FeedOptions> feeds = new HashMap<>();
    List.of("chat", "notify", "notify-group", "notify-all").forEach(feed -> feeds.put(feed, EVERY));
    for (int i = 0; i < FEEDS_OF_A_KIND; i++) {
      feeds.put("e" + i, EVERY);
      feeds.put("b" + i, SHORT_HISTORY);
    }
    return new Settings(
        new HttpOptions(
            "127.0.0.1",
            0,
            tls,
            outside.origins(),
            outside.corsHeaders(),
            outside.proxies(),
            outside.proxyProtocol(),
            EVENT_LOOPS,
            heartbeat,
            streamHeartbeat,
            drain,
            deflate,
            lab,
            null,
            null),
        new DemoOptions(false, 0, 0, 0, 0),
        new FeedsOptions(usual, feeds, bounds),
        limits,
        access);
  }
}
