package io.feedhorn.health;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The memory pressure of the process: the share of the heap that was in use after the last garbage
 * collection, or of the memory outside it. Updated by one thread, read by any. Garbage does not
 * count: a heap that is due for a collection is not full.
 */
public final class MemoryPressure {
  private static final double HYSTERESIS = 0.05;

  private final double limit;
  private final DoubleSupplier inUse;
  private volatile boolean high;

  /**
   * @param percent the share of memory at which the pressure is high
   * @param inUse returns the share that is in use, 0 to 1
   */
  public MemoryPressure(int percent, DoubleSupplier inUse) {
    this.limit = percent / 100.0;
    this.inUse = inUse;
  }

  /** Reads the share again. The pressure stays high until the share is 5 % below the limit. */
  public void update() {
    double used = inUse.getAsDouble();
    high = used >= (high ? limit - HYSTERESIS : limit);
  }

  /** Returns true if the pressure was high at the last update. */
  public boolean isHigh() {
    return high;
  }

  /** Returns the share of the heap that was in use after the last collection. */
  public static double heapInUse() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long now = memory.getHeapMemoryUsage().getUsed();
    long max = Runtime.getRuntime().maxMemory();
    GcInfo last = lastCollection();
    return (double) (last == null ? 0 : Math.min(now, inUseAfter(last))) / max;
  }

  private static @Nullable GcInfo lastCollection() {
    GcInfo last = null;
    for (java.lang.management.GarbageCollectorMXBean collector :
        ManagementFactory.getGarbageCollectorMXBeans()) {
      GcInfo info =
          collector instanceof GarbageCollectorMXBean detailed ? detailed.getLastGcInfo() : null;
      if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
        last = info;
      }
    }
    return last;
  }

  private static long inUseAfter(GcInfo collection) {
    Set<String> heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toSet());
    return collection.getMemoryUsageAfterGc().entrySet().stream()
        .filter(pool -> heap.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }
}
