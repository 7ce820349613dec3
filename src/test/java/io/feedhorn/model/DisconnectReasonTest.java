package io.feedhorn.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectReasonTest {
  /** RFC 6455, section 5.5: 125 bytes less those of the code. */
  private static final int MAX_REASON_BYTES = 123;

  @Test
  void theDocumentationHasEveryReasonWithItsCodeAndAdvice() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs", "protocol.md")).stream()
            .dropWhile(line -> !line.startsWith("| close code | reason "))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> String.join("|", Arrays.copyOf(line.split(" *\\| *"), 5)))
            .toList();

    assertThat(rows)
        .isEqualTo(
            Arrays.stream(DisconnectReason.values())
                .map(
                    each ->
                        "|%s|`%s`|%s|%s"
                            .formatted(
                                each.hasCloseFrame() ? each.closeCode() : "–",
                                each.label(),
                                each.hasCloseFrame() ? each.text() : "–",
                                each.reconnect().text()))
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void theTextFitsIntoACloseFrame(DisconnectReason reason) {
    assertThat(reason.text().getBytes(UTF_8)).hasSizeBetween(1, MAX_REASON_BYTES);
  }

  @ParameterizedTest
  @EnumSource
  void theCodeGivesTheSameAdviceAsTheContract(DisconnectReason reason) {
    DisconnectReason.Reconnect advice =
        switch (reason.closeCode() / 100) {
          case 40 -> DisconnectReason.Reconnect.CHANGED;
          case 41 -> DisconnectReason.Reconnect.AFTER_PAUSE;
          case 42 -> DisconnectReason.Reconnect.AT_ONCE;
          default -> reason.reconnect();
        };

    assertThat(reason.reconnect()).isEqualTo(advice);
  }
}
