package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client address behind proxies. */
class ClientAddressTest {
  private final ClientAddress behindProxies =
      new ClientAddress(new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.1", "fd00::/9")));

  @Test
  void withoutATrustedProxyTheHeaderIsIgnored() {
    ClientAddress withoutProxies = new ClientAddress(new TrustedProxies(List.of()));

    assertThat(withoutProxies.of("198.51.100.1", List.of("1.1.1.1"))).isEqualTo("198.51.100.1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "198.51.100.1 | 1.1.1.1                            | 198.51.100.1",
        "10.0.0.7     | 203.0.113.9                        | 203.0.113.9",
        "10.0.0.7     | 1.1.1.1, 203.0.113.9, 10.0.0.3     | 203.0.113.9",
        "10.0.0.7     | 1.1.1.1,203.0.113.9,192.0.2.1      | 203.0.113.9",
        "192.0.2.1    | 203.0.113.9:4711                   | 203.0.113.9",
        "192.0.2.2    | 203.0.113.9                        | 192.0.2.2",
        "10.0.0.7     | 10.0.0.1, 10.0.0.2                 | 10.0.0.1",
        "10.0.0.7     | 203.0.113.9, unknown               | 10.0.0.7",
        "10.0.0.7     | 203.0.113.9, unknown, 10.0.0.3     | 10.0.0.3",
        "10.0.0.7     | 203.0.113.9,                       | 10.0.0.7",
        "10.0.0.7     | 999.1.1.1                          | 10.0.0.7",
        "fd7f::1      | [2001:db8::9]:4711                 | 2001:db8:0:0:0:0:0:9",
        "fd80::1      | 2001:db8::9                        | fd80::1",
        "::ffff:10.0.0.7 | 203.0.113.9                     | 203.0.113.9",
        "10.0.0.7     | ::ffff:203.0.113.9                 | 203.0.113.9",
      })
  void theClientIsTheFirstAddressFromTheRightThatIsNotAProxy(
      String peer, String forwardedFor, String client) {
    assertThat(behindProxies.of(peer, clients("X-Forwarded-For", forwardedFor))).isEqualTo(client);
  }

  @Test
  void severalHeadersAreOneList() {
    String name = "X-Forwarded-For";
    assertThat(
            behindProxies.of("10.0.0.7", clients(name, "1.1.1.1, 203.0.113.9", name, "10.0.0.3")))
        .isEqualTo("203.0.113.9");
    assertThat(behindProxies.of("10.0.0.7", List.of())).isEqualTo("10.0.0.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "for=203.0.113.9                                           | 203.0.113.9",
        "for=1.1.1.1, For=203.0.113.9;proto=https, for=10.0.0.3    | 203.0.113.9",
        "proto=https;for=\"203.0.113.9:4711\";host=\"a,b\"          | 203.0.113.9",
        "for=\"[2001:db8::9]:4711\"                                | 2001:db8:0:0:0:0:0:9",
        "for=203.0.113.9, for=unknown                              | 10.0.0.7",
        "for=203.0.113.9, for=_hidden                              | 10.0.0.7",
        "for=203.0.113.9, proto=https                              | 10.0.0.7",
        "nonsense                                                  | 10.0.0.7",
      })
  void theHeaderForwardedIsReadInTheSameWay(String forwarded, String client) {
    assertThat(behindProxies.of("10.0.0.7", clients("Forwarded", forwarded))).isEqualTo(client);
    assertThat(behindProxies.of("198.51.100.1", clients("Forwarded", forwarded)))
        .isEqualTo("198.51.100.1");
  }

  @Test
  void theOlderHeaderHasPrecedence() {
    assertThat(
            behindProxies.of(
                "10.0.0.7", clients("Forwarded", "for=9.9.9.9", "X-Forwarded-For", "203.0.113.9")))
        .isEqualTo("203.0.113.9");
  }

  private static List<String> clients(String... headers) {
    MultiMap all = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < headers.length; i += 2) {
      all.add(headers[i], headers[i + 1]);
    }
    return ForwardedHeaders.of(all).clients();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "::/129",
        "example.org",
        "localhost",
        ":",
        "10.0.0.0/08",
        "01.0.0.1",
        "::1%eth0"
      })
  void textThatIsNotANetworkIsRejected(String text) {
    assertThat(Cidr.parse(text)).isNull();
  }
}
