package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.cli.TempWorkingDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSourceTest {
  private TempWorkingDirectory place;

  @BeforeEach
  void anEmptyFolder(@TempDir Path folder) {
    place = new TempWorkingDirectory(folder);
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
  void aFileThatSetsNothingIsGood(String text) {
    place.conf(text);

    assertThat(place.settings().http().port()).isEqualTo(8080);
  }

  @Test
  void malformedYamlIsNamedWithItsLine() {
    place.conf("http:\n  port: 1\n bad: [\n");

    assertThat(place.mistakes())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml line 3: not YAML: ");
  }

  @Test
  void aTabIsNamedWithItsLine() {
    place.conf("http:\n\tport: 1\n");

    assertThat(place.mistakes())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml line 2: not YAML: ");
  }

  @Test
  void aKeyThatIsThereTwiceIsAMistake() {
    place.conf("http: { port: 1 }\ndemo: { enabled: false }\nhttp: { host: localhost }\n");

    assertThat(place.mistakes())
        .containsExactly("conf/feedhorn.yaml line 3: http is there already, in line 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "- a\n- b\n", "42"})
  void aFileWithoutKeysIsAMistake(String text) {
    place.conf(text);

    assertThat(place.mistakes())
        .singleElement()
        .asString()
        .contains("line 1: must be keys and values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http: &a { b: *a }", "? [a, b]\n: 1\n", "http: !!java.net.URL [x]"})
  void yamlThatIsNoSettingsEndsInOneLine(String text) {
    place.conf(text);

    assertThat(place.mistakes())
        .singleElement()
        .asString()
        .startsWith("conf/feedhorn.yaml")
        .hasLineCount(1);
  }

  @Test
  void aKeyMayBeWrittenWithDots() {
    place.conf("http.port: 1234\ndemo.prices: { topics: 3 }\n");

    assertThat(place.settings().http().port()).isEqualTo(1234);
    assertThat(place.settings().demo().pricesTopics()).isEqualTo(3);
  }

  @Test
  void aValueWhereASectionBelongsIsAMistake() {
    place.conf("http: 8080\n");

    assertThat(place.mistakes())
        .singleElement()
        .asString()
        .isEqualTo(
            "http = 8080 (conf/feedhorn.yaml line 1): no such key;"
                + " in http there are host, port, tls, origins, cors, proxies, proxy-protocol,"
                + " event-loops, heartbeat, drain, deflate, health");
  }

  @Test
  void aSectionWhereAValueBelongsIsAMistake() {
    place.conf("http:\n  port:\n    number: 8080\n");

    assertThat(place.mistakes())
        .containsExactly(
            "http.port.number = 8080 (conf/feedhorn.yaml line 3): no such key;"
                + " http.port itself must be a whole number from 0 to 65535");
  }

  @Test
  void aKeyWithNothingAfterItIsGoodOnlyWhereNothingIsTheDefault() {
    place.conf("http:\n  event-loops:\n  port:\n");

    assertThat(place.mistakes())
        .containsExactly(
            "http.port = nothing (conf/feedhorn.yaml line 3): must be a whole number from 0 to 65535");
  }

  @Test
  void aSecretIsNotShownNotEvenOneThatIsMistyped() {
    place.conf("auth: { secert: hush, secret: hush }\nclient-token: hush\n");

    assertThat(place.mistakes())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).contains("***").doesNotContain("hush"));
  }

  @Test
  void aValueOfSeveralLinesIsShownOnOne() {
    place.conf("http:\n  host: |\n    a\n    b\n");

    assertThat(place.mistakes()).singleElement().asString().hasLineCount(1);
  }
}
