package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for each node, all on one bridge of this process's own namespace; so the
 * process must be alone in one: {@code unshare -n java …}. The namespaces go with the processes.
 */
final class Namespaces implements Network {
  private static final String BRIDGE = "storm";
  private static final String NET = "10.99.7.";

  Namespaces() throws IOException, InterruptedException {
    if (!MachineState.run(List.of("ip", "-o", "link"))
        .lines()
        .allMatch(line -> line.contains("lo:"))) {
      throw new IOException("a partition needs a network of its own: run it by unshare -n");
    }
    run("ip link set lo up");
    run("ip link add " + BRIDGE + " type bridge");
    run("ip addr add " + NET + "254/24 dev " + BRIDGE);
    run("ip link set " + BRIDGE + " up");
  }

  @Override
  public String host(int node) {
    return NET + (node + 1);
  }

  /** Waits for its address before the JVM starts. */
  @Override
  public List<String> prefix() {
    return List.of(
        "unshare",
        "-n",
        "sh",
        "-c",
        "until ip -o -4 addr show dev eth0 2>/dev/null | grep -q inet; do sleep 0.05; done;"
            + " exec \"$@\"",
        "sh");
  }

  @Override
  public void joined(int node, long pid) throws IOException, InterruptedException {
    String port = "n" + pid;
    // The new namespace is there a moment after the process is.
    for (int i = 0; i < 50 && !isApart(pid); i++) {
      Thread.sleep(20);
    }
    run("ip link add %s type veth peer name eth0 netns %d".formatted(port, pid));
    run("ip link set %s master %s up".formatted(port, BRIDGE));
    in(pid, "ip link set lo up");
    in(pid, "ip link set eth0 up");
    in(pid, "ip addr add %s/24 dev eth0".formatted(host(node)));
  }

  private static boolean isApart(long pid) throws IOException, InterruptedException {
    String own = MachineState.run(List.of("readlink", "/proc/self/ns/net"));
    return !MachineState.run(List.of("readlink", "/proc/" + pid + "/ns/net")).equals(own);
  }

  /**
   * At the bridge, between its ports: who is on the bridge's own address still reaches the node.
   */
  @Override
  public void isolate(int node, long pid) throws IOException, InterruptedException {
    run("ebtables -A FORWARD -i n" + pid + " -j DROP");
    run("ebtables -A FORWARD -o n" + pid + " -j DROP");
  }

  @Override
  public void heal(int node, long pid) throws IOException, InterruptedException {
    run("ebtables -D FORWARD -i n" + pid + " -j DROP");
    run("ebtables -D FORWARD -o n" + pid + " -j DROP");
  }

  @Override
  public void close() {
    try {
      run("ip link del " + BRIDGE);
    } catch (IOException | InterruptedException gone) {
      Thread.currentThread().interrupt();
    }
  }

  private static void in(long pid, String command) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid), "-n"));
    words.addAll(List.of(command.split(" ", -1)));
    MachineState.run(words);
  }

  private static void run(String command) throws IOException, InterruptedException {
    MachineState.run(List.of(command.split(" ", -1)));
  }
}
