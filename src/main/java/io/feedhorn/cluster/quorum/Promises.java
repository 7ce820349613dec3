package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.replica.Batch;
import io.feedhorn.cluster.voters.VoterSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers of the voters to an owner that begins a term. Not thread-safe. */
final class Promises {
  private final List<String> voters;
  private final Map<String, LogEnd> answers = new HashMap<>();

  Promises(List<String> voters) {
    this.voters = voters;
  }

  void add(String name, LogEnd end) {
    answers.put(name, end);
  }

  int majority() {
    return VoterSet.majorityOf(voters.size());
  }

  /** Returns the largest term that any voter has promised. */
  long newestTerm() {
    return answers.values().stream().mapToLong(LogEnd::promise).max().orElse(0);
  }

  /** Returns true if the votes that count are enough to know everything that was committed. */
  boolean isMajority() {
    return size() >= majority();
  }

  /**
   * Returns true if the store of one voter decides what the others get: all voters have answered,
   * and so few votes count that nothing can have been committed without it.
   */
  boolean isTrusted() {
    return answers.size() == voters.size()
        && answers.values().stream().anyMatch(end -> end.trusted() && counts(end));
  }

  private static boolean counts(LogEnd end) {
    return end.granted() && end.whole();
  }

  /**
   * Returns true if all voters have answered, and none has an update or has refused: the feed has
   * never begun.
   */
  boolean isNew() {
    return answers.size() == voters.size()
        && answers.values().stream()
            .allMatch(end -> end.isEmpty() && (end.granted() || !end.whole()));
  }

  /** Returns the names of the voters whose vote does not count. */
  List<String> notWhole() {
    return voters.stream()
        .filter(name -> answers.containsKey(name) && !answers.get(name).whole())
        .toList();
  }

  /** Returns the number of promises that count. */
  int size() {
    return (int) answers.values().stream().filter(Promises::counts).count();
  }

  /** Returns the voter that knows of the most committed updates, or null if nobody has any. */
  @Nullable String longest() {
    String longest = null;
    for (Map.Entry<String, LogEnd> each : answers.entrySet()) {
      if (counts(each.getValue())
          && each.getValue().committed() > (longest == null ? 0 : committed(longest))) {
        longest = each.getKey();
      }
    }
    return longest;
  }

  long committed(String name) {
    LogEnd end = answers.get(name);
    return end == null ? 0 : end.committed();
  }

  long promise(String name) {
    LogEnd end = answers.get(name);
    return end == null ? 0 : end.promise();
  }

  String epoch(String name) {
    LogEnd end = answers.get(name);
    return end == null ? "" : end.epoch();
  }

  /** Returns the batch of the newest term that may be committed after an offset, or null. */
  @Nullable Batch acceptedAfter(long offset) {
    Batch newest = null;
    for (LogEnd end : answers.values()) {
      Batch batch = counts(end) ? end.accepted() : null;
      if (batch != null
          && batch.firstOffset() == offset + 1
          && (newest == null || batch.term() > newest.term())) {
        newest = batch;
      }
    }
    return newest;
  }
}
