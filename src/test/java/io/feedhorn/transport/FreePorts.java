package io.feedhorn.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports for programs that must be told theirs before they start. A port that the system chose and
 * that was closed again is given by the system to the next outgoing connection; these are below the
 * range it chooses from, and each JVM has a block of its own. Safe on any thread.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;
  private static final int BLOCK = 1_000;
  private static final int STEP = 10;
  // A node of a cluster also takes one of the four ports that are 100 above its own.
  private static final int HUNDRED = 100;

  private static final ServerSocket BLOCK_LOCK = lockBlock();
  private static int given;

  private FreePorts() {}

  /**
   * Returns a port that no other JVM gets from here, a multiple of ten. It and the nine after it
   * are the caller's, and so are the ten that are 100 above.
   */
  public static synchronized int next() {
    for (int tries = 0; tries < BLOCK / STEP; tries++) {
      given = (given + STEP) % BLOCK;
      int port = BLOCK_LOCK.getLocalPort() + given;
      boolean evenHundred = given / HUNDRED % 2 == 0;
      if (given > 0 && evenHundred && isFree(port) && isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
    throw new IllegalStateException("all ports of the block are in use: " + BLOCK_LOCK);
  }

  /** Holds the first port of a block, until this JVM ends, to keep the others away from it. */
  static ServerSocket lockBlock() {
    for (int port = LOWEST; port < HIGHEST; port += BLOCK) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException taken) {
        // The next one.
      }
    }
    throw new IllegalStateException("all blocks of ports from " + LOWEST + " on are in use");
  }

  /** If nobody listens on a port, at any address. */
  private static boolean isFree(int port) {
    try {
      new ServerSocket(port).close();
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
