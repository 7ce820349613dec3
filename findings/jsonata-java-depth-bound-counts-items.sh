#!/usr/bin/env bash
# Guess: `Frame.setRuntimeBounds(millis, depth)` bounds how deep calls are nested: an expression that is applied to each
#   item of a list needs the same depth for ten items as for a thousand.
# Seen: an object constructor with several members in the arguments of a function leaves a level behind for each call. With
#   a bound of 100 levels ten items are mapped, and five hundred fail with "Depth=101". The same expression without the
#   function maps five hundred.
# Version: com.dashjoin:jsonata 0.9.9, JDK 17.
# Why it matters: a mapping works until a message has more items, and then nothing of it is published.
# Feedhorn: counts levels and time itself, by the callbacks of the library
#   (docs/decisions/0086-sources-are-mapped-by-jsonata.md).
source "$(dirname "$0")/support/maven-packages.sh" com.dashjoin:jsonata:0.9.9
cat > Depth.java <<'JAVA'
import com.dashjoin.jsonata.Jsonata;
import java.util.List;
import java.util.Map;

public class Depth {
  static final String IN_A_FUNCTION = ".($merge([$$, {'n': $, 'name': 'n' & $}]))";
  static final String ALONE = ".{'n': $, 'name': 'n' & $}";

  static String result(int items, String mapping) {
    Jsonata expression = Jsonata.jsonata("[1.." + items + "]" + mapping);
    Jsonata.Frame frame = expression.createFrame();
    frame.setRuntimeBounds(60_000, 100);
    try {
      return ((List<?>) expression.evaluate(Map.of("a", 1), frame)).size() + " items";
    } catch (RuntimeException failure) {
      return String.valueOf(failure.getMessage()).contains("Depth=101") ? "too deep" : String.valueOf(failure);
    }
  }

  static void require(String expected, String found) {
    if (!expected.equals(found)) throw new AssertionError("expected " + expected + ", found " + found);
  }

  public static void main(String[] arguments) {
    require("10 items", result(10, IN_A_FUNCTION));
    require("too deep", result(500, IN_A_FUNCTION));
    require("500 items", result(500, ALONE));
    System.out.println("as described");
  }
}
JAVA
timeout 60 java -cp 'lib/*' Depth.java 2> errors || { cat errors >&2; exit 1; }
