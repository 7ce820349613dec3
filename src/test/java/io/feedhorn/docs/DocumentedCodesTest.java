package io.feedhorn.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests that the table of codes in the wire contract has each code, with its status. */
class DocumentedCodesTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}|–)[^|]*\\|");

  @Test
  void theContractHasEachCodeWithItsStatus() throws IOException {
    String page = Files.readString(Path.of("docs/protocol.md"));
    String section = page.substring(page.indexOf("\n## Refusals\n"));

    Map<String, String> documented =
        ROW.matcher(section)
            .results()
            .collect(Collectors.toMap(row -> row.group(1), (MatchResult row) -> row.group(2)));

    assertThat(documented)
        .isEqualTo(
            Arrays.stream(ErrorCode.values())
                .collect(Collectors.toMap(ErrorCode::wire, DocumentedCodesTest::status)));
  }

  /** Returns the status over HTTP; an unknown type exists on the WebSocket only. */
  private static String status(ErrorCode code) {
    return code == ErrorCode.UNKNOWN_TYPE ? "–" : Integer.toString(code.status());
  }
}
