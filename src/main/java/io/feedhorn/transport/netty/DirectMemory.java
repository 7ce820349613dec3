package io.feedhorn.transport.netty;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * Memory outside the heap: what Netty took, and what Java's own buffers did. Safe on any thread.
 */
public final class DirectMemory {
  private DirectMemory() {}

  /** The part that is in use of what may be, 0 to 1. */
  public static double inUse() {
    long netty = Math.max(0, PlatformDependent.usedDirectMemory());
    long java =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return (double) Math.max(netty, java) / PlatformDependent.maxDirectMemory();
  }
}
