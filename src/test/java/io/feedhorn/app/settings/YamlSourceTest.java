package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import io.feedhorn.log.FeedsOptions;
import io.feedhorn.model.DeliveryMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSourceTest {
  private TempWorkingDirectory directory;

  @BeforeEach
  void createDirectory(@TempDir Path temp) {
    directory = new TempWorkingDirectory(temp);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# only\n# words\n",
        "---\n",
        "http:\n",
        "demo:\n  prices:\n",
        "{}",
        "\uFEFFhttp:\n"
      })
  void aFileThatSetsNothingIsAccepted(String text) {
    directory.conf(text);

    assertThat(directory.settings().http().bind().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http: 8080          | http = 8080            | http are host, port, tls,",
        "http: [a]           | http = [a]             | http are host, port, tls,",
        "feeds: 5            | feeds = 5              | feeds.NAME are delivery, history.size,",
        "feeds: {chat: every} | feeds.chat = \"every\" | feeds.NAME are delivery, history.size,",
        "sources: [a]        | sources = ***          | sources.NAME are type, topic,",
        "sources: {a: file}  | sources.a = ***        | sources.NAME are type, topic,"
      })
  void aValueInPlaceOfASectionIsToldTheKeysOfTheSection(String text, String value, String keys) {
    directory.conf(text);

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith(
            value + " (conf/feedhorn.yaml line 1): must be keys and values; the keys of " + keys);
  }

  @Test
  void aFileThatIsNotUtf8IsReported(@TempDir Path temp) throws IOException {
    directory = new TempWorkingDirectory(temp);
    directory.conf("");
    byte[] latin1 =
        "auth: { secret: 'K\u00f6ln and thirty further bytes of a secret' }"
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(temp.resolve("conf/feedhorn.yaml"), latin1);

    assertThat(directory.errors()).containsExactly("conf/feedhorn.yaml: cannot be read: not UTF-8");
  }

  @Test
  void aPropertyThatIsThereTwiceIsReported() {
    directory.conf(
        """
        sources:
          a: { type: kafka, brokers: ['b:1'], topics: [t], topic: t.x,
            properties: { fetch.max.bytes: 1, fetch.max.bytes: 2 } }
        """);

    assertThat(directory.errors())
        .containsExactly(
            "conf/feedhorn.yaml line 3: sources.a.properties: duplicate key fetch.max.bytes");
  }

  @Test
  void malformedYamlIsReportedWithItsLine() {
    directory.conf("http:\n  port: 1\n bad: [\n");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml line 3: not YAML: ");
  }

  @Test
  void aTabIsReportedWithItsLine() {
    directory.conf("http:\n\tport: 1\n");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml line 2: not YAML: ");
  }

  @Test
  void aDuplicateKeyIsAnError() {
    directory.conf("http: { port: 1 }\ndemo: { enabled: false }\nhttp: { host: localhost }\n");

    assertThat(directory.errors())
        .containsExactly("conf/feedhorn.yaml line 3: duplicate key http, first used in line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "- a\n- b\n", "42"})
  void aFileWithoutKeysIsAnError(String text) {
    directory.conf(text);

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .contains("line 1: must be keys and values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http: &a { b: *a }", "? [a, b]\n: 1\n", "http: !!java.net.URL [x]"})
  void yamlThatIsNotSettingsIsReportedInOneLine(String text) {
    directory.conf(text);

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml")
        .hasLineCount(1);
  }

  @Test
  void aKeyMayBeWrittenWithDots() {
    directory.conf("http.port: 1234\ndemo.prices: { topics: 3 }\n");

    assertThat(directory.settings().http().bind().port()).isEqualTo(1234);
    assertThat(directory.settings().demo().pricesTopics()).isEqualTo(3);
  }

  @Test
  void entriesOfAnAliasAreMergedBelowOwnOnes() {
    directory.conf(
        """
        feeds:
          default: &base
            delivery: every
            cache: max-age=1
          orders: { <<: *base, cache: max-age=2 }
          trades: { delivery: latest, <<: [*base] }
        """);

    FeedsOptions feeds = directory.settings().feeds();
    assertThat(feeds.of("orders").delivery()).isEqualTo(DeliveryMode.EVERY);
    assertThat(feeds.of("orders").cache()).isEqualTo("max-age=2");
    assertThat(feeds.of("trades").delivery()).isEqualTo(DeliveryMode.LATEST);
    assertThat(feeds.of("trades").cache()).isEqualTo("max-age=1");
  }

  @Test
  void mergedEntriesMayThemselvesBeMerged() {
    directory.conf(
        """
        feeds:
          base: &base { delivery: every, cache: max-age=1, history: { size: 7 } }
          orders: &orders { <<: *base, cache: max-age=2 }
          trades: { <<: *orders }
          quotes: { <<: [*orders], delivery: latest }
        """);

    FeedsOptions feeds = directory.settings().feeds();
    for (String feed : List.of("orders", "trades", "quotes")) {
      assertThat(feeds.of(feed).cache()).isEqualTo("max-age=2");
      assertThat(feeds.of(feed).historySize()).isEqualTo(7);
    }
    assertThat(feeds.of("trades").delivery()).isEqualTo(DeliveryMode.EVERY);
    assertThat(feeds.of("quotes").delivery()).isEqualTo(DeliveryMode.LATEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: &a { <<: *a, port: 1234 }",
        "http: &a { <<: [*a, *a], port: 1234 }",
        "http: &a { port: 1234, <<: { <<: *a, port: 1 } }"
      })
  void anAliasThatMergesItselfAddsNothing(String text) {
    directory.conf(text);

    assertThat(directory.settings().http().bind().port()).isEqualTo(1234);
  }

  @Test
  void anErrorInAMergedEntryHasTheLineOfTheEntry() {
    directory.conf("feeds:\n  default: &base\n    delivery: all\n  orders: { <<: *base }\n");

    assertThat(directory.errors())
        .containsExactly(
            "feeds.default.delivery = \"all\" (conf/feedhorn.yaml line 3): must be latest or every",
            "feeds.orders.delivery = \"all\" (conf/feedhorn.yaml line 3): must be latest or every");
  }

  /** The YAML type date, which no setting has. */
  @Test
  void aDateIsAText() {
    directory.conf("feeds: { default: { cache: 2001-01-01 } }\n");

    assertThat(directory.settings().feeds().fallback().cache()).isEqualTo("2001-01-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http: { port: !!int x }",
        "http: { port: !!int '' }",
        "http: { port: !!float x }",
        "http: { host: !!binary eA== }",
        "http: { host: !local x }",
        "http: { origins: !!set [a] }",
        "http: { tls: !!omap { cert: a } }",
        "http: { <<: 1 }"
      })
  void anUnsupportedTagIsReportedWithItsLine(String text) {
    directory.conf("\n" + text);

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml line 2: ");
  }

  @Test
  void anElementThatIsNotATextIsAnError() {
    directory.conf("http: { origins: [[a], { b: c }, 1] }\n");

    assertThat(directory.errors())
        .singleElement()
        .asString()
        .startsWith("http.origins = [{}, {}, 1] (conf/feedhorn.yaml line 1): must be a list of");
  }

  @Test
  void aSectionInPlaceOfAValueIsAnError() {
    directory.conf("http:\n  port:\n    number: 8080\n");

    assertThat(directory.errors())
        .containsExactly(
            "http.port.number = 8080 (conf/feedhorn.yaml line 3): unknown key;"
                + " http.port must be a whole number from 0 to 65535");
  }

  @Test
  void anEmptyValueIsAcceptedOnlyIfTheDefaultIsEmpty() {
    directory.conf("http:\n  event-loops:\n  port:\n");

    assertThat(directory.errors())
        .containsExactly(
            "http.port = empty (conf/feedhorn.yaml line 3): must be a whole number from 0 to"
                + " 65535");
  }

  @Test
  void aSecretIsMaskedAlsoUnderAMistypedKey() {
    directory.conf("auth: { secert: hush, secret: hush }\nclient-token: hush\n");

    assertThat(directory.errors())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("***").doesNotContain("hush"));
  }

  @Test
  void aValueOfSeveralLinesIsShownInOneLine() {
    directory.conf("http:\n  host: |\n    a\n    b\n");

    assertThat(directory.errors()).singleElement().asString().hasLineCount(1);
  }
}
