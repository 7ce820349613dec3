package io.feedhorn.cluster.storm;

import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The nodes of one cluster, as processes on this machine. Used by one thread at a time. */
final class Nodes implements AutoCloseable {
  private static final Path ROOT = Path.of("target", "cluster");

  private final StormSetup setup;
  private final Network network;
  private final List<NodeProcess> all = new ArrayList<>();

  /**
   * Prepares the nodes, without starting them.
   *
   * @param name the folder of the logs, below {@code target/cluster}
   */
  Nodes(String name, StormSetup setup) throws IOException, InterruptedException {
    this.setup = setup;
    this.network = setup.namespaces() ? new Namespaces() : Network.LOOPBACK;
    List<Integer> ports = new ArrayList<>();
    List<String> members = new ArrayList<>();
    for (int i = 0; i < setup.nodes(); i++) {
      ports.add(FreePorts.next());
      members.add(network.host(i) + ":" + ports.get(i));
    }
    for (int i = 0; i < setup.nodes(); i++) {
      all.add(node(name, i, ports.get(i), String.join(",", members)));
    }
  }

  private NodeProcess node(String name, int number, int port, String members) throws IOException {
    String host = network.host(number);
    int http = FreePorts.next();
    Path folder = ROOT.resolve(name).resolve("n" + number).toAbsolutePath();
    Files.createDirectories(folder.resolve("conf"));
    Files.writeString(folder.resolve("conf/feedhorn.yaml"), StormSetup.settings(host, http));
    Files.deleteIfExists(folder.resolve("node.log"));
    Map<String, String> environment = new HashMap<>();
    if (setup.nodes() > 1) {
      environment.put("FEEDHORN_CLUSTER_ENABLED", "true");
      environment.put("FEEDHORN_CLUSTER_HOST", host);
      environment.put("FEEDHORN_CLUSTER_PORT", Integer.toString(port));
      environment.put("FEEDHORN_CLUSTER_MEMBERS", members);
      environment.put("FEEDHORN_CLUSTER_COPIES", Integer.toString(setup.copies()));
    }
    if (setup.stores()) {
      Path store = folder.resolve("store");
      delete(store);
      environment.put("FEEDHORN_STORE_PATH", store.toString());
      environment.put("FEEDHORN_FEEDS_DEFAULT_DURABLE", "true");
    }
    return new NodeProcess(number, folder, network, setup.jvm(), environment, host + ":" + http);
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  List<NodeProcess> all() {
    return all;
  }

  NodeProcess get(int number) {
    return all.get(number);
  }

  /** Returns the node after another one. */
  NodeProcess after(NodeProcess node) {
    return all.get((node.number() + 1) % all.size());
  }

  /** Starts all nodes at once, and waits until they are ready. */
  void start() throws IOException, InterruptedException {
    startFirst(all.size());
  }

  /** Starts the first nodes at once, and waits until they are ready. */
  void startFirst(int count) throws IOException, InterruptedException {
    for (NodeProcess node : all.subList(0, count)) {
      node.start();
    }
    for (NodeProcess node : all.subList(0, count)) {
      node.awaitReady();
    }
  }

  /** Waits until every running node is ready. */
  void awaitReady() throws IOException, InterruptedException {
    for (NodeProcess node : all) {
      if (node.isAlive()) {
        node.awaitReady();
      }
    }
  }

  @Override
  public void close() {
    all.forEach(NodeProcess::close);
    network.close();
  }
}
