package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.book.BookOptions;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.http.HttpPollOptions;
import io.feedhorn.source.http.WebSocketEndpoint;
import io.feedhorn.source.http.WebSocketOptions;
import io.feedhorn.source.kafka.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceSettingsTest {
  private static final String RATES =
      "sources: { rates: { type: http-poll, url: 'http://localhost/r', topic: 'r.x', %s } }";

  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path folder) {
    directory = new TempWorkingDirectory(folder);
  }

  private SourceOptions source(String yaml) {
    List<SourceOptions> sources = directory.conf(yaml).settings().sources();
    assertThat(sources).hasSize(1);
    return sources.get(0);
  }

  @Test
  void aSourceHasTheDefaultsOfItsType() {
    SourceOptions source = source(RATES.formatted("changes: true"));

    assertThat(source.name()).isEqualTo("rates");
    assertThat(source.mapping().changes()).isTrue();
    assertThat(source.connection())
        .isEqualTo(
            new HttpPollOptions(
                "http://localhost/r",
                List.of(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                8 << 20,
                null,
                false));
  }

  @Test
  void theFormatOfAFileIsThatOfItsName() {
    SourceOptions source = source("sources: { a: { type: file, path: x.csv.gz, topic: r.x } }");

    assertThat(((FileOptions) source.connection()).format()).isEqualTo(Format.CSV);
  }

  @Test
  void valuesOfDefaultApplyToAllSources() {
    assertThat(source(RATES.formatted("") + "\n").inFlight()).isEqualTo(256);
    directory.variable("FEEDHORN_SOURCES_DEFAULT_IN_FLIGHT", "7");

    assertThat(source(RATES.formatted("")).inFlight()).isEqualTo(7);
  }

  @Test
  void theEnvironmentOverridesASourceOfAFile() {
    directory.variable("FEEDHORN_SOURCES_RATES_URL", "https://example.org/x");

    HttpPollOptions http = (HttpPollOptions) source(RATES.formatted("")).connection();
    assertThat(http.url()).isEqualTo("https://example.org/x");
  }

  @Test
  void anEmptySourceHasTheValuesOfDefaultAndOfTheEnvironment() {
    directory.conf("sources: { default: { type: stdin }, A-b: {} }");
    directory.variable("FEEDHORN_SOURCES_A_B_TOPIC", "a.b");

    assertThat(directory.settings().sources())
        .singleElement()
        .satisfies(source -> assertThat(source.name()).isEqualTo("A-b"));
  }

  @Test
  void withoutSourcesThereAreNone() {
    assertThat(directory.conf("").settings().sources()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "loop: true | sources.rates.loop = true (conf/feedhorn.yaml line 1): not a key of the type"
            + " http-poll, which has",
        "topic: 'r.${a +}' | sources.rates.topic = \"r.${a +}\" (conf/feedhorn.yaml line 1): topic"
            + " is not a JSONata expression: ",
        "topic: 'rates' | sources.rates.topic = \"rates\" (conf/feedhorn.yaml line 1): must be a"
            + " topic: Bad topic 'rates': it needs at least two segments",
        "topic: 'r s.${a}' | sources.rates.topic = \"r s.${a}\" (conf/feedhorn.yaml line 1): must"
            + " be a topic: Bad topic 'r s.x': the first segment",
        "topic: 'sys.${a}' | sources.rates.topic = \"sys.${a}\" (conf/feedhorn.yaml line 1): must"
            + " be of another feed",
        "data: '{' | sources.rates.data = \"{\" (conf/feedhorn.yaml line 1): data is not a JSONata",
        "delete: '{' | sources.rates.delete = \"{\" (conf/feedhorn.yaml line 1): delete is not a"
            + " JSONata",
        "every: 0s | sources.rates.every = \"0s\" (conf/feedhorn.yaml line 1): must be a duration",
        "headers: [nonsense] | sources.rates.headers = *** (conf/feedhorn.yaml line 1)",
        "format: xml | sources.rates.format = \"xml\" (conf/feedhorn.yaml line 1): must be json,"
            + " ndjson, csv or text",
        "url: 'ftp://x' | sources.rates.url = \"ftp://x\" (conf/feedhorn.yaml line 1): must be a"
            + " URL that begins with http:// or https://",
        "url: 'https://u:p@x/' | sources.rates.url = *** (conf/feedhorn.yaml line 1): must not have"
            + " a user: set \"Authorization: Basic …\" in headers",
        "backoff: { max: 1ms } | sources.rates.backoff.max = \"1ms\" (conf/feedhorn.yaml line 1):"
            + " must not be less than backoff.min"
      })
  void anInvalidKeyIsNamedWithWhatIsAllowed(String key, String error) {
    String name = key.substring(0, key.indexOf(':'));
    String yaml =
        RATES
            .formatted(key)
            .replaceFirst("(?<=[ {])" + name + ": '[^']*', (?=.*" + name + ":)", "");
    List<String> errors = directory.conf(yaml).errors();

    assertThat(errors).singleElement().asString().startsWith(error.strip());
  }

  @Test
  void theSecretsOfASourceAreNotShown() {
    List<String> errors =
        directory
            .conf(
                "sources: { a: { type: redis, url: 'http://u:hunter2@x', stream: s, topic: a.b } }")
            .errors();

    assertThat(errors).singleElement().asString().doesNotContain("hunter2").contains("***");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sources: { a: { header: ['Authorization: Bearer hunter2'] } }",
        "sources: { a: { type: sse, headers: { Authorization: hunter2 } } }",
        "sources: { a: 'redis://u:hunter2@x' }",
        "source: { a: { uri: 'redis://u:hunter2@x' } }"
      })
  void theValueOfAMistypedKeyOfASourceIsNotShown(String yaml) {
    assertThat(directory.conf(yaml).errors())
        .anyMatch(
            error ->
                error.matches(
                    ".* = \\*\\*\\* \\(conf/feedhorn\\.yaml line 1\\):"
                        + " (unknown key|must be keys and values); .*"))
        .noneMatch(error -> error.contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FEEDHORN_SOURCES_A_HEADER", "FEEDHORN_AUTH_SECERT"})
  void theValueOfAMistypedVariableThatMayBeSecretIsNotShown(String name) {
    assertThat(directory.variable(name, "hunter2").errors())
        .singleElement()
        .asString()
        .startsWith(name + " = *** (environment): unknown variable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sources: { a: { topic: a.b } } | sources.a.type = empty (default): must be http-poll, sse,"
            + " websocket, file, stdin, nats, redis, kafka, mqtt or postgresql",
        "sources: { a: {} } | sources.a.type = empty (conf/feedhorn.yaml line 1): must be"
            + " http-poll, sse, websocket, file, stdin, nats, redis, kafka, mqtt or postgresql",
        "sources: { a: } | sources.a.type = empty (conf/feedhorn.yaml line 1): must be http-poll,",
        "sources: { a: { backoff: } } | sources.a.type = empty (conf/feedhorn.yaml line 1): must"
            + " be",
        "sources: { a b: {} } | sources.a b.type = empty (conf/feedhorn.yaml line 1): must be"
            + " http-poll",
        "sources: { a: { type: mqtt, url: 'mqtt://x', topic: a.b, topics: [] } } | sources.a.topics"
            + " = [] (conf/feedhorn.yaml line 1): must be set for the type mqtt",
        "sources: { a: { type: sse, topic: a.b } } | sources.a.url = empty (default): must be set"
            + " for the type sse",
        "sources: { a: { type: websocket, topic: a.b } } | sources.a.url = empty (default): must be"
            + " set for the type websocket",
        "sources: { a: { type: websocket, url: 5, topic: a.b, connections: [p, q] } } |"
            + " sources.a.url = 5 (conf/feedhorn.yaml line 1): must be a text",
        "sources: { a: { type: stdin, topic: 5 } } | sources.a.topic = 5 (conf/feedhorn.yaml line"
            + " 1): must be a text",
        "sources: { a: { type: stdin } } | sources.a.topic = empty (default): must be set for the"
            + " type stdin",
        "sources: { 'a b': { type: stdin, topic: a.b } } | sources.a b.type = \"stdin\""
            + " (conf/feedhorn.yaml line 1): 'a b' is not a source name: must be 1 to 64 of A-Z a-z"
            + " 0-9 _ -",
        "sources: { a: { type: file, path: x, speed: 2, topic: a.b } } | sources.a.time = empty"
            + " (default): must be set if speed is set",
        "sources: { a: { type: file, topic: a.b } } | sources.a.path = empty (default): must be set"
            + " for the type file, or else paths, and not both",
        "sources: { a: { type: file, path: x, paths: [y], time: t, topic: a.b } } | sources.a.path"
            + " = \"x\" (conf/feedhorn.yaml line 1): must be set for the type file, or else paths",
        "sources: { a: { type: file, paths: [y], topic: a.b } } | sources.a.time = empty (default):"
            + " must be set if paths is set",
        "sources: { a: { type: file, paths: [y], time: t, follow: true, topic: a.b } } |"
            + " sources.a.follow = true (conf/feedhorn.yaml line 1): must be false if paths is set",
        "sources: { a: { type: file, path: x, loop: true, follow: true, topic: a.b } } |"
            + " sources.a.loop = true (conf/feedhorn.yaml line 1): must be false if follow is true",
        "sources: { a: { type: stdin, topic: a.b }, b: { type: stdin, topic: b.b } } |"
            + " sources.b.type = \"stdin\" (conf/feedhorn.yaml line 1): only one source can read"
            + " stdin",
        "sources: { a: { type: file, path: x.csv.gz, follow: true, topic: a.b } } |"
            + " sources.a.follow = true (conf/feedhorn.yaml line 1): must be false if path ends"
            + " with .gz",
        "sources: { a: { type: websocket, url: 'ws://x', format: ndjson, topic: a.b } } |"
            + " sources.a.format = \"ndjson\" (conf/feedhorn.yaml line 1): must be json or text for"
            + " the type websocket"
      })
  void whatIsMissingIsNamed(String yaml, String error) {
    assertThat(directory.conf(yaml).errors()).first().asString().startsWith(error.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapshot: { headers: [hunter2] }",
        "snapshot: { send: hunter2 }",
        "snapshot: { url: 'ftp://u:hunter2@x' }, book: { symbol: s, first: f, last: l }",
        "connections: hunter2"
      })
  void theSecretsOfAWebSocketAreNotShown(String keys) {
    List<String> errors =
        directory
            .conf("sources: { a: { type: websocket, url: 'ws://x', topic: a.b, " + keys + " } }")
            .errors();

    assertThat(errors).isNotEmpty().noneMatch(error -> error.contains("hunter2"));
  }

  private static final String BOOK =
      "sources: { a: { type: websocket, url: 'ws://x', topic: a.b, book: { %s }, snapshot: { %s } }"
          + " }";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "symbol: s, checksum: c | | sources.a.snapshot.when = empty (default): must be set if"
            + " book.symbol is set, or else snapshot.url, and not both",
        "symbol: s, checksum: c | when: w, url: 'http://x', last: l | sources.a.snapshot.when ="
            + " \"w\" (conf/feedhorn.yaml line 1): must be set if book.symbol is set, or else",
        "symbol: s | when: w | sources.a.book.checksum = empty (default): must be set if"
            + " book.symbol is set, or book.first or book.previous with book.last, or sequence",
        "symbol: s, first: f | when: w | sources.a.book.last = empty (default): must be set"
            + " together with book.first or book.previous",
        "symbol: s, first: f, last: l | url: 'http://x' | sources.a.snapshot.last = empty"
            + " (default): must be set if snapshot.url is set",
        "symbol: s, first: f, last: l, previous: p | when: w | sources.a.book.previous = \"p\""
            + " (conf/feedhorn.yaml line 1): must not be set if book.first is set",
        "symbol: s, first: f, last: l | url: 'x', last: l | sources.a.snapshot.url = \"x\""
            + " (conf/feedhorn.yaml line 1): must be a URL that begins with http:// or https://",
        "symbol: s, checksum: c, levels: 20, depth: 10 | when: w | sources.a.book.levels = 20"
            + " (conf/feedhorn.yaml line 1): must not be more than book.depth, 10",
        "symbol: s, checksum: '{' | when: w | sources.a.book.checksum = \"{\" (conf/feedhorn.yaml"
            + " line 1): book.checksum is not a JSONata expression",
        "symbol: s, first: f, last: l | url: 'http://x/${', last: l | sources.a.snapshot.url ="
            + " \"http://x/${\" (conf/feedhorn.yaml line 1): snapshot.url: a ${ is not closed by }",
        "bids: b | | sources.a.book.symbol = empty (default): must be set if book.bids is set",
        "| send: ['x'] | sources.a.sequence = empty (default): must be set if snapshot.send is set"
      })
  void booksWithoutWhatTheyNeedAreRefused(String book, String snapshot, String error) {
    String yaml =
        BOOK.formatted(
            Objects.requireNonNullElse(book, ""), Objects.requireNonNullElse(snapshot, ""));

    assertThat(directory.conf(yaml).errors()).first().asString().startsWith(error.strip());
  }

  @Test
  void aBookHasTheDefaultsOfItsFields() {
    SourceOptions source =
        source(BOOK.formatted("symbol: s, checksum: c", "when: w, send: ['a', 'b ${symbol}']"));

    WebSocketOptions socket = (WebSocketOptions) source.connection();
    assertThat(socket.book())
        .isEqualTo(
            new BookOptions("s", "bids", "asks", "price", "qty", null, null, null, "c", 10, 1_000));
    assertThat(socket.snapshot().send()).containsExactly("a", "b ${symbol}");
  }

  @Test
  void connectionsAreTextsInTheUrlAndInMessages() {
    WebSocketOptions socket =
        (WebSocketOptions)
            source(
                    "sources: { a: { type: websocket, url: 'ws://x/${$connection}', topic: a.b,"
                        + " connections: [p, q], send: ['{\"of\":\"${$connection}\"}'] } }")
                .connection();

    assertThat(socket.endpoints())
        .containsExactly(
            new WebSocketEndpoint("connection 1", "p", "ws://x/p", List.of("{\"of\":\"p\"}")),
            new WebSocketEndpoint("connection 2", "q", "ws://x/q", List.of("{\"of\":\"q\"}")));
  }

  @Test
  void theUrlOfEachConnectionIsChecked() {
    List<String> errors =
        directory
            .conf(
                "sources: { a: { type: websocket, url: '${$connection}', topic: a.b, connections:"
                    + " ['ws://x', 'http://y'] } }")
            .errors();

    assertThat(errors)
        .singleElement()
        .asString()
        .endsWith("must be a URL that begins with ws:// or wss://");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ws://x/${$connection} | [a, b, a] | must be different: each message would come twice",
        "ws://x/ | [a, b] | must be used as $connection in url or send, or all connections are the"
            + " same"
      })
  void connectionsThatWouldBeTheSameAreRefused(String url, String connections, String error) {
    List<String> errors =
        directory
            .conf(
                "sources: { a: { type: websocket, url: '%s', topic: a.b, connections: %s } }"
                    .formatted(url, connections))
            .errors();

    assertThat(errors)
        .singleElement()
        .asString()
        .startsWith("sources.a.connections")
        .endsWith(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "topics: [a] | brokers = empty (default): must be set for the type kafka",
        "topics: [a], brokers: [] | brokers = [] (conf/feedhorn.yaml line 1): must be set for the"
            + " type kafka",
        "brokers: [nonsense] | brokers = [nonsense] (conf/feedhorn.yaml line 1): must be a list of"
            + " host:port",
        "brokers: ['x:1'] | topics = empty (default): must be set for the type kafka, or else"
            + " pattern",
        "brokers: ['x:1'], topics: [a], pattern: b | topics = [a] (conf/feedhorn.yaml line 1): must"
            + " be set for the type kafka, or else pattern",
        "brokers: ['x:1'], topics: ['a b'] | topics = [a b] (conf/feedhorn.yaml line 1): 'a b' is"
            + " not a topic of Kafka: must be 1 to 249 of A-Z a-z 0-9 . _ -",
        "brokers: ['x:1'], pattern: '(' | pattern = \"(\" (conf/feedhorn.yaml line 1): must be a"
            + " regular expression",
        "brokers: ['x:1'], topics: [a], from: now | from = \"now\" (conf/feedhorn.yaml line 1):"
            + " must be earliest or latest",
        "brokers: ['x:1'], topics: [a], properties: { x: 1 } | properties = *** (conf/feedhorn.yaml"
            + " line 1): x is not a property of Kafka's consumer",
        "brokers: ['x:1'], topics: [a], properties: { group.id: b } | properties = ***"
            + " (conf/feedhorn.yaml line 1): group.id is set by the source itself",
        "brokers: ['x:1'], topics: [a], properties: { security.protocol: hunter2 } | properties ="
            + " *** (conf/feedhorn.yaml line 1): the value is invalid: security.protocol: ",
        "brokers: ['x:1'], topics: [a], properties: b | properties = *** (conf/feedhorn.yaml line"
            + " 1): must be names and values, or a list of name=value"
      })
  void theKeysOfKafkaAreChecked(String keys, String error) {
    String yaml = "sources: { a: { type: kafka, topic: a.b, %s } }".formatted(keys);
    assertThat(directory.conf(yaml).errors())
        .first()
        .asString()
        .startsWith("sources.a." + error.strip())
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"consumer", "CONSUMER", "classic"})
  void eachGroupProtocolOfKafkaIsAccepted(String protocol) {
    String yaml =
        "sources: { a: { type: kafka, topic: a.b, brokers: ['x:1'], topics: [a],"
            + " properties: { group.protocol: %s } } }";

    assertThat(kafka(yaml.formatted(protocol)).properties())
        .containsEntry("group.protocol", protocol);
  }

  @Test
  void thePropertiesOfKafkaAreAMapOrAList() {
    String yaml =
        "sources: { a: { type: kafka, topic: a.b, brokers: ['x:1'], topics: [t], properties: %s }"
            + " }";
    Map<String, String> properties = Map.of("max.poll.records", "5", "client.rack", "a=b");

    assertThat(kafka(yaml.formatted("{ max.poll.records: 5, client.rack: a=b }")).properties())
        .isEqualTo(properties);
    assertThat(kafka(yaml.formatted("[max.poll.records=5, client.rack=a=b]")).properties())
        .isEqualTo(properties);
    directory.variable("FEEDHORN_SOURCES_A_PROPERTIES", "client.rack=c,max.poll.records=6");
    assertThat(kafka(yaml.formatted("{}")).properties())
        .isEqualTo(Map.of("client.rack", "c", "max.poll.records", "6"));
  }

  private KafkaOptions kafka(String yaml) {
    return (KafkaOptions) source(yaml).connection();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/#/b", "a+", "#a", "a/b#", "+a/b"})
  void aTopicFilterOfMqttIsChecked(String filter) {
    String yaml =
        "sources: { a: { type: mqtt, url: 'mqtt://x', topic: a.b, topics: ['b/+', '%s'] } }";
    assertThat(directory.conf(yaml.formatted(filter)).errors())
        .singleElement()
        .asString()
        .endsWith("'" + filter + "' is not a topic filter of MQTT");
  }

  @Test
  void aClusterHasSourcesButNoStandardInput() {
    String cluster = "\ncluster: { enabled: true }";
    assertThat(directory.conf(RATES.formatted("") + cluster).settings().sources()).hasSize(1);
    assertThat(directory.conf("sources: { in: { type: stdin, topic: a.b } }" + cluster).errors())
        .singleElement()
        .asString()
        .contains("sources.in.type = \"stdin\"")
        .contains("stdin is not possible in a cluster");
  }
}
