package io.feedhorn.source.nats;

import io.feedhorn.source.ConnectionOptions;
import io.feedhorn.source.format.Format;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code nats}. Immutable.
 *
 * @param url the servers, joined by commas
 * @param subject the subject, which may have wildcards
 * @param stream the stream of JetStream; null for messages of the core
 * @param group the start of the name of the durable consumer; for the core the queue group
 * @param timeout the time for an answer
 */
public record NatsOptions(
    String url,
    String subject,
    @Nullable String stream,
    @Nullable String group,
    Duration timeout,
    Format format)
    implements ConnectionOptions {
  public static final String TYPE = "nats";

  @Override
  public String type() {
    return TYPE;
  }
}
