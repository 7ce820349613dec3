package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Checks that the ports of a node can be used. The data grid reports a port in use by a hundred
 * lines of stack traces, which do not name the setting.
 */
final class ClusterPorts {
  private ClusterPorts() {}

  /**
   * Binds the fixed ports of a node for a moment.
   *
   * @throws IOException with the setting of the port that cannot be used
   */
  static void requireFree(ClusterOptions options) throws IOException {
    requireFree("cluster.port", options.host(), options.port());
    if (options.eventBusPort() != 0) {
      requireFree("cluster.event-bus-port", options.host(), options.eventBusPort());
    }
  }

  private static void requireFree(String key, String host, int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException unusable) {
      // Without the cause, whose message would be shown in place of this one.
      throw new IOException("%s %s:%d: %s".formatted(key, host, port, unusable.getMessage()));
    }
  }
}
