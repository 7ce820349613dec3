package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.size;

import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.LogLimits;
import java.time.Duration;

/** The section {@code limits}: its keys and the options made of it. */
final class LimitSettings {
  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  static final SettingSection KEYS = new SettingSection("limits.");

  static final SettingKey<Integer> MESSAGE =
      KEYS.key(
          "message",
          size(1, 16 * MIB),
          Limits.DEFAULT.messageBytes(),
          "max. size of a published value");
  static final SettingKey<Integer> SUBSCRIPTIONS =
      KEYS.key(
          "subscriptions",
          integer(1, 1_000_000),
          Limits.DEFAULT.subscriptions(),
          "max. patterns of one connection");
  static final SettingKey<Integer> CONNECTIONS =
      KEYS.key(
          "connections",
          integer(0, 10_000_000),
          ClientLimits.NONE.connections(),
          "max. connections; 0: unlimited");
  static final SettingKey<Integer> CONNECTIONS_PER_ADDRESS =
      KEYS.key(
          "connections-per-address",
          integer(0, 10_000_000),
          ClientLimits.NONE.connectionsPerAddress(),
          "max. connections of one address; 0: unlimited");
  static final SettingKey<Integer> BACKLOG =
      KEYS.key(
          "backlog",
          size(1, 1024 * MIB),
          Limits.DEFAULT.backlogBytes(),
          "max. backlog of a reader of an every feed");
  static final SettingKey<Integer> REQUESTS =
      KEYS.key(
          "requests",
          integer(0, 1_000_000),
          ClientLimits.NONE.requestsPerSecond(),
          "max. requests per second and address; 0: any");
  static final SettingKey<Integer> PUBLISHES =
      KEYS.key(
          "publishes",
          integer(0, 1_000_000),
          ClientLimits.NONE.publishesPerSecond(),
          "max. values per second and address; 0: any");
  static final SettingKey<Integer> FEEDS =
      KEYS.key(
          "feeds",
          integer(1, 1_000_000),
          LogLimits.DEFAULT.feeds(),
          "max. feeds; configured ones are always accepted");
  static final SettingKey<Integer> TOPICS =
      KEYS.key(
          "topics", integer(1, 10_000_000), LogLimits.DEFAULT.topics(), "max. topics of one feed");
  static final SettingKey<Integer> HEADERS =
      KEYS.key(
          "headers",
          size(KIB, MIB),
          HttpLimits.DEFAULT.headerBytes(),
          "max. size of a request line and of headers");
  static final SettingKey<Duration> REQUEST_TIME =
      KEYS.key(
          "request-time",
          duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          HttpLimits.DEFAULT.requestTime(),
          "timeout of a connection's first request");
  static final SettingKey<Duration> IDLE_TIME =
      KEYS.key(
          "idle-time",
          duration(Duration.ofSeconds(1), Duration.ofDays(1)),
          HttpLimits.DEFAULT.idleTime(),
          "timeout between requests, and of a body");
  static final SettingKey<Integer> MEMORY =
      KEYS.key(
          "memory",
          integer(1, 100),
          Limits.DEFAULT.memoryPercent(),
          "% of memory from which new readers are refused");
  static final SettingKey<Duration> WAIT =
      KEYS.key(
          "wait",
          duration(Duration.ofSeconds(1), Duration.ofSeconds(60)),
          HttpLimits.DEFAULT.pollWait(),
          "max. time for which a poll is held");

  private LimitSettings() {}

  static Limits options(ResolvedSettings settings) {
    return new Limits(
        settings.get(MESSAGE),
        settings.get(SUBSCRIPTIONS),
        settings.get(BACKLOG),
        new ClientLimits(
            settings.get(CONNECTIONS),
            settings.get(CONNECTIONS_PER_ADDRESS),
            settings.get(REQUESTS),
            settings.get(PUBLISHES)),
        new HttpLimits(
            settings.get(HEADERS),
            settings.get(REQUEST_TIME),
            settings.get(IDLE_TIME),
            settings.get(WAIT)),
        settings.get(MEMORY));
  }

  static LogLimits logLimits(ResolvedSettings settings) {
    return new LogLimits(settings.get(FEEDS), settings.get(TOPICS));
  }
}
