package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.ClusterOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delays a node that would create new heads while other configured members are running. On an
 * overloaded machine, discovery may get no answer in time, and two clusters start; when the grid
 * merges them, it drops the heads of one. The operating system of another member accepts a TCP
 * connection however busy that member is.
 */
final class BootstrapGuard {
  private static final Logger LOG = LoggerFactory.getLogger(BootstrapGuard.class);
  private static final String DNS = "dns:";
  private static final int CONNECT_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 200;

  private final ClusterOptions options;
  private final IntSupplier members;

  /**
   * @param members returns the number of members that have joined, including this node
   */
  BootstrapGuard(ClusterOptions options, IntSupplier members) {
    this.options = options;
    this.members = members;
  }

  /**
   * Waits until a majority of the configured members has joined, or no other member accepts
   * connections. Blocks.
   *
   * @param longest the time after which the node starts anyway, with a warning
   */
  void await(Duration longest) throws InterruptedException {
    long start = System.nanoTime();
    Set<InetSocketAddress> configured = configured();
    Set<InetSocketAddress> others = new HashSet<>(configured);
    Set<InetSocketAddress> own = new HashSet<>();
    addAll(own, options.host(), options.port());
    others.removeAll(own);
    while (members.getAsInt() * 2 <= configured.size()
        && others.stream().anyMatch(BootstrapGuard::accepts)) {
      if (System.nanoTime() - start > longest.toNanos()) {
        LOG.warn(
            "Some of the members {} are running but could not be joined within {} s, starting"
                + " without them",
            others,
            longest.toSeconds());
        return;
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private Set<InetSocketAddress> configured() {
    Set<InetSocketAddress> addresses = new HashSet<>();
    for (String member : options.members()) {
      if (member.startsWith(DNS)) {
        addAll(addresses, member.substring(DNS.length()), options.port());
      } else {
        int colon = member.lastIndexOf(':');
        addAll(
            addresses, member.substring(0, colon), Integer.parseInt(member.substring(colon + 1)));
      }
    }
    return addresses;
  }

  private static void addAll(Collection<InetSocketAddress> addresses, String host, int port) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        addresses.add(new InetSocketAddress(address, port));
      }
    } catch (UnknownHostException unknown) {
      LOG.debug("{} has no address now", host);
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException notRunning) {
      return false;
    }
  }
}
