package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvedSettingsTest {
  @Test
  void theLastValueOfAKeyApplies() {
    ResolvedSettings resolved =
        new ResolvedSettings(
            List.of(new SettingValue("http.port", 1, "a"), new SettingValue("http.port", 2, "b")));

    assertThat(resolved.get(HttpSettings.PORT)).isEqualTo(2);
  }

  @Test
  void theSummaryHasTheValuesAndTheirSources() {
    ResolvedSettings resolved =
        new ResolvedSettings(
            List.of(
                new SettingValue("limits.message", "2MiB", "my.yaml line 3"),
                new SettingValue(
                    "feeds.chat.history.size", new SettingType.Text("9"), "environment")));

    assertThat(resolved.summary())
        .anyMatch(
            line -> line.startsWith("limits: message 2MiB (my.yaml line 3), subscriptions 1000, "))
        .contains(
            "feeds.chat: delivery latest, history.size 9 (environment), history.age 10m,"
                + " idle never, durable false, public false, presence false, trace false,"
                + " cache no-cache");
  }

  @Test
  void theSummaryMasksSecrets() {
    ResolvedSettings resolved =
        new ResolvedSettings(List.of(new SettingValue("auth.secret", "hush", "environment")));

    assertThat(resolved.summary()).noneMatch(line -> line.contains("hush"));
  }
}
