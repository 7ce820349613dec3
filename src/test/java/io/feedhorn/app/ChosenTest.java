package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChosenTest {
  @Test
  void ofSeveralValuesTheLastOneHolds() {
    Chosen chosen =
        new Chosen(List.of(new Given("http.port", 1, "a"), new Given("http.port", 2, "b")));

    assertThat(chosen.of(Keys.HTTP_PORT)).isEqualTo(2);
  }

  @Test
  void theSummarySaysWhatHoldsAndWhoSaidSo() {
    Chosen chosen =
        new Chosen(
            List.of(
                new Given("limits.message", "2MiB", "my.yaml line 3"),
                new Given("feeds.chat.history.size", new Kind.Text("9"), "environment")));

    assertThat(chosen.summary())
        .anyMatch(
            line -> line.startsWith("limits: message 2MiB (my.yaml line 3), subscriptions 1000, "))
        .contains(
            "feeds.chat: delivery latest, history.size 9 (environment), history.age 10m,"
                + " public false, cache no-cache");
  }

  @Test
  void theSummaryHasNoKeysThatCouldBeSecret() {
    Chosen chosen = new Chosen(List.of(new Given("auth.secret", "hush", "environment")));

    assertThat(chosen.summary()).noneMatch(line -> line.contains("hush"));
  }
}
