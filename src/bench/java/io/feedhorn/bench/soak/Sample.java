package io.feedhorn.bench.soak;

import io.feedhorn.bench.ProcStat;
import io.feedhorn.hostile.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory and connections of a server at one moment.
 *
 * @param minutes since the start
 * @param heapMib the size of live objects after a full collection
 * @param residentMib the resident memory of the process, including the heap
 * @param heapResidentMib the resident pages of the heap: all that were ever written to, because the
 *     JVM keeps them after a collection
 * @param nativeMib the memory that the JVM committed outside its heap
 */
record Sample(
    double minutes,
    double heapMib,
    double residentMib,
    double heapResidentMib,
    double nativeMib,
    double descriptors,
    double threads,
    double connections) {
  static final String CSV_HEADER =
      "minutes,live heap MiB,resident MiB,heap resident MiB,native"
          + " MiB,descriptors,threads,connections";
  private static final double MIB = 1024 * 1024;
  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern COMMITTED = Pattern.compile("committed=(\\d+)KB");
  private static final Pattern RANGE = Pattern.compile("\\[0x0*([0-9a-f]+), 0x0*([0-9a-f]+)\\)");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");

  static Sample of(ServerProcess server, double minutes) throws IOException {
    String pid = Long.toString(server.pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    double live = first(LIVE, ServerProcess.run(jcmd, pid, "GC.class_histogram"));
    String memory = ServerProcess.run(jcmd, pid, "VM.native_memory", "summary", "scale=KB");
    double heap = first(COMMITTED, memory.substring(Math.max(0, memory.indexOf("Java Heap"))));
    return new Sample(
        minutes,
        live / MIB,
        ProcStat.residentBytes(List.of(server.pid())) / MIB,
        heapResident(ServerProcess.run(jcmd, pid, "GC.heap_info"), server.pid()),
        (first(COMMITTED, memory) - heap) / 1024,
        server.descriptors(),
        first(THREADS, Files.readString(Path.of("/proc", pid, "status"))),
        server.connections());
  }

  /** Returns the memory of the process outside the heap: JVM, threads, buffers, malloc. */
  double outsideHeapMib() {
    return residentMib - heapResidentMib;
  }

  private static double heapResident(String info, long pid) throws IOException {
    Matcher range = RANGE.matcher(info);
    if (!range.find()) {
      return Double.NaN;
    }
    return ProcStat.residentBytes(
            pid, Long.parseLong(range.group(1), 16), Long.parseLong(range.group(2), 16))
        / MIB;
  }

  private static double first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%.2f,%.2f,%.1f,%.1f,%.0f,%.0f,%.0f",
        minutes,
        heapMib,
        residentMib,
        nativeMib,
        descriptors,
        threads,
        connections);
  }
}
