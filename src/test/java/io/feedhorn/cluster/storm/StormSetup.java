package io.feedhorn.cluster.storm;

import io.feedhorn.transport.FeedhornCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The setup of the nodes of a storm. Immutable.
 *
 * @param nodes the number of nodes; one node is not clustered
 * @param copies the number of nodes that store an update before it is acknowledged
 * @param jvm options of each node's JVM
 * @param stores true if the feeds are durable
 * @param namespaces true if each node gets a network namespace, so that it can be isolated
 */
record StormSetup(int nodes, int copies, List<String> jvm, boolean namespaces, boolean stores) {
  private static final Path JAR = Path.of("target", "feedhorn.jar");

  static final StormSetup THREE =
      new StormSetup(3, 2, List.of("-Xmx512m", "-Djava.net.preferIPv4Stack=true"), false, false);

  StormSetup nodes(int count) {
    return new StormSetup(count, copies, jvm, namespaces, stores);
  }

  StormSetup inNamespaces() {
    return new StormSetup(nodes, copies, jvm, true, stores);
  }

  /** Returns a setup with durable feeds. */
  StormSetup withStores() {
    return new StormSetup(nodes, copies, jvm, namespaces, true);
  }

  /**
   * Returns a setup with a heap that is several times the history. With the heap of the other
   * storms, garbage collection is half of the CPU time at high rates.
   */
  StormSetup withRoomForHistory() {
    return new StormSetup(
        nodes, copies, List.of("-Xmx2g", "-Djava.net.preferIPv4Stack=true"), namespaces, stores);
  }

  /** Returns a setup with JVMs that start fast. */
  StormSetup withFastStart() {
    List<String> fast = new ArrayList<>(FeedhornCommand.archiveOptions());
    fast.addAll(
        List.of(
            "-Xmx256m",
            "-Djava.net.preferIPv4Stack=true",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC"));
    return new StormSetup(nodes, copies, List.copyOf(fast), namespaces, stores);
  }

  /** Returns the class path of {@code -Dfeedhorn.classes}, or the jar. */
  static String classPath() {
    String classes = System.getProperty("feedhorn.classes", "");
    if (classes.isEmpty() && !Files.exists(JAR)) {
      throw new IllegalStateException(
          JAR + " is missing; build it with mvn -q package -DskipTests");
    }
    return Arrays.stream((classes.isEmpty() ? JAR.toString() : classes).split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Returns settings without conflation, and a history that covers the absence of a node. */
  static String settings(String host, int port) {
    return """
        http: { host: %s, port: %d }
        %sdemo: { enabled: false }
        feeds:
          default: { delivery: every, history: { size: 5000, age: 10m } }
        limits: { backlog: 64MiB }
        """
        .formatted(host, port, host.equals(MachineState.LOOPBACK) ? "" : "auth: { open: true }\n");
  }
}
