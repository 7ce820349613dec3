package io.feedhorn.metrics.prometheus;

import io.feedhorn.metrics.PresenceMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of presence. Safe on any thread. */
final class PresenceMeters implements PresenceMetrics {
  private final AtomicInteger topics = new AtomicInteger();
  private final AtomicInteger members = new AtomicInteger();
  private final Counter joined;
  private final Counter left;
  private final Counter refused;

  PresenceMeters(MeterRegistry registry) {
    Gauge.builder("feedhorn.presence.topics", topics, AtomicInteger::get)
        .description("Topics whose presence this node has published")
        .register(registry);
    Gauge.builder("feedhorn.presence.members", members, AtomicInteger::get)
        .description("Users of all topics whose presence this node has published")
        .register(registry);
    joined = counter(registry, "joined", "Users who joined a topic");
    left = counter(registry, "left", "Users who left a topic");
    refused = counter(registry, "refused", "Users who are not published because of a maximum");
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("feedhorn.presence." + name).description(description).register(registry);
  }

  @Override
  public void published(int topicCount, int memberCount) {
    topics.set(topicCount);
    members.set(memberCount);
  }

  @Override
  public void joined() {
    joined.increment();
  }

  @Override
  public void left() {
    left.increment();
  }

  @Override
  public void refused() {
    refused.increment();
  }
}
