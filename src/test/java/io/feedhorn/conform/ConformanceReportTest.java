package io.feedhorn.conform;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.conform.CheckResult.Outcome;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformanceReportTest {
  private static final Duration TOOK = Duration.ofMillis(12);
  private static final CheckResult GOOD =
      new CheckResult("a.b", "It holds", Outcome.PASS, "", TOOK);
  private static final CheckResult BAD =
      new CheckResult("c.d", "It does not", Outcome.FAIL, "sse: expected 1\nbut it was 2", TOOK);
  private static final CheckResult LEFT =
      new CheckResult("e.f", "Who knows", Outcome.SKIP, "no", TOOK);

  private static ConformanceReport of(CheckResult... verdicts) {
    ConformanceOptions options = ConformanceOptions.of(URI.create("http://127.0.0.1:1"), 5);
    return new ConformanceReport(options, "conform-x", List.of(verdicts), Duration.ofMillis(2_340));
  }

  @Test
  void aClaimThatWasSkippedDoesNotFailTheRun() {
    assertThat(of(GOOD, LEFT).passed()).isTrue();
    assertThat(of(GOOD, BAD, LEFT).passed()).isFalse();
  }

  @Test
  void theTableHasTheEvidenceBelowItsRow() {
    assertThat(ConformanceReport.row(GOOD))
        .isEqualTo("  pass  a.b                   It holds (12 ms)");
    assertThat(ConformanceReport.row(BAD).lines())
        .containsExactly(
            "  FAIL  c.d                   It does not (12 ms)",
            "        sse: expected 1",
            "        but it was 2");
    assertThat(of(GOOD, BAD, LEFT).summary()).isEqualTo("1 passed, 1 failed, 1 skipped in 2.3 s");
  }

  @Test
  void theJsonHasAllOfIt() {
    JsonObject json = new JsonObject(of(GOOD, BAD, LEFT).json());

    assertThat(json.getInteger("failed")).isEqualTo(1);
    assertThat(json.getLong("seed")).isEqualTo(5);
    assertThat(json.getJsonArray("claims").getJsonObject(1).getString("note"))
        .isEqualTo(BAD.note());
  }
}
