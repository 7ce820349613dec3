package io.feedhorn.bench.report;

import io.feedhorn.bench.Measurement;
import io.feedhorn.bench.PeerLabels;
import io.feedhorn.bench.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The charts of each scenario. */
final class Charts {
  private static final String OURS = "feedhorn";

  private final Path folder;

  Charts(Path folder) {
    this.folder = folder;
  }

  /** Draws the charts of a scenario and returns the names of their files. */
  List<String> draw(String scenario, Results results) throws IOException {
    Files.createDirectories(folder);
    List<String> images = new ArrayList<>();
    switch (scenario) {
      case "fan-out" -> {
        bars(images, results, "20", "bench-fan-out-cpu", CPU, "20,000 deliveries a second");
        latency(images, results, "20", "bench-fan-out-latency", "20,000 deliveries a second");
      }
      case "overload" ->
          bars(
              images,
              results,
              "200",
              "bench-overload-cpu",
              CPU,
              "200,000 deliveries a second offered");
      case "topics" ->
          bars(images, results, "1000", "bench-topics-cpu", CPU, "1,000 topics, 10 each");
      case "scale" -> line(images, results);
      default -> {}
    }
    return images;
  }

  private static final String CPU = "CPU time of the server per delivery, µs";

  /** Returns the alternative text of an image. */
  static String alt(String image) {
    return switch (image) {
      case "bench-fan-out-cpu.svg" -> "Bars: CPU time per delivery by server, 20,000 a second";
      case "bench-fan-out-latency.svg" -> "Bars: latency percentiles by server, 20,000 a second";
      case "bench-overload-cpu.svg" -> "Bars: CPU time per delivery by server, under overload";
      case "bench-topics-cpu.svg" -> "Bars: CPU time per delivery by server, 1,000 topics";
      default -> "Line: CPU time per delivery by number of subscribers";
    };
  }

  private void bars(
      List<String> images, Results results, String variant, String name, String unit, String title)
      throws IOException {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String subject : results.subjects()) {
      Distribution cpu = Distribution.of(Column.values(results.of(subject, variant), "cpu"));
      if (cpu.isPresent()) {
        bars.add(new BarChart.Bar(PeerLabels.label(subject), List.of(cpu), subject.equals(OURS)));
      }
    }
    bars.sort(Comparator.comparingDouble(bar -> bar.figures().get(0).median()));
    save(images, name, new BarChart(title, List.of(unit), bars).svg());
  }

  private void latency(
      List<String> images, Results results, String variant, String name, String title)
      throws IOException {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String subject : results.subjects()) {
      List<Measurement> rows = results.of(subject, variant);
      List<Distribution> figures =
          List.of(
              Distribution.of(Column.values(rows, "p50")),
              Distribution.of(Column.values(rows, "p99")));
      if (figures.get(0).isPresent()) {
        bars.add(new BarChart.Bar(PeerLabels.label(subject), figures, subject.equals(OURS)));
      }
    }
    bars.sort(Comparator.comparingDouble(bar -> bar.figures().get(1).median()));
    save(images, name, new BarChart(title, List.of("p50, ms", "p99, ms"), bars).svg());
  }

  private void line(List<String> images, Results results) throws IOException {
    List<LineChart.Series> series = new ArrayList<>();
    for (String subject : results.subjects()) {
      List<LineChart.Point> points = new ArrayList<>();
      for (String variant : results.variants()) {
        Distribution cpu = Distribution.of(Column.values(results.of(subject, variant), "cpu"));
        if (cpu.isPresent()) {
          points.add(new LineChart.Point(Double.parseDouble(variant), cpu));
        }
      }
      series.add(new LineChart.Series(PeerLabels.label(subject), points, subject.equals(OURS)));
    }
    String title = "20,000 deliveries a second, by number of subscribers";
    save(images, "bench-scale", new LineChart(title, CPU, series).svg());
  }

  private void save(List<String> images, String name, String svg) throws IOException {
    Files.writeString(folder.resolve(name + ".svg"), svg);
    images.add(name + ".svg");
  }
}
