package io.feedhorn.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The options of the benchmark have defaults, which are shorter for the summary. */
class BenchOptionsTest {
  @Test
  void withoutOptionsAllButTheSummaryIsMeasured() {
    BenchOptions options = BenchOptions.of(new String[0]);

    assertThat(options.scenarios())
        .contains("fan-out", "start", "publish")
        .doesNotContain("summary");
    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.old()).isNull();
  }

  @Test
  void theSummaryHasFiveShortRounds() {
    BenchOptions options = BenchOptions.of("--scenario summary --old old.jar".split(" ", -1));

    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.seconds()).isEqualTo(3);
    assertThat(options.old()).isEqualTo(options.root().resolve("old.jar"));
  }

  @Test
  void givenValuesReplaceTheDefaults() {
    BenchOptions options =
        BenchOptions.of(
            "--scenario summary --rounds 7 --seconds 2.5 --only feedhorn,centrifugo"
                .split(" ", -1));

    assertThat(options.rounds()).isEqualTo(7);
    assertThat(options.seconds()).isEqualTo(2.5);
    assertThat(options.only()).containsExactly("feedhorn", "centrifugo");
  }

  @Test
  void unknownNamesAndMissingValuesAreRefused() {
    for (String invalid :
        new String[] {"--scenario nothing", "--only nobody", "--rounds", "--x 1"}) {
      assertThatIllegalArgumentException()
          .as(invalid)
          .isThrownBy(() -> BenchOptions.of(invalid.split(" ", -1)));
    }
  }
}
