package io.feedhorn.source.deploy;

import io.feedhorn.source.SourceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The names of the sources that a reload has started, stopped, restarted or left unchanged.
 * Immutable.
 */
public record SourceChanges(
    List<String> started, List<String> stopped, List<String> restarted, List<String> unchanged) {

  /** Compares the sources before and after a reload by value. */
  static SourceChanges between(
      Map<String, SourceOptions> before, Map<String, SourceOptions> after) {
    List<String> started = new ArrayList<>();
    List<String> restarted = new ArrayList<>();
    List<String> unchanged = new ArrayList<>();
    after.forEach(
        (name, options) -> {
          SourceOptions earlier = before.get(name);
          List<String> kind =
              earlier == null ? started : earlier.equals(options) ? unchanged : restarted;
          kind.add(name);
        });
    List<String> stopped =
        before.keySet().stream().filter(name -> !after.containsKey(name)).toList();
    return new SourceChanges(
        List.copyOf(started), stopped, List.copyOf(restarted), List.copyOf(unchanged));
  }
}
