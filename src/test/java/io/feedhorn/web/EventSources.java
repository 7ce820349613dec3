package io.feedhorn.web;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** EventSources that read one topic, in a browser or in Node. */
interface EventSources extends AutoCloseable {
  State state();

  @Override
  void close();

  /**
   * The number of readers in each state.
   *
   * @param refused readers that received {@code unavailable} at least once
   * @param reset readers that received {@code reset} at least once
   * @param missing gaps between updates without a reset
   * @param newest the distinct positions of the readers' newest updates
   */
  record State(
      int readers, int open, int closed, int refused, int reset, int missing, Set<String> newest) {
    static final State NONE = new State(0, 0, 0, 0, 0, 0, Set.of());

    static State of(JsonObject json) {
      Set<String> newest = new HashSet<>();
      json.getJsonArray("newest").forEach(one -> newest.add((String) one));
      return new State(
          json.getInteger("readers"),
          json.getInteger("open"),
          json.getInteger("closed"),
          json.getInteger("refused"),
          json.getInteger("reset"),
          json.getInteger("missing"),
          newest);
    }

    static State of(List<EventSources> all) {
      return all.stream().map(EventSources::state).reduce(NONE, State::add);
    }

    private State add(State other) {
      Set<String> all = new HashSet<>(newest);
      all.addAll(other.newest);
      return new State(
          readers + other.readers,
          open + other.open,
          closed + other.closed,
          refused + other.refused,
          reset + other.reset,
          missing + other.missing,
          all);
    }
  }
}
