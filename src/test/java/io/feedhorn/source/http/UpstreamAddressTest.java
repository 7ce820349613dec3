package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1"
            + "|Connection refused: /127.0.0.1:1",
        "Connection refused: /127.0.0.1:1|Connection refused: /127.0.0.1:1"
      })
  void aReasonHasNoSystemCalls(String message, String reason) {
    assertThat(UpstreamAddress.reason(new ConnectException(message))).isEqualTo(reason);
  }
}
