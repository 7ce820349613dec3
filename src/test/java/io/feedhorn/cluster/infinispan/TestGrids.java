package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.BootstrapMode;
import io.feedhorn.cluster.ClusterOptions;
import java.io.IOException;
import java.util.List;

/** Starts the grids of a cluster in this JVM. */
final class TestGrids {
  private TestGrids() {}

  /**
   * Starts a grid. The first node begins the cluster, and the others wait for it.
   *
   * @param ports the ports of all nodes
   * @param node the index of this node's port
   */
  static InfinispanGrid join(List<Integer> ports, int node, String name, byte version)
      throws IOException {
    List<String> members = ports.stream().map(port -> "127.0.0.1:" + port).toList();
    BootstrapMode bootstrap = node == 0 ? BootstrapMode.ALWAYS : BootstrapMode.NEVER;
    ClusterOptions options =
        new ClusterOptions(true, "127.0.0.1", ports.get(node), members, 2, bootstrap, null);
    return InfinispanCluster.join(options, name, version);
  }
}
