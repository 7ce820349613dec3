package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.conform.CheckResult.Outcome;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {
  private static final Duration DURATION = Duration.ofMillis(12);
  private static final CheckResult PASSED =
      new CheckResult("a.b", "It holds", Outcome.PASS, "", DURATION);
  private static final CheckResult FAILED =
      new CheckResult(
          "c.d", "It does not", Outcome.FAIL, "sse: expected 1\nbut it was 2", DURATION);
  private static final CheckResult SKIPPED =
      new CheckResult("e.f", "Who knows", Outcome.SKIP, "no", DURATION);

  private static ConformanceReport of(CheckResult... results) {
    ConformanceOptions options = ConformanceOptions.of(URI.create("http://127.0.0.1:1"), 5);
    return new ConformanceReport(options, "conform-x", List.of(results), Duration.ofMillis(2_340));
  }

  @Test
  void aSkippedCheckDoesNotFailTheRun() {
    assertThat(of(PASSED, SKIPPED).passed()).isTrue();
    assertThat(of(PASSED, FAILED, SKIPPED).passed()).isFalse();
  }

  @Test
  void theTableHasTheEvidenceBelowTheRow() {
    assertThat(ConformanceReport.row(PASSED))
        .isEqualTo("  pass  a.b                   It holds (12 ms)");
    assertThat(ConformanceReport.row(FAILED).lines())
        .containsExactly(
            "  FAIL  c.d                   It does not (12 ms)",
            "        sse: expected 1",
            "        but it was 2");
    assertThat(of(PASSED, FAILED, SKIPPED).summary())
        .isEqualTo("1 passed, 1 failed, 1 skipped in 2.3 s");
  }

  @Test
  void theJsonHasEveryCheck() {
    JsonObject json = new JsonObject(of(PASSED, FAILED, SKIPPED).json());

    assertThat(json.getInteger("failed")).isEqualTo(1);
    assertThat(json.getLong("seed")).isEqualTo(5);
    assertThat(json.getJsonArray("claims").getJsonObject(1).getString("note"))
        .isEqualTo(FAILED.note());
  }
}
