package io.feedhorn.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of one measuring window.
 *
 * @param subject the peer, or the name of a micro-benchmark
 * @param variant a rate, a number of subscribers or a phase, which identifies the window
 * @param run the number of the round, from 1
 * @param values figures by name
 */
public record Measurement(String subject, String variant, int run, Map<String, Double> values) {
  /** Returns a figure, or NaN if it was not measured. */
  public double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  String line() {
    String figures =
        values.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(";"));
    return String.join("\t", "row", subject, variant, Integer.toString(run), figures);
  }

  static Measurement of(String line) {
    String[] fields = line.split("\t", -1);
    return new Measurement(fields[1], fields[2], Integer.parseInt(fields[3]), values(fields[4]));
  }

  /** Returns the figures of a text: {@code p50=0.98;p99=8.3}. */
  static Map<String, Double> values(String text) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (String figure : text.split(";", -1)) {
      int equals = figure.indexOf('=');
      values.put(figure.substring(0, equals), Double.valueOf(figure.substring(equals + 1)));
    }
    return values;
  }
}
