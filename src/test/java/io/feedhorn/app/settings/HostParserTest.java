package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostParserTest {
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"})
  void isLoopback(String host) {
    assertThat(HostParser.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "10.0.0.1", "example.org", "localhost.example.org", "127.1"})
  void isNotLoopback(String host) {
    assertThat(HostParser.isLoopback(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "http://x", "x:80", "-x", "::zz", "a/b"})
  void isNotAHost(String host) {
    assertThat(HostParser.parse(host)).isNull();
  }

  @Test
  void removesTheBracketsOfAnAddress() {
    assertThat(HostParser.parse("[::1]")).isEqualTo("::1");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,127.0.0.1",
    "::,[::1]",
    "::1,[::1]",
    "127.0.0.1,127.0.0.1",
    "10.0.0.7,10.0.0.7",
    "feeds.example.org,feeds.example.org"
  })
  void returnsTheHostForClientsOnThisMachine(String listens, String inTheUrl) {
    assertThat(HostParser.local(listens)).isEqualTo(inTheUrl);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org,https://example.org",
    "HTTPS://Example.org,https://example.org",
    "https://example.org:443,https://example.org",
    "http://example.org:80,http://example.org",
    "http://[::1]:3000,http://[::1]:3000",
    "capacitor://localhost,capacitor://localhost"
  })
  void normalisesOriginsAsBrowsersDo(String written, String sent) {
    assertThat(HostParser.origin(written)).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "null",
        "example.org",
        "https://a.test/",
        "https://a.test?x",
        "https://u@a.test"
      })
  void isNotAnOrigin(String written) {
    assertThat(HostParser.origin(written)).isNull();
  }
}
