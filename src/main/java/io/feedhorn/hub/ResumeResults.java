package io.feedhorn.hub;

import io.feedhorn.log.Replay;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.ResumeResult;
import io.feedhorn.model.Cursor;
import io.feedhorn.model.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the results of subscriptions and polls that start from a cursor. */
final class ResumeResults {
  private ResumeResults() {}

  /**
   * Counts each feed of which the cursor has a position.
   *
   * @param since the cursor of the reader, or null for a new one
   */
  static void count(
      Metrics metrics, String transport, @Nullable Cursor since, SubscribeResult result) {
    if (since == null) {
      return;
    }
    for (Map.Entry<String, Replay> each : result.replays().entrySet()) {
      Position from = since.position(each.getKey());
      Position end = result.cursor().position(each.getKey());
      if (from != null && end != null) {
        metrics.resumed(transport, of(from, end, each.getValue()));
      }
    }
  }

  private static ResumeResult of(Position from, Position end, Replay replay) {
    if (replay.recovered()) {
      return ResumeResult.RECOVERED;
    }
    boolean inLog = from.epoch().equals(end.epoch()) && from.offset() <= end.offset();
    return inLog ? ResumeResult.GAP : ResumeResult.RESET;
  }
}
