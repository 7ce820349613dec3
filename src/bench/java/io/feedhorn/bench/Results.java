package io.feedhorn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The results of one scenario, stored in a file so that the report can be generated again.
 *
 * @param facts lines about the machine and the versions
 * @param notes lines about skipped and failed measurements
 * @param rows in the order of measurement
 */
public record Results(List<String> facts, List<String> notes, List<Measurement> rows) {
  Results() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Returns the rows of a subject in a variant. */
  public List<Measurement> of(String subject, String variant) {
    return rows.stream()
        .filter(row -> row.subject().equals(subject) && row.variant().equals(variant))
        .toList();
  }

  /** Returns the subjects: first the peers in their fixed order, then the others as measured. */
  public List<String> subjects() {
    return PeerLabels.inOrder(rows.stream().map(Measurement::subject).distinct().toList());
  }

  /** Returns the variants in the order of their first measurement. */
  public List<String> variants() {
    return rows.stream().map(Measurement::variant).distinct().toList();
  }

  void save(Path file) throws IOException {
    Stream<String> lines =
        Stream.of(
                facts.stream().map(fact -> "fact\t" + fact),
                notes.stream().map(note -> "note\t" + note),
                rows.stream().map(Measurement::line))
            .flatMap(stream -> stream);
    Files.write(file, lines.toList());
  }

  static Results load(Path file) throws IOException {
    Results results = new Results();
    for (String line : Files.readAllLines(file)) {
      String rest = line.substring(line.indexOf('\t') + 1);
      switch (line.substring(0, 4)) {
        case "fact" -> results.facts.add(rest);
        case "note" -> results.notes.add(rest);
        default -> results.rows.add(Measurement.of(line));
      }
    }
    return results;
  }
}
