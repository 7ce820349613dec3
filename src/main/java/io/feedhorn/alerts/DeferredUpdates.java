package io.feedhorn.alerts;

import io.feedhorn.model.Update;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The updates of a user's rules that are to be compared again when a pause has ended: the newest of
 * each rule and topic. Owned by the event loop of the {@link AlertsVerticle}.
 */
final class DeferredUpdates {
  private final Map<String, Map<String, Update>> byRule = new HashMap<>();

  boolean isEmpty() {
    return byRule.isEmpty();
  }

  void put(String rule, Update update) {
    byRule.computeIfAbsent(rule, id -> new HashMap<>()).put(update.topic().name(), update);
  }

  void remove(String rule, String topic) {
    Map<String, Update> updates = byRule.get(rule);
    if (updates != null) {
      updates.remove(topic);
      if (updates.isEmpty()) {
        byRule.remove(rule);
      }
    }
  }

  /** Removes those of all rules that a predicate does not accept. */
  void retain(Predicate<String> rules) {
    byRule.keySet().removeIf(rules.negate());
  }

  /** Passes each to an action, which may change this object. */
  void forEach(BiConsumer<String, Update> action) {
    Map.copyOf(byRule)
        .forEach(
            (rule, updates) ->
                Map.copyOf(updates).values().forEach(update -> action.accept(rule, update)));
  }
}
