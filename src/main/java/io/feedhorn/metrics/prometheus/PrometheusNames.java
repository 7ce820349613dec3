package io.feedhorn.metrics.prometheus;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.Map;
import java.util.Set;

/**
 * Renames the meters of Micrometer's binders to the names that Prometheus' own client libraries
 * use, and drops one that has an abbreviated unit. {@code promtool check metrics} rejects a suffix
 * {@code _count} and a unit {@code ns}.
 */
final class PrometheusNames implements MeterFilter {
  private static final Map<String, String> NAMES =
      Map.of(
          "process.files.open", "process.open.fds",
          "process.files.max", "process.max.fds",
          "system.cpu.count", "system.cpu.cores");

  /** The CPU time in nanoseconds; {@link ProcessCpuMetric} has it in seconds. */
  private static final Set<String> DROPPED = Set.of("process.cpu.time");

  @Override
  public MeterFilterReply accept(Meter.Id id) {
    return DROPPED.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    String name = NAMES.get(id.getName());
    // Without the unit, "files", which would become a suffix of the name.
    return name == null
        ? id
        : new Meter.Id(name, Tags.of(id.getTags()), null, id.getDescription(), id.getType());
  }
}
