package io.feedhorn.metrics.prometheus;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;

/** The CPU time of this process, {@code process_cpu_seconds_total}. */
final class ProcessCpuMetric {
  private static final double NANOS_PER_SECOND = 1e9;

  private ProcessCpuMetric() {}

  static void bindTo(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process.cpu", system, bean -> bean.getProcessCpuTime() / NANOS_PER_SECOND)
          .baseUnit("seconds")
          .description("CPU time of the process, user and system")
          .register(registry);
    }
  }
}
