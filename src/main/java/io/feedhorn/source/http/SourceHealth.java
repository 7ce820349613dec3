package io.feedhorn.source.http;

import io.feedhorn.source.SourceIntake;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The health of a source by its parts, such as its connections and the snapshots of its books,
 * which fail by themselves. The source is live when all connections have been opened and no part
 * fails. Owned by the source's event loop.
 */
final class SourceHealth {
  private final SourceIntake intake;
  private final Set<String> unopened = new HashSet<>();
  private final Map<String, String> failing = new LinkedHashMap<>();

  SourceHealth(SourceIntake intake) {
    this.intake = intake;
  }

  /** Adds a part without which the source is not live. */
  void add(String part) {
    unopened.add(part);
  }

  /** States that a part works, or is not needed any more. */
  void live(String part) {
    unopened.remove(part);
    failing.remove(part);
    if (!failing.isEmpty()) {
      intake.stillFailing(failing.values().iterator().next());
    } else if (unopened.isEmpty()) {
      intake.live();
    }
  }

  /** States that a part failed, and that the source tries again later. */
  void failing(String part, String reason) {
    String text = part.isEmpty() ? reason : part + ": " + reason;
    failing.put(part, text);
    intake.failing(text);
  }
}
