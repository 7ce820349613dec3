package io.feedhorn.bench.frames;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The frames of a page and the CPU time that it took, over all rounds. Used by one thread.
 *
 * <p>CPU time does not grow if other programs use the machine, the time of frames does.
 */
final class PageCost {
  private static final double LATE_MILLIS = 20;
  private static final String CPU = "cpu.";

  private final String name;
  private double[] frames = new double[0];
  private int longTasks;
  private double seconds;
  private long delivered;
  private long elements;
  private final Map<String, Double> spent = new TreeMap<>();

  PageCost(String name) {
    this.name = name;
  }

  /** Adds a round: milliseconds between frames, tasks of more than 50 ms, updates to the page. */
  void add(double[] intervals, int tasks, double measuredSeconds, long updates) {
    int old = frames.length;
    frames = Arrays.copyOf(frames, old + intervals.length);
    System.arraycopy(intervals, 0, frames, old, intervals.length);
    longTasks += tasks;
    seconds += measuredSeconds;
    delivered += updates;
  }

  void elements(long number) {
    elements = number;
  }

  /** Adds seconds of CPU time: of a kind of work of the main thread, or of a process. */
  void spend(String kind, double cpuSeconds) {
    spent.merge(kind, cpuSeconds, Double::sum);
  }

  void spendProcess(String type, double cpuSeconds) {
    spend(CPU + type, cpuSeconds);
  }

  double framesPerSecond() {
    return 1_000 * frames.length / Arrays.stream(frames).sum();
  }

  /** Returns the milliseconds of a kind of CPU time in a second. */
  double millis(String kind) {
    return 1_000 * spent.getOrDefault(kind, 0.0) / seconds;
  }

  /** Returns the milliseconds of CPU time in a second of all processes of the browser. */
  double browserMillis() {
    return spent.keySet().stream()
        .filter(each -> each.startsWith(CPU))
        .mapToDouble(this::millis)
        .sum();
  }

  private double quantile(double share) {
    double[] sorted = frames.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
  }

  private double lateShare() {
    return (double) Arrays.stream(frames).filter(each -> each > LATE_MILLIS).count()
        / frames.length;
  }

  /** Returns a row of the table of frames. */
  String frameRow() {
    return "| %s | %d | %.0f | %.1f | %.1f | %.1f | %.1f %% | %d |"
        .formatted(
            name,
            elements,
            delivered / seconds,
            framesPerSecond(),
            quantile(0.5),
            quantile(0.95),
            100 * lateShare(),
            longTasks);
  }

  /** Returns a row of the table of CPU time. */
  String costRow() {
    return "| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f |"
        .formatted(
            name,
            millis("TaskDuration"),
            millis("ScriptDuration"),
            millis("RecalcStyleDuration"),
            millis("LayoutDuration"),
            millis(CPU + "renderer"),
            millis(CPU + "GPU"),
            browserMillis());
  }
}
