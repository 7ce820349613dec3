package io.feedhorn.app.settings;

import static io.feedhorn.app.settings.SettingType.ANY_TEXT;
import static io.feedhorn.app.settings.SettingType.FILE;
import static io.feedhorn.app.settings.SettingType.bool;
import static io.feedhorn.app.settings.SettingType.choice;
import static io.feedhorn.app.settings.SettingType.decimal;
import static io.feedhorn.app.settings.SettingType.duration;
import static io.feedhorn.app.settings.SettingType.integer;
import static io.feedhorn.app.settings.SettingType.list;
import static io.feedhorn.app.settings.SettingType.size;
import static io.feedhorn.app.settings.SettingType.text;

import io.feedhorn.source.MappingOptions;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.kafka.KafkaOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The section {@code sources}, whose second segment is the name of a source: its keys and the
 * options made of them. {@link SourceType} has the keys of each type.
 */
final class SourceSettings {
  private static final Duration LONGEST = Duration.ofDays(1);

  static final String SECTION = "sources";

  static final String PREFIX = "sources.NAME.";

  static final SettingSection KEYS = new SettingSection(PREFIX);

  static final SettingType<List<String>> HEADER_LINES =
      list(
          "a list of Name: value",
          line -> line.matches("[A-Za-z0-9_-]+\\s*:[^\\r\\n]*") ? line : null);

  static final SettingKey<SourceType> TYPE =
      KEYS.optional(
          "type", choice(SourceType.values(), SourceType::wire), "none", "type of the upstream");
  static final SettingKey<String> TOPIC =
      KEYS.optional("topic", ANY_TEXT, "none", "topic, with expressions in ${…}");
  static final SettingKey<String> ITEMS =
      KEYS.optional("items", ANY_TEXT, "elements of an array", "items of a message (JSONata)");
  static final SettingKey<String> FILTER =
      KEYS.optional("filter", ANY_TEXT, "all items", "true for items to publish (JSONata)");
  static final SettingKey<String> DELETE =
      KEYS.optional("delete", ANY_TEXT, "tombstones", "true to delete the topic (JSONata)");
  static final SettingKey<String> DATA =
      KEYS.optional("data", ANY_TEXT, "the item", "value to publish (JSONata)");
  static final SettingKey<String> KEY =
      KEYS.optional("key", ANY_TEXT, "the position", "idempotency key, with ${…}");
  static final SettingKey<String> TIME =
      KEYS.optional("time", ANY_TEXT, "none", "time of an item (JSONata)");
  static final SettingKey<Boolean> CHANGES =
      KEYS.key("changes", bool(), false, "publish only what differs from the topic's value");
  static final SettingKey<Format> FORMAT =
      KEYS.optional(
          "format", choice(Format.values(), Format::wire), "by type", "format of the messages");
  static final SettingKey<String> URL =
      KEYS.optional("url", ANY_TEXT, "none", "address of the upstream");
  static final SettingKey<List<String>> HEADERS =
      KEYS.key("headers", HEADER_LINES, List.of(), "headers of requests");
  static final SettingKey<Duration> EVERY =
      KEYS.key(
          "every",
          duration(Duration.ofMillis(10), LONGEST),
          Duration.ofSeconds(10),
          "interval of requests or queries");
  static final SettingKey<Duration> TIMEOUT =
      KEYS.key(
          "timeout",
          duration(Duration.ofMillis(10), LONGEST),
          Duration.ofSeconds(10),
          "time for an answer");
  static final SettingKey<Integer> MAX_SIZE =
      KEYS.key("max-size", size(1, 1 << 30), 8 << 20, "max. size of an answer");
  static final SettingKey<Boolean> WHILE_READ =
      KEYS.key("while-read", bool(), false, "no requests while nobody is subscribed");
  static final SettingKey<List<String>> SEND =
      KEYS.key(
          "send",
          list("a list of texts", line -> line),
          List.of(),
          "messages after each opening of a WebSocket");
  static final SettingKey<List<String>> CONNECTIONS =
      KEYS.key(
          "connections",
          list("a list of texts", line -> line),
          List.of(),
          "a text for each, $connection in url and send");
  static final SettingKey<Duration> PING =
      KEYS.key(
          "ping",
          duration(Duration.ofMillis(100), LONGEST),
          Duration.ofSeconds(15),
          "interval of pings");
  static final SettingKey<Duration> HEARTBEAT =
      KEYS.optional(
          "heartbeat",
          duration(Duration.ofMillis(100), LONGEST),
          "none",
          "silence after which a source connects again");
  static final SettingKey<String> SEQUENCE =
      KEYS.optional("sequence", ANY_TEXT, "none", "number that grows by 1 (JSONata)");
  static final SettingKey<String> SEQUENCE_OF =
      KEYS.optional("sequence-of", ANY_TEXT, "one sequence", "its sequence (JSONata)");
  static final SettingKey<String> PATH = KEYS.optional("path", FILE, "none", "the file");
  static final SettingKey<List<String>> PATHS =
      KEYS.key(
          "paths",
          list("a list of paths", t -> t.isEmpty() ? null : SettingType.path(t)),
          List.of(),
          "files, merged by time");
  static final SettingKey<Boolean> FOLLOW =
      KEYS.key("follow", bool(), false, "wait for lines that are added");
  static final SettingKey<Boolean> LOOP =
      KEYS.key("loop", bool(), false, "start again after the last line");
  static final SettingKey<Double> SPEED =
      KEYS.key("speed", decimal(0, 100), 0.0, "speed of a replay by time; 0: no pauses");
  static final SettingKey<String> SUBJECT =
      KEYS.optional("subject", ANY_TEXT, "none", "subject of NATS");
  static final SettingKey<String> STREAM =
      KEYS.optional(
          "stream",
          text("a name without white space, * and >", t -> t.matches("[^\\s*>]+") ? t : null),
          "none",
          "stream of JetStream or Redis");
  static final SettingKey<String> GROUP =
      KEYS.optional(
          "group",
          text("1 to 64 of A-Z a-z 0-9 . _ -", t -> t.matches("[A-Za-z0-9._-]{1,64}") ? t : null),
          "feedhorn-NAME",
          "consumer or consumer group");
  static final SettingKey<List<String>> BROKERS =
      KEYS.optional(
          "brokers",
          list("a list of host:port", t -> t.matches("\\S+:\\d{1,5}") ? t : null),
          "none",
          "addresses of brokers of Kafka");
  static final SettingKey<List<String>> TOPICS =
      KEYS.optional(
          "topics",
          list("a list of names", t -> t.isEmpty() ? null : t),
          "none",
          "topics of Kafka, filters of MQTT");
  static final SettingKey<String> PATTERN =
      KEYS.optional("pattern", ANY_TEXT, "none", "names of topics of Kafka (regular expression)");
  static final SettingKey<KafkaOptions.Start> FROM =
      KEYS.key(
          "from",
          choice(KafkaOptions.Start.values(), KafkaOptions.Start::wire),
          KafkaOptions.Start.EARLIEST,
          "start of a new consumer group of Kafka");
  static final SettingKey<Map<String, String>> PROPERTIES =
      KEYS.key("properties", SettingType.PROPERTIES, Map.of(), "properties of Kafka's consumer");
  static final SettingKey<String> CLIENT_ID =
      KEYS.optional(
          "client-id",
          text("1 to 64 of A-Z a-z 0-9 . _ -", t -> t.matches("[A-Za-z0-9._-]{1,64}") ? t : null),
          "feedhorn-NAME",
          "client of MQTT, and name of its session");
  static final SettingKey<String> TABLE =
      KEYS.optional(
          "table",
          text("a name, or schema.name", t -> t.matches("\\w+(\\.\\w+)?") ? t : null),
          "none",
          "outbox table");
  static final SettingKey<String> CHANNEL =
      KEYS.optional(
          "channel",
          text("a name", t -> t.matches("\\w+") ? t : null),
          "none",
          "channel of NOTIFY");
  static final SettingKey<Integer> IN_FLIGHT =
      KEYS.key(
          "in-flight",
          integer(1, 10_000),
          SourceOptions.DEFAULT_IN_FLIGHT,
          "max. updates without a receipt");
  static final SettingKey<Duration> MIN_BACKOFF =
      KEYS.key(
          "backoff.min",
          duration(Duration.ofMillis(1), LONGEST),
          SourceOptions.DEFAULT_MIN_BACKOFF,
          "first pause after a failure");
  static final SettingKey<Duration> MAX_BACKOFF =
      KEYS.key(
          "backoff.max",
          duration(Duration.ofMillis(1), LONGEST),
          SourceOptions.DEFAULT_MAX_BACKOFF,
          "longest pause after failures");

  private SourceSettings() {}

  static List<SourceOptions> options(ResolvedSettings settings) {
    return settings.sources().stream().map(name -> options(settings, name)).toList();
  }

  private static SourceOptions options(ResolvedSettings settings, String name) {
    SourceType type = Objects.requireNonNull(settings.getOrNull(TYPE, name));
    return new SourceOptions(
        name,
        mapping(settings, name),
        type.options(settings, name),
        settings.get(IN_FLIGHT, name),
        settings.get(MIN_BACKOFF, name),
        settings.get(MAX_BACKOFF, name));
  }

  static MappingOptions mapping(ResolvedSettings settings, String name) {
    return new MappingOptions(
        settings.getOrNull(ITEMS, name),
        settings.getOrNull(FILTER, name),
        settings.getOrNull(DELETE, name),
        settings.get(TOPIC, name),
        settings.getOrNull(DATA, name),
        settings.getOrNull(KEY, name),
        settings.getOrNull(TIME, name),
        settings.get(CHANGES, name));
  }

  static void check(ValidationContext context) {
    ResolvedSettings settings = context.settings();
    settings.sources().forEach(name -> SourceCheck.of(context, name).run());
    // Two readers would each get some of the lines.
    settings.sources().stream()
        .filter(name -> settings.getOrNull(TYPE, name) == SourceType.STDIN)
        .skip(1)
        .forEach(
            name -> SourceCheck.of(context, name).reject(TYPE, "only one source can read stdin"));
  }
}
