package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceStatusTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "no servers: [nats://u:p@a:1, nats://token@b:2]; no servers: [nats://a:1, nats://b:2]",
        "Illegal character: redis://u:p w@a:1/0; Illegal character: redis://a:1/0",
        "postgresql://u:p@x@a:1/db; postgresql://a:1/db",
        "http://a:1 answered 500; http://a:1 answered 500",
        "a@b has no address; a@b has no address"
      })
  void aReasonHasNoUsersAndPasswords(String reason, String shown) {
    assertThat(SourceStatus.withoutUsers(reason)).isEqualTo(shown);
  }
}
