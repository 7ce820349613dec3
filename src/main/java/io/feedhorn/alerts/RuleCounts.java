package io.feedhorn.alerts;

import io.feedhorn.metrics.AlertMetrics;
import java.util.Collection;
import java.util.List;

/**
 * The numbers of one user's rules, of which the changes are reported. Owned by the event loop of
 * the {@link AlertsVerticle}.
 */
final class RuleCounts {
  private final AlertMetrics metrics;
  private int active;
  private int done;
  private int waiting;
  private boolean ended;

  RuleCounts(AlertMetrics metrics) {
    this.metrics = metrics;
  }

  void update(Collection<StoredRule> rules) {
    if (ended) {
      return;
    }
    int newDone = 0;
    int newWaiting = 0;
    for (StoredRule rule : rules) {
      newDone += rule.isDone() ? 1 : 0;
      newWaiting += rule.pending().size();
    }
    int newActive = rules.size() - newDone;
    metrics.rules(newActive - active, newDone - done);
    metrics.waiting(newWaiting - waiting);
    active = newActive;
    done = newDone;
    waiting = newWaiting;
  }

  /** Counts none of the rules any more. */
  void end() {
    update(List.of());
    ended = true;
  }
}
