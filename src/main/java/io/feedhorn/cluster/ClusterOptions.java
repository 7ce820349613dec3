package io.feedhorn.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How this node joins others. Immutable.
 *
 * @param enabled whether it does
 * @param host the address that it is bound to and reached at
 * @param port the port for membership and copies, TCP
 * @param members {@code host:port} of nodes to find, or {@code dns:NAME}
 * @param copies nodes that hold an update before it is answered
 * @param founding what it does where it finds none
 * @param tls the certificates that nodes show each other, or null for plain connections
 */
public record ClusterOptions(
    boolean enabled,
    String host,
    int port,
    List<String> members,
    int copies,
    BootstrapMode founding,
    @Nullable Certificates tls) {
  /** The node is alone. */
  public static final ClusterOptions ALONE =
      new ClusterOptions(false, "127.0.0.1", 7800, List.of(), 2, BootstrapMode.AUTO, null);

  public ClusterOptions {
    members = List.copyOf(members);
  }

  /**
   * Paths of PEM files.
   *
   * @param cert this node's certificate, followed by those between it and the authority's
   * @param key its private key, PKCS#8
   * @param authority the certificate of the authority that signed those of all nodes
   */
  public record Certificates(String cert, String key, String authority) {}

  /** Whether a cluster is this node's to found where it finds none. */
  boolean founds() {
    return switch (founding) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> members.isEmpty() || members.get(0).equals(host + ":" + port);
    };
  }
}
