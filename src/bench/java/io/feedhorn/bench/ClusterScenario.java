package io.feedhorn.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.feedhorn.cluster.storm.ClusterFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A cluster of three on all cores: latency, rate, and the silence of each fault. Each figure of
 * each build is measured with new nodes, by a process of its own, in turns within a round.
 */
record ClusterScenario(List<Peer> peers) implements Scenario.Rounds {
  private static final List<String> FIGURES =
      List.of("latency", "rate", "kill", "pause", "partition");

  @Override
  public void round(Testbed testbed, Results results, int round) throws Exception {
    if (round == 0) {
      return;
    }
    for (String figure : FIGURES) {
      List<Peer> turn = testbed.available(peers, results);
      Collections.rotate(turn, -round);
      for (Peer peer : turn) {
        try {
          Map<String, Double> values = Measurement.values(run(figure, jar(testbed, peer)));
          add(testbed, results, new Measurement(peer.id, figure, round, values));
        } catch (IOException failure) {
          String name = "%s, cluster, %s, run %d: ".formatted(peer.label, figure, round);
          testbed.note(results, name + failure.getMessage());
        }
      }
    }
  }

  private static Path jar(Testbed testbed, Peer peer) {
    Path old = testbed.options.old();
    return peer == Peer.FEEDHORN_OLD && old != null ? old : testbed.directory.jar();
  }

  private static void add(Testbed testbed, Results results, Measurement row) {
    System.out.println(row.line());
    results.rows().add(row);
    if (row.value("violations") > 0 || row.value("resets") > 0) {
      testbed.note(results, "wrong: " + row.line());
    }
  }

  /** Runs the measurement of a figure and returns its figures. */
  private static String run(String figure, Path jar) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command(figure, jar)).redirectErrorStream(true).start();
    try (BufferedReader output = process.inputReader(UTF_8)) {
      String last = "";
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = line;
        if (line.startsWith(ClusterFigures.LINE)) {
          return line.substring(ClusterFigures.LINE.length());
        }
        System.out.println(line);
      }
      throw new IOException("no figures; the last line: " + last);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(String figure, Path jar) {
    List<String> command = new ArrayList<>();
    if (figure.equals("partition")) {
      command.addAll(List.of("unshare", "-n"));
    }
    command.addAll(
        List.of(
            Machine.java("java"),
            "-Dfeedhorn.classes=" + jar,
            "-cp",
            Machine.classPath(),
            ClusterFigures.class.getName(),
            figure));
    return command;
  }
}
