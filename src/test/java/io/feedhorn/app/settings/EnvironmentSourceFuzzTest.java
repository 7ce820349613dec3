package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.FuzzInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class EnvironmentSourceFuzzTest {
  /** A line NAME=value each, without their prefix. */
  @FuzzTest
  void givesSettingsOrOneLineForEachError(byte[] bytes) {
    Map<String, EnvironmentVariable> variables = new TreeMap<>();
    for (String line : FuzzInput.text(bytes).lines().toList()) {
      String[] parts = line.split("=", 2);
      String value = parts.length > 1 ? parts[1] : "";
      variables.put(
          EnvironmentSource.PREFIX + parts[0],
          new EnvironmentVariable(value, EnvironmentSource.ENVIRONMENT));
    }
    List<String> errors = new ArrayList<>();
    List<SettingValue> given = new EnvironmentSource(Set.of(), errors).read(variables);

    assertThat(given.size() + errors.size()).isLessThanOrEqualTo(variables.size());
    SettingsErrors.areLines(errors);
    for (SettingValue one : given) {
      SettingKey<?> key = SettingKeys.find(one.path());
      String error = key == null ? UnknownKeyMessage.forKey(one.path()) : key.error(one);
      if (error != null) {
        SettingsErrors.areLines(List.of(one.errorLine(error)));
      }
    }
  }
}
