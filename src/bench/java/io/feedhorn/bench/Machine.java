package io.feedhorn.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The machine: its description, and the cores to which processes are pinned. */
final class Machine {
  private Machine() {}

  /** Returns one line about processor, kernel and JDK. */
  static String facts() throws IOException {
    String cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return "%d × %s, Linux %s, JDK %s (%s)"
        .formatted(
            cores(),
            cpu,
            System.getProperty("os.version").replaceAll("-.*", ""),
            System.getProperty("java.version"),
            System.getProperty("java.vendor"));
  }

  /** Returns the load average of the last minute. */
  static double loadAverage() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  /** Returns the class path of this process with absolute paths. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns the command, pinned to the core of the servers. */
  static List<String> onServerCore(List<String> command) {
    return pinned("0", command);
  }

  /** Returns the command, pinned to the cores that the servers do not use. */
  static List<String> onLoadCores(List<String> command) {
    return pinned(cores() == 2 ? "1" : "1-" + (cores() - 1), command);
  }

  /** Returns true if servers and load can be pinned to separate cores. */
  static boolean canPin() {
    return cores() > 1 && Programs.find("taskset") != null;
  }

  private static List<String> pinned(String cores, List<String> command) {
    List<String> all = new ArrayList<>();
    // Raises the limit of open files to the hard limit, for 10,000 connections.
    all.addAll(List.of("sh", "-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$@\"", "sh"));
    if (canPin()) {
      all.addAll(List.of("taskset", "-c", cores));
    }
    all.addAll(command);
    return all;
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
