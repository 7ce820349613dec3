package io.feedhorn.delta;

import io.feedhorn.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Random JSON values, each a changed copy of the one before. Not thread-safe. */
public final class RandomJson {
  private static final List<String> SCALARS =
      List.of(
          "null",
          "true",
          "0",
          "-0.0",
          "1.10",
          "1.1",
          "1e5",
          "1E+5",
          "9007199254740993",
          "\"\"",
          "\"é\"",
          "\"\\u00e9\"",
          "\"😀\"",
          "\"\\\"},{\\\"\"",
          "\"a,b]\"",
          "\"\u2028\"");
  private static final List<String> NAMES =
      List.of("", "a", "b", "/", "~1", "~", "é", "0", "1", "data", "patch", "__proto__", "a b");
  private static final int MAX_LEVELS = 4;

  private final Random random;
  private Object tree;

  public RandomJson(long seed) {
    random = new Random(seed);
    tree = container(0);
  }

  /** Returns the next value as compact JSON. */
  public String next() {
    if (random.nextInt(20) == 0) {
      tree = value(0);
    } else {
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        change(tree);
      }
    }
    StringBuilder text = new StringBuilder();
    JsonTree.write(tree, text);
    return text.toString();
  }

  private Object value(int level) {
    return level >= MAX_LEVELS || random.nextInt(3) > 0
        ? SCALARS.get(random.nextInt(SCALARS.size()))
        : container(level);
  }

  private Object container(int level) {
    int size = random.nextInt(8);
    if (random.nextBoolean()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        elements.add(value(level + 1));
      }
      return elements;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      members.put(NAMES.get(random.nextInt(NAMES.size())), value(level + 1));
    }
    return members;
  }

  @SuppressWarnings("unchecked") // this class makes no other maps and lists
  private void change(Object container) {
    if (container instanceof Map<?, ?> any) {
      Map<String, Object> members = (Map<String, Object>) any;
      String name = NAMES.get(random.nextInt(NAMES.size()));
      Object member = members.get(name);
      if (member != null && !(member instanceof String) && random.nextInt(4) > 0) {
        change(member);
      } else if (member != null && random.nextInt(3) == 0) {
        members.remove(name);
      } else {
        members.put(name, value(2));
      }
    } else if (container instanceof List<?> any) {
      List<Object> elements = (List<Object>) any;
      int at = random.nextInt(elements.size() + 1);
      if (at == elements.size() || random.nextInt(4) == 0) {
        elements.add(at, value(2));
      } else if (random.nextInt(4) == 0) {
        elements.remove(at);
      } else if (Objects.requireNonNull(elements.get(at)) instanceof String) {
        elements.set(at, value(2));
      } else {
        change(elements.get(at));
      }
    }
  }
}
