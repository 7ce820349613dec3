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
  void isSettingsOrALineForEachMistake(byte[] bytes) {
    Map<String, EnvironmentVariable> variables = new TreeMap<>();
    for (String line : FuzzInput.text(bytes).lines().toList()) {
      String[] parts = line.split("=", 2);
      String value = parts.length > 1 ? parts[1] : "";
      variables.put(
          EnvironmentSource.PREFIX + parts[0],
          new EnvironmentVariable(value, EnvironmentSource.HERE));
    }
    List<String> mistakes = new ArrayList<>();
    List<SettingValue> given = new EnvironmentSource(Set.of(), mistakes).read(variables);

    assertThat(given.size() + mistakes.size()).isLessThanOrEqualTo(variables.size());
    SettingsErrors.areLines(mistakes);
    for (SettingValue one : given) {
      SettingKey<?> key = SettingKeys.find(one.path());
      String objection = key == null ? UnknownKeyMessage.key(one.path()) : key.objection(one);
      if (objection != null) {
        SettingsErrors.areLines(List.of(one.mistake(objection)));
      }
    }
  }
}
