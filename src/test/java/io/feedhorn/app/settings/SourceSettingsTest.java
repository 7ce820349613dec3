package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.file.FileOptions;
import io.feedhorn.source.format.Format;
import io.feedhorn.source.http.HttpPollOptions;
import io.feedhorn.source.kafka.KafkaOptions;
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
        "topic: 'r.${a +}' | sources.rates.topic = \"r.${a +}\" (conf/feedhorn.yaml line 1): topic is"
            + " not a JSONata expression: ",
        "data: '{' | sources.rates.data = \"{\" (conf/feedhorn.yaml line 1): data is not a JSONata",
        "delete: '{' | sources.rates.delete = \"{\" (conf/feedhorn.yaml line 1): delete is not a JSONata",
        "every: 0s | sources.rates.every = \"0s\" (conf/feedhorn.yaml line 1): must be a duration",
        "headers: [nonsense] | sources.rates.headers = *** (conf/feedhorn.yaml line 1)",
        "format: xml | sources.rates.format = \"xml\" (conf/feedhorn.yaml line 1): must be json,"
            + " ndjson, csv or text",
        "url: 'ftp://x' | sources.rates.url = \"ftp://x\" (conf/feedhorn.yaml line 1): must be a URL"
            + " that begins with https://",
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
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sources: { a: { topic: a.b } } | sources.a.type = empty (default): must be http-poll, sse,"
            + " websocket, file, stdin, nats, redis, kafka, mqtt or postgresql",
        "sources: { a: { type: sse, topic: a.b } } | sources.a.url = empty (default): must be set for"
            + " the type sse",
        "sources: { a: { type: stdin } } | sources.a.topic = empty (default): must be set for the"
            + " type stdin",
        "sources: { 'a b': { type: stdin, topic: a.b } } | sources.a b.type = \"stdin\""
            + " (conf/feedhorn.yaml line 1): 'a b' is not a source name: must be 1 to 64 of A-Z a-z"
            + " 0-9 _ -",
        "sources: { a: { type: file, path: x, speed: 2, topic: a.b } } | sources.a.time = empty"
            + " (default): must be set if speed is set",
        "sources: { a: { type: file, path: x, loop: true, follow: true, topic: a.b } } |"
            + " sources.a.loop = true (conf/feedhorn.yaml line 1): must be false if follow is true"
      })
  void whatIsMissingIsNamed(String yaml, String error) {
    assertThat(directory.conf(yaml).errors()).first().asString().startsWith(error.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "topics: [a] | brokers = empty (default): must be set for the type kafka",
        "brokers: [nonsense] | brokers = [nonsense] (conf/feedhorn.yaml line 1): must be a list of"
            + " host:port",
        "brokers: ['x:1'] | topics = empty (default): must be set for the type kafka, or else pattern",
        "brokers: ['x:1'], topics: [a], pattern: b | topics = [a] (conf/feedhorn.yaml line 1): must be"
            + " set for the type kafka, or else pattern",
        "brokers: ['x:1'], topics: ['a b'] | topics = [a b] (conf/feedhorn.yaml line 1): 'a b' is not a"
            + " topic of Kafka: must be 1 to 249 of A-Z a-z 0-9 . _ -",
        "brokers: ['x:1'], pattern: '(' | pattern = \"(\" (conf/feedhorn.yaml line 1): must be a"
            + " regular expression",
        "brokers: ['x:1'], topics: [a], from: now | from = \"now\" (conf/feedhorn.yaml line 1): must be"
            + " earliest or latest",
        "brokers: ['x:1'], topics: [a], properties: { x: 1 } | properties = *** (conf/feedhorn.yaml"
            + " line 1): x is not a property of Kafka's consumer",
        "brokers: ['x:1'], topics: [a], properties: { group.id: b } | properties = ***"
            + " (conf/feedhorn.yaml line 1): group.id is set by the source itself",
        "brokers: ['x:1'], topics: [a], properties: { security.protocol: hunter2 } | properties = ***"
            + " (conf/feedhorn.yaml line 1): the value is invalid: security.protocol: ",
        "brokers: ['x:1'], topics: [a], properties: b | properties = *** (conf/feedhorn.yaml line 1):"
            + " must be names and values, or a list of name=value"
      })
  void theKeysOfKafkaAreChecked(String keys, String error) {
    String yaml = "sources: { a: { type: kafka, topic: a.b, %s } }".formatted(keys);
    assertThat(directory.conf(yaml).errors())
        .first()
        .asString()
        .startsWith("sources.a." + error.strip())
        .doesNotContain("hunter2");
  }

  @Test
  void thePropertiesOfKafkaAreAMapOrAList() {
    String yaml =
        "sources: { a: { type: kafka, topic: a.b, brokers: ['x:1'], topics: [t], properties: %s } }";
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
