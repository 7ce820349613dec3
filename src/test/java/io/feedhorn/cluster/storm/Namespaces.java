package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for each node, connected by a bridge in the namespace of this process. So
 * this process needs an empty namespace: {@code unshare -n java …}. The namespaces of nodes end
 * with their processes.
 */
final class Namespaces implements Network {
  private static final String BRIDGE = "storm";

  /** A second bridge with the same addresses, to which the isolated node is moved. */
  private static final String APART = "storm-apart";

  private static final String MAC = "02:99:07:00:00:fe";
  private static final String NET = "10.99.7.";
  private static final String OWN_ADDRESS = NET + "254";

  Namespaces() throws IOException, InterruptedException {
    if (!MachineState.run(List.of("ip", "-o", "link"))
        .lines()
        .allMatch(line -> line.contains("lo:"))) {
      throw new IOException(
          "a partition needs an own network namespace; run the storm with unshare -n");
    }
    run("ip link set lo up");
    addBridge(BRIDGE, 24);
    addBridge(APART, 32);
  }

  private static void addBridge(String name, int prefix) throws IOException, InterruptedException {
    run("ip link add %s address %s type bridge".formatted(name, MAC));
    run("ip addr add %s/%d dev %s".formatted(OWN_ADDRESS, prefix, name));
    run("ip link set " + name + " up");
  }

  @Override
  public String host(int node) {
    return NET + (node + 1);
  }

  /** Waits for the address of the node before its JVM starts. */
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
  public void attach(int node, long pid) throws IOException, InterruptedException {
    String port = "n" + pid;
    // The new namespace exists a moment after the process.
    for (int i = 0; i < 50 && !hasOwnNamespace(pid); i++) {
      Thread.sleep(20);
    }
    run("ip link add %s type veth peer name eth0 netns %d".formatted(port, pid));
    run("ip link set %s master %s up".formatted(port, BRIDGE));
    runInNamespace(pid, "ip link set lo up");
    runInNamespace(pid, "ip link set eth0 up");
    runInNamespace(pid, "ip addr add %s/24 dev eth0".formatted(host(node)));
  }

  private static boolean hasOwnNamespace(long pid) throws IOException, InterruptedException {
    String own = MachineState.run(List.of("readlink", "/proc/self/ns/net"));
    return !MachineState.run(List.of("readlink", "/proc/" + pid + "/ns/net")).equals(own);
  }

  /**
   * Moves the node to a bridge of its own, so that what it and the others send to each other is
   * lost without any notice. Clients, which are on the address of both bridges, still reach it.
   */
  @Override
  public void isolate(int node, long pid) throws IOException, InterruptedException {
    run("ip link set n%d master %s".formatted(pid, APART));
    run("ip route add %s/32 dev %s src %s".formatted(host(node), APART, OWN_ADDRESS));
  }

  @Override
  public void heal(int node, long pid) throws IOException, InterruptedException {
    run("ip link set n%d master %s".formatted(pid, BRIDGE));
    run("ip route del %s/32 dev %s".formatted(host(node), APART));
  }

  @Override
  public void close() {
    try {
      run("ip link del " + BRIDGE);
      run("ip link del " + APART);
    } catch (IOException | InterruptedException gone) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runInNamespace(long pid, String command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid), "-n"));
    words.addAll(List.of(command.split(" ", -1)));
    MachineState.run(words);
  }

  private static void run(String command) throws IOException, InterruptedException {
    MachineState.run(List.of(command.split(" ", -1)));
  }
}
