package io.feedhorn.bench.soak;

import io.feedhorn.hostile.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Runs a server under load for some minutes and writes {@code soak.csv} and {@code soak.svg}. The
 * first third of the samples is ignored. For each resource, the median of the last third must not
 * exceed that of the second third by more than 10 %. Pages of the heap do not count, because they
 * stay resident up to {@code -Xmx} after one use. Exits with 1 if a resource grew more, or if a
 * reader or publisher failed.
 */
public final class Soak {
  private static final double MAX_GROWTH = 1.1;
  private static final long SAMPLE_MILLIS = 15_000;

  private Soak() {}

  /**
   * Arguments: minutes, updates per second, and the output directory; without arguments 30, 50 and
   * {@code target/soak}.
   */
  public static void main(String[] given) throws Exception {
    String[] arguments = given.length == 0 ? new String[] {"30", "50", "target/soak"} : given;
    if (arguments.length != 3) {
      throw new IllegalArgumentException(
          "arguments: minutes, updates per second and output directory, or none");
    }
    double minutes = Double.parseDouble(arguments[0]);
    int rate = Integer.parseInt(arguments[1]);
    Path folder = Files.createDirectories(Path.of(arguments[2]));
    List<Sample> samples = new ArrayList<>();
    long faults;
    try (ServerProcess server =
            ServerProcess.start(Map.of(), "-Xmx256m", "-XX:NativeMemoryTracking=summary");
        ChurnWorkload churn = new ChurnWorkload(server.port())) {
      churn.start(rate);
      long start = System.nanoTime();
      double now = 0;
      while (now < minutes) {
        Thread.sleep(SAMPLE_MILLIS);
        now = (System.nanoTime() - start) / 60e9;
        Sample sample = Sample.of(server, now);
        samples.add(sample);
        System.out.println(sample.line());
      }
      faults = churn.faults.get();
      System.out.printf(
          "published %d, received %d, replaced connections %d, faults %d%n",
          churn.published.get(), churn.received.get(), churn.reconnects.get(), faults);
    }
    List<String> lines = new ArrayList<>(List.of(Sample.CSV_HEADER));
    samples.forEach(sample -> lines.add(sample.line()));
    Files.write(folder.resolve("soak.csv"), lines);
    Files.writeString(folder.resolve("soak.svg"), new SoakChart(samples).svg());
    System.exit(isFlat(samples) && faults == 0 ? 0 : 1);
  }

  private static boolean isFlat(List<Sample> samples) {
    boolean flat = isFlat("live heap", samples, Sample::heapMib);
    flat &= isFlat("resident outside the heap", samples, Sample::outsideHeapMib);
    isFlat("resident", samples, Sample::residentMib);
    isFlat("resident pages of the heap", samples, Sample::heapResidentMib);
    flat &= isFlat("native", samples, Sample::nativeMib);
    flat &= isFlat("descriptors", samples, Sample::descriptors);
    flat &= isFlat("threads", samples, Sample::threads);
    return flat;
  }

  private static boolean isFlat(
      String name, List<Sample> samples, ToDoubleFunction<Sample> figure) {
    int third = samples.size() / 3;
    double middle = median(samples.subList(third, 2 * third), figure);
    double last = median(samples.subList(2 * third, samples.size()), figure);
    System.out.printf(
        Locale.ROOT,
        "%s: median of the second third %.1f, of the last third %.1f%n",
        name,
        middle,
        last);
    return last <= middle * MAX_GROWTH;
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
