package io.feedhorn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The load process. Reads one command from each line of standard input and responds with one line
 * that begins with {@code ok} or {@code failed}. The commands are {@code open}, {@code publish},
 * {@code measure}, {@code stall}, {@code resume}, {@code close} and {@code post}. Exits at the end
 * of its input.
 */
public final class LoadGenerator {
  private final Subscriber.Clock clock = new Subscriber.Clock();
  private final DeliveryStatsPair stats = new DeliveryStatsPair();
  private final LoadLoop loop;
  private @Nullable LoadRun run;

  private LoadGenerator() throws IOException {
    clock.startNanos = System.nanoTime();
    loop = new LoadLoop(clock);
    loop.setUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    loop.start();
  }

  /** Runs until standard input ends. */
  public static void main(String[] args) throws IOException {
    LoadGenerator load = new LoadGenerator();
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(load.execute(LoadMessage.parse(line)));
    }
  }

  private String execute(LoadMessage command) {
    try {
      if (command.name().equals("open")) {
        long start = System.nanoTime();
        close();
        clock.startNanos = start;
        run = LoadRun.open(loop, clock, stats, command);
        return "ok nanos=" + (System.nanoTime() - start);
      }
      if (command.name().equals("post")) {
        return HttpLoad.run(command);
      }
      LoadRun open = run;
      return open == null ? "failed no run is open" : execute(open, command);
    } catch (Exception failure) { // Any failure is reported as one line.
      return "failed " + failure.toString().replaceAll("\\s+", " ");
    }
  }

  private String execute(LoadRun open, LoadMessage command) throws Exception {
    switch (command.name()) {
      case "publish" -> open.publish(command.decimal("rate"));
      case "measure" -> {
        return open.measure(command.decimal("seconds"), pids(command.text("pids")));
      }
      case "stall" -> open.setReading(command.integer("count"), false);
      case "resume" -> open.setReading(command.integer("count"), true);
      case "close" -> close();
      default -> throw new IllegalArgumentException("unknown command " + command.name());
    }
    return "ok";
  }

  private void close() throws Exception {
    if (run != null) {
      run.close();
      run = null;
    }
  }

  static List<Long> pids(String text) {
    return Arrays.stream(text.split(",", -1)).map(Long::valueOf).toList();
  }
}
