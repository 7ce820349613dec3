package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay free while a node is stopped: below those that the system uses for outgoing
 * connections.
 */
final class Ports {
  private static final int MIN_PORT = 10_000;
  private static final int MAX_PORT = 32_000;

  /** A node also uses the port that is 100 above its own, or one of the next three. */
  private static final int PORTS_PER_NODE = 200;

  private static final int FAILURE_DETECTION_OFFSET = 100;

  private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** Returns a free port that was not returned before. */
  static int reserve() {
    while (true) {
      int port =
          ThreadLocalRandom.current().nextInt(MIN_PORT / PORTS_PER_NODE, MAX_PORT / PORTS_PER_NODE)
              * PORTS_PER_NODE;
      if (isFree(port) && isFree(port + FAILURE_DETECTION_OFFSET) && RESERVED.add(port)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
