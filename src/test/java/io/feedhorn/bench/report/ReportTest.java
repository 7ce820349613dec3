package io.feedhorn.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated sections of the documentation follow from the measurements. */
class ReportTest {
  @TempDir private Path root = Path.of("");

  @Test
  void aRatioIsComputedWithinOneRound() {
    Results results =
        results(cpu("feedhorn", 1, 10), cpu("floor", 1, 5), cpu("floor", 2, 20), cpu("ws", 2, 1));

    TargetRatio target = TargetRatio.of(results, "cost", 1.4, "20", "feedhorn", "floor");

    assertThat(target.ratios()).containsExactly(2.0);
    assertThat(target.row()).contains("**does not hold**");
    assertThat(TargetRatio.of(results, "cost", 1, "20", "feedhorn", "ws").isPresent()).isFalse();
  }

  @Test
  void textAroundAGeneratedSectionStays() throws IOException {
    Path page = Files.createDirectories(root.resolve("docs")).resolve("performance.md");
    Files.writeString(
        page, "before\n<!-- bench:fan-out -->\nstale\n<!-- /bench:fan-out -->\nafter\n");

    new Report(root).write("fan-out", results(cpu("feedhorn", 1, 10), cpu("floor", 1, 8)));

    assertThat(Files.readString(page))
        .startsWith("before\n<!-- bench:fan-out -->\n| server |")
        .contains("| 1.250 (1.250–1.250) | 1.40 | holds |")
        .endsWith("<!-- /bench:fan-out -->\nafter\n")
        .doesNotContain("stale");
    assertThat(root.resolve("docs/images/bench-fan-out-cpu.svg")).content().contains("</svg>");
  }

  @Test
  void theMedianOfAnEvenNumberOfValuesIsTheMeanOfTheMiddleTwo() {
    assertThat(Distribution.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Distribution(2.5, 1, 4));
    assertThat(Distribution.of(List.of()).isPresent()).isFalse();
  }

  private static Measurement cpu(String subject, int run, double micros) {
    return new Measurement(subject, "20", run, Map.of("cpu", micros, "p50", 1.0, "p99", 2.0));
  }

  private static Results results(Measurement... rows) {
    return new Results(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(List.of(rows)));
  }
}
