package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;

/** Starts the grids of a cluster in this JVM. */
public final class TestGrids {
  private TestGrids() {}

  /**
   * Returns the options of a node. The first node begins the cluster, and the others wait for it.
   *
   * @param ports the ports of all nodes
   * @param node the index of this node's port
   */
  static ClusterOptions options(List<Integer> ports, int node) {
    List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    BootstrapMode bootstrap = node == 0 ? BootstrapMode.ALWAYS : BootstrapMode.NEVER;
    return new ClusterOptions(true, "127.0.0.1", ports.get(node), members, 2, bootstrap, null);
  }

  /**
   * Waits until the ports of a node are free: a grid that is stopped leaves the view before it
   * closes its port, and a stop that takes too long goes on in the background.
   */
  public static void awaitPorts(ClusterOptions options) {
    Awaitility.await("the ports of " + options.host() + ":" + options.port())
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> {
              ClusterPorts.requireFree(options);
              return true;
            });
  }

  /**
   * Starts a grid when its ports are free.
   *
   * @param ports the ports of all nodes
   * @param node the index of this node's port
   */
  static InfinispanGrid join(List<Integer> ports, int node, String name, byte version)
      throws IOException {
    ClusterOptions options = options(ports, node);
    awaitPorts(options);
    return InfinispanCluster.join(options, name, version);
  }
}
