package io.feedhorn.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
  private static final String HOST = "feed.example.com:8080";
  private static final Origins NONE = new Origins(List.of());
  private static final Origins ONE = new Origins(List.of("https://app.example.com"));

  @Test
  void allowsWhatIsNoBrowser() {
    assertThat(NONE.allows(null, HOST)).isTrue();
    assertThat(NONE.allows(null, null)).isTrue();
  }

  @Test
  void allowsPagesOfThisServer() {
    assertThat(NONE.allows("http://feed.example.com:8080", HOST)).isTrue();
    assertThat(NONE.allows("http://FEED.example.com:8080", HOST)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://feed.example.com",
        "http://feed.example.com:8081",
        "http://evil.feed.example.com:8080",
        "http://feed.example.com:8080.evil.com",
        "http://x@feed.example.com:8080",
        "https://app.example.com.evil.com",
        "http://app.example.com",
        "null",
        "",
        "file://",
        "://",
        "%%%",
      })
  void allowsNoOther(String origin) {
    assertThat(NONE.allows(origin, HOST)).isFalse();
    assertThat(ONE.allows(origin, HOST)).isFalse();
  }

  @Test
  void allowsWhatIsListed() {
    assertThat(ONE.allows("https://app.example.com", HOST)).isTrue();
    assertThat(ONE.allows("https://APP.example.com", null)).isTrue();
    assertThat(new Origins(List.of("*")).allows("https://any.example.org", HOST)).isTrue();
    assertThat(new Origins(List.of("*")).allows("null", HOST)).isTrue();
  }

  @Test
  void aPageOfThisMachinesServerIsAllowedOnItsOtherPorts() {
    Origins neighbours = new Origins(List.of(), () -> 8080);

    assertThat(neighbours.allows("http://127.0.0.1:8080", "127.0.0.1:41001")).isTrue();
    assertThat(neighbours.allows("http://localhost:8080", "localhost:41001")).isTrue();
    assertThat(neighbours.allows("http://127.0.0.1:8081", "127.0.0.1:41001")).isFalse();
    assertThat(neighbours.allows("http://evil.example:8080", "127.0.0.1:41001")).isFalse();
    assertThat(NONE.allows("http://localhost:8080", "127.0.0.1:8080")).isFalse();
  }
}
