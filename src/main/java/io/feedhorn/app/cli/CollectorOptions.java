package io.feedhorn.app.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of the garbage collector that a server has without the user's doing: little free room
 * in the heap, and memory is given back after minutes without a collection. A jar cannot contain
 * options of the JVM, but HotSpot lets a program change these while it runs.
 */
final class CollectorOptions {
  private static final Logger LOG = LoggerFactory.getLogger(CollectorOptions.class);

  // In an order in which the minimum is never above the maximum.
  private static final List<Option> OPTIONS =
      List.of(
          new Option("MinHeapFreeRatio", "10"),
          new Option("MaxHeapFreeRatio", "25"),
          new Option("G1PeriodicGCInterval", "300000"));

  private CollectorOptions() {}

  /** Sets the options, if the user has set none of them, on the command line or elsewhere. */
  static void apply() {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (OPTIONS.stream().allMatch(option -> isDefault(jvm.getVMOption(option.name)))) {
        OPTIONS.forEach(option -> jvm.setVMOption(option.name, option.value));
      }
    } catch (RuntimeException | LinkageError otherJvm) {
      LOG.debug("The JVM does not have the options of the collector: {}", otherJvm.toString());
    }
  }

  private static boolean isDefault(VMOption option) {
    return option.getOrigin() == VMOption.Origin.DEFAULT;
  }

  private record Option(String name, String value) {}
}
