package io.feedhorn.transport.netty;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/** The usage of memory outside the heap, by Netty and by Java's own buffers. Thread-safe. */
public final class DirectMemory {
  private DirectMemory() {}

  /** Returns the used part of the maximum, 0 to 1. */
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
