package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.TrustedProxies;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The comparison of origins with the address of a request. */
class OriginsTest {
  private static final RequestOrigin HOST = unknown("feed.example.com:8080");
  private static final Origins NONE = origins(0);
  private static final Origins ONE = origins(0, "https://app.example.com");

  private static Origins origins(int neighbour, String... allowed) {
    return new Origins(List.of(allowed), new TrustedProxies(List.of()), () -> neighbour);
  }

  private static RequestOrigin unknown(String host) {
    return new RequestOrigin(null, host);
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
  void refusesOtherOrigins(String origin) {
    assertThat(NONE.allows(origin, HOST)).isFalse();
    assertThat(ONE.allows(origin, HOST)).isFalse();
    assertThat(NONE.allows(origin, new RequestOrigin(null, null))).isFalse();
  }

  @Test
  void allowsListedOrigins() {
    assertThat(ONE.allows("https://app.example.com", HOST)).isTrue();
    assertThat(ONE.allows("https://APP.example.com", new RequestOrigin(null, null))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "feeds.example.org,      https://feeds.example.org,      true",
    "feeds.example.org,      http://feeds.example.org,       true",
    "feeds.example.org:443,  https://feeds.example.org,      true",
    "feeds.example.org:443,  http://feeds.example.org,       false",
    "feeds.example.org:80,   http://feeds.example.org,       true",
    "feeds.example.org:80,   https://feeds.example.org,      false",
    "feeds.example.org,      https://feeds.example.org:443,  true",
    "feeds.example.org,      https://feeds.example.org:80,   false",
    "feeds.example.org:8443, https://feeds.example.org:8443, true",
    "feeds.example.org:8443, https://feeds.example.org,      false",
    "[2001:db8::1]:443,      https://[2001:db8::1],          true",
    "[2001:db8::1]:443,      https://[2001:db8::1]:444,      false",
    "[2001:db8::80],         http://[2001:db8::80],          true",
    "[2001:db8::80],         http://[2001:db8:],             false",
  })
  void aMissingPortIsTheDefaultPortOfTheOriginsScheme(String host, String origin, boolean same) {
    assertThat(NONE.allows(origin, unknown(host))).isEqualTo(same);
  }

  @Test
  void theSchemeIsComparedIfItIsKnown() {
    RequestOrigin tls = new RequestOrigin("https", "feeds.example.org");
    RequestOrigin plain = new RequestOrigin("http", "feeds.example.org");

    assertThat(NONE.allows("https://feeds.example.org", tls)).isTrue();
    assertThat(NONE.allows("http://feeds.example.org", tls)).isFalse();
    assertThat(NONE.allows("http://feeds.example.org", plain)).isTrue();
    assertThat(NONE.allows("https://feeds.example.org", plain)).isFalse();
  }

  @Test
  void aLocalPageIsAllowedOnOtherPortsOfTheMachine() {
    Origins neighbours = origins(8080);
    RequestOrigin other = unknown("127.0.0.1:41001");

    assertThat(neighbours.allows("http://127.0.0.1:8080", other)).isTrue();
    assertThat(neighbours.allows("http://localhost:8080", unknown("localhost:41001"))).isTrue();
    assertThat(neighbours.allows("http://127.0.0.1:8081", other)).isFalse();
    assertThat(neighbours.allows("http://evil.example:8080", other)).isFalse();
    assertThat(NONE.allows("http://localhost:8080", unknown("127.0.0.1:8080"))).isFalse();
  }
}
