package io.feedhorn.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Free ports for programs whose port must be known before they start. The system may assign a
 * closed port to the next outgoing connection. These ports are below the range of outgoing
 * connections, and each JVM has its own block of them. Thread-safe.
 */
public final class FreePorts {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;
  // Large enough that a port is not returned a second time while its program restarts.
  private static final int BLOCK = 2_000;
  private static final int STEP = 10;
  // A node of a cluster also takes one of the four ports that are 100 above its own.
  private static final int HUNDRED = 100;

  private static final ServerSocket BLOCK_LOCK = lockBlock();
  private static int lastOffset;

  private FreePorts() {}

  /**
   * Returns a multiple of ten that no other JVM gets from here. The caller may use this port, the
   * nine ports after it, and the ten ports that are 100 above.
   */
  public static synchronized int next() {
    for (int tries = 0; tries < BLOCK / STEP; tries++) {
      lastOffset = (lastOffset + STEP) % BLOCK;
      int port = BLOCK_LOCK.getLocalPort() + lastOffset;
      boolean evenHundred = lastOffset / HUNDRED % 2 == 0;
      if (lastOffset > 0 && evenHundred && isFree(port) && isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
    throw new IllegalStateException("all ports of the block are in use: " + BLOCK_LOCK);
  }

  /** Reserves a block for this JVM by listening on its first port until the JVM ends. */
  static ServerSocket lockBlock() {
    for (int port = LOWEST; port < HIGHEST; port += BLOCK) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException taken) {
        // In use: the next block is tried.
      }
    }
    throw new IllegalStateException("all blocks of ports from " + LOWEST + " on are in use");
  }

  /** Returns true if no process listens on a port at any address. */
  private static boolean isFree(int port) {
    try {
      new ServerSocket(port).close();
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
