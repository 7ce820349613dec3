package io.feedhorn.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.feedhorn.model.Fuzzed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class EnvironmentFuzzTest {
  /** A line NAME=value each, without their prefix. */
  @FuzzTest
  void isSettingsOrALineForEachMistake(byte[] bytes) {
    Map<String, Variable> variables = new TreeMap<>();
    for (String line : Fuzzed.text(bytes).lines().toList()) {
      String[] parts = line.split("=", 2);
      String value = parts.length > 1 ? parts[1] : "";
      variables.put(Environment.PREFIX + parts[0], new Variable(value, Environment.HERE));
    }
    List<String> mistakes = new ArrayList<>();
    List<Given> given = new Environment(Set.of(), mistakes).read(variables);

    assertThat(given.size() + mistakes.size()).isLessThanOrEqualTo(variables.size());
    Mistakes.areLines(mistakes);
    for (Given one : given) {
      Key<?> key = Keys.find(one.path());
      String objection = key == null ? Unknown.key(one.path()) : key.objection(one);
      if (objection != null) {
        Mistakes.areLines(List.of(one.mistake(objection)));
      }
    }
  }
}
