package io.feedhorn.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class SmallMapTest {
  @RepeatedTest(50)
  void hasTheSameEntriesInTheSameOrderAsALinkedMap(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    SmallMap<Integer> map = new SmallMap<>();
    Map<String, Integer> expected = new LinkedHashMap<>();
    for (int step = 0; step < 100; step++) {
      // A new string each time: keys are compared by their text.
      String key = new String("key" + random.nextInt(3));
      if (random.nextBoolean()) {
        map.put(key, step);
        expected.put(key, step);
      } else {
        assertThat(map.remove(key)).isEqualTo(expected.remove(key));
      }
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      assertThat(map.get("other")).isNull();
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(map.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(map.values()).containsExactlyElementsOf(expected.values());
    }
  }
}
