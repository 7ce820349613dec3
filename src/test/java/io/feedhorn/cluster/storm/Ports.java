package io.feedhorn.cluster.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that stay free while a node is away: below those that the system gives to outgoing
 * connections.
 */
final class Ports {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  /** A node takes one that is 100 after its own, or one of the next three. */
  private static final int EACH = 200;

  private static final int LIVENESS = 100;

  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** One that was not given before. */
  static int some() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST / EACH, HIGHEST / EACH) * EACH;
      if (isFree(port) && isFree(port + LIVENESS) && GIVEN.add(port)) {
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
