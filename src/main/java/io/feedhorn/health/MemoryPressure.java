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
 * Whether memory runs short: what the last collection left of the heap, and what is in use outside
 * it. Looked at by one thread, told to any. Garbage does not count, so that a heap that is merely
 * due for a collection is none that is full.
 */
public final class MemoryPressure {
  private static final double RELIEF = 0.05;

  private final double most;
  private final DoubleSupplier inUse;
  private volatile boolean isShort;

  /**
   * @param percent of what there may be, from which on it is short
   * @param inUse the part that is in use, 0 to 1
   */
  public MemoryPressure(int percent, DoubleSupplier inUse) {
    this.most = percent / 100.0;
    this.inUse = inUse;
  }

  /** Looks anew. Once it was short, some room must be made before it is no longer. */
  public void look() {
    double used = inUse.getAsDouble();
    isShort = used >= (isShort ? most - RELIEF : most);
  }

  /** Whether it was short when it was last looked at. */
  public boolean isShort() {
    return isShort;
  }

  /** The part of the heap that the last collection left in use. */
  public static double heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long now = memory.getHeapMemoryUsage().getUsed();
    long most = Runtime.getRuntime().maxMemory();
    GcInfo last = lastCollection();
    return (double) (last == null ? 0 : Math.min(now, left(last))) / most;
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

  private static long left(GcInfo collection) {
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
