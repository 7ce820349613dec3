package io.feedhorn.cluster;

import io.feedhorn.cluster.voters.VoterOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a node in a cluster. Immutable.
 *
 * @param enabled true if this node joins others
 * @param host the address that all cluster ports are bound to, and that other nodes connect to
 * @param port the TCP port for membership and the data grid
 * @param eventBusPort the TCP port of the event bus; 0 is any free port
 * @param members {@code host:port} of nodes to find, or {@code dns:NAME}
 * @param copies the number of nodes that must store an update before it is acknowledged
 * @param bootstrap the reaction if no other node is found
 * @param tls the certificates that nodes present to each other, or null for plain connections
 * @param voters the name of this node and the voters of durable feeds
 */
public record ClusterOptions(
    boolean enabled,
    String host,
    int port,
    int eventBusPort,
    List<String> members,
    int copies,
    BootstrapMode bootstrap,
    @Nullable Certificates tls,
    VoterOptions voters) {
  /** The options of a node without a cluster. */
  public static final ClusterOptions ALONE =
      new ClusterOptions(false, "127.0.0.1", 7800, List.of(), 2, BootstrapMode.AUTO, null);

  /**
   * The options of a node with the default name, whose voters are found at the first start and
   * whose event bus uses any free port.
   */
  public ClusterOptions(
      boolean enabled,
      String host,
      int port,
      List<String> members,
      int copies,
      BootstrapMode bootstrap,
      @Nullable Certificates tls) {
    this(
        enabled,
        host,
        port,
        0,
        members,
        copies,
        bootstrap,
        tls,
        new VoterOptions(
            VoterOptions.defaultName(host, port),
            List.of(),
            VoterOptions.expectedNodes(host + ":" + port, members)));
  }

  public ClusterOptions {
    members = List.copyOf(members);
  }

  /**
   * Paths of PEM files.
   *
   * @param cert the certificate of this node, followed by the intermediate certificates
   * @param key the private key of this node, PKCS#8
   * @param authority the certificate of the authority that signed those of all nodes
   */
  public record Certificates(String cert, String key, String authority) {}

  /** Returns true if this node bootstraps a cluster without waiting for others. */
  public boolean bootstrapsAtOnce() {
    return switch (bootstrap) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> members.isEmpty() || members.get(0).equals(host + ":" + port);
    };
  }
}
