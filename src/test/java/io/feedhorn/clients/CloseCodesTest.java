package io.feedhorn.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.DisconnectReason;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs of {@code docs/clients.md} on plain WebSockets stop where they must not go on. */
class CloseCodesTest {
  private static final int APPLICATION = 4_000;

  static Stream<String> programs() {
    return Snippets.names().stream().filter(name -> code(name).contains("/v1/ws"));
  }

  private static String code(String name) {
    return Snippets.code(name, 8080, "notify.u42");
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramStopsAtEachCodeAfterWhichItMustNotReconnect(String name) {
    Set<String> codes =
        Arrays.stream(DisconnectReason.values())
            .filter(each -> each.reconnect() == DisconnectReason.Reconnect.CHANGED)
            .map(DisconnectReason::closeCode)
            .filter(code -> code >= APPLICATION)
            .map(String::valueOf)
            .collect(Collectors.toSet());

    assertThat(codes).contains("4001", "4002");
    assertThat(code(name)).contains(codes);
  }
}
