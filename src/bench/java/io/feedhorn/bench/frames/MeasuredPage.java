package io.feedhorn.bench.frames;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Counts the frames and the CPU time of a page that is open. Used by one thread. */
final class MeasuredPage {
  /** The work of the main thread that {@code Performance.getMetrics} counts, in seconds. */
  private static final List<String> KINDS =
      List.of("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration");

  private static final String FRAMES =
      """
      millis => new Promise(resolve => {
        let tasks = 0;
        const observer = new PerformanceObserver(list => (tasks += list.getEntries().length));
        observer.observe({type: 'longtask'});
        const times = [];
        const step = now => {
          times.push(now);
          if (now - times[0] < millis) requestAnimationFrame(step);
          else {
            observer.disconnect();
            resolve({intervals: times.slice(1).map((time, at) => time - times[at]), tasks});
          }
        };
        requestAnimationFrame(step);
      })
      """;

  private final Page page;
  private final CDPSession session;
  private final CDPSession browserSession;

  MeasuredPage(Browser browser, Page page) {
    this.page = page;
    this.session = page.context().newCDPSession(page);
    this.browserSession = browser.newBrowserCDPSession();
    JsonObject cpuTime = new JsonObject();
    cpuTime.addProperty("timeDomain", "threadTicks");
    session.send("Performance.enable", cpuTime);
  }

  /**
   * Measures the page once.
   *
   * @param delivered the number of updates that the server has sent until now
   */
  void measure(int seconds, LongSupplier delivered, PageCost cost) {
    long before = delivered.getAsLong();
    Map<String, Double> work = work();
    Map<String, Double> processes = processes();
    long start = System.nanoTime();
    Map<?, ?> frames = (Map<?, ?>) page.evaluate(FRAMES, 1_000 * seconds);
    double measured = (System.nanoTime() - start) / 1e9;
    work().forEach((kind, value) -> cost.spend(kind, value - work.getOrDefault(kind, 0.0)));
    processes()
        .forEach(
            (process, value) ->
                cost.spendProcess(
                    process.replaceAll(" .*", ""), value - processes.getOrDefault(process, 0.0)));
    double[] intervals =
        ((List<?>) Objects.requireNonNull(frames.get("intervals")))
            .stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    int longTasks = ((Number) Objects.requireNonNull(frames.get("tasks"))).intValue();
    cost.add(intervals, longTasks, measured, delivered.getAsLong() - before);
    cost.elements(
        ((Number) page.evaluate("() => document.querySelectorAll('*').length")).longValue());
  }

  private Map<String, Double> work() {
    Map<String, Double> work = new HashMap<>();
    JsonArray metrics = session.send("Performance.getMetrics").getAsJsonArray("metrics");
    for (JsonElement each : metrics) {
      JsonObject metric = each.getAsJsonObject();
      String name = metric.get("name").getAsString();
      if (KINDS.contains(name)) {
        work.put(name, metric.get("value").getAsDouble());
      }
    }
    return work;
  }

  /** Returns the CPU time of each process of the browser, by its type and number. */
  private Map<String, Double> processes() {
    Map<String, Double> processes = new HashMap<>();
    JsonArray all = browserSession.send("SystemInfo.getProcessInfo").getAsJsonArray("processInfo");
    for (JsonElement each : all) {
      JsonObject process = each.getAsJsonObject();
      processes.put(
          process.get("type").getAsString() + " " + process.get("id"),
          process.get("cpuTime").getAsDouble());
    }
    return processes;
  }
}
