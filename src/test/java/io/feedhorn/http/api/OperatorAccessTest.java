package io.feedhorn.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorAccessTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "127.8.0.1, true",
    "localhost, true",
    "LOCALHOST, true",
    "[::1], true",
    "::1, true",
    "203.0.113.9, false",
    "[2001:db8::1], false",
    "localhost.example.org, false",
    "127.0.0.1.example.org, false",
    "example.org, false",
    "'', false"
  })
  void onlyALoopbackAddressIsTheServersMachine(String host, boolean loopback) {
    assertThat(OperatorAccess.isLoopbackHost(HostAndPort.create(host, 8080))).isEqualTo(loopback);
  }
}
