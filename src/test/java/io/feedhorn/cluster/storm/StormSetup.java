package io.feedhorn.cluster.storm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the nodes of a storm are set up. Immutable.
 *
 * @param nodes how many; one is not clustered
 * @param copies nodes that hold an update before it is answered
 * @param jvm options of each node's JVM
 * @param namespaces whether each node gets a network of its own, so that it can be cut off
 */
record StormSetup(int nodes, int copies, List<String> jvm, boolean namespaces) {
  private static final Path JAR = Path.of("target", "feedhorn.jar");

  static final StormSetup THREE =
      new StormSetup(3, 2, List.of("-Xmx512m", "-Djava.net.preferIPv4Stack=true"), false);

  StormSetup nodes(int count) {
    return new StormSetup(count, copies, jvm, namespaces);
  }

  StormSetup inNamespaces() {
    return new StormSetup(nodes, copies, jvm, true);
  }

  /** JVMs that start fast and do not run long. */
  StormSetup brief() {
    return new StormSetup(
        nodes,
        copies,
        List.of("-Xmx256m", "-Djava.net.preferIPv4Stack=true", "-XX:TieredStopAtLevel=1"),
        namespaces);
  }

  /** The jar where it was built, or what {@code -Dfeedhorn.classes} names. */
  static String classPath() {
    String classes = System.getProperty("feedhorn.classes", "");
    if (classes.isEmpty() && !Files.exists(JAR)) {
      throw new IllegalStateException(JAR + " is not there: mvn -q package -DskipTests");
    }
    return Arrays.stream((classes.isEmpty() ? JAR.toString() : classes).split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Every update is owed to every reader, and kept for as long as a node may be away. */
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
