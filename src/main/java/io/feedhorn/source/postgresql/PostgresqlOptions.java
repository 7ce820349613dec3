package io.feedhorn.source.postgresql;

import io.feedhorn.source.ConnectionOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of the type {@code postgresql}. Immutable.
 *
 * @param table the outbox table, with the columns {@code id} and {@code data}
 * @param channel the channel of {@code NOTIFY}; null for polling alone
 * @param every the interval of polling
 * @param timeout the time for an answer
 */
public record PostgresqlOptions(
    String url, String table, @Nullable String channel, Duration every, Duration timeout)
    implements ConnectionOptions {
  public static final String TYPE = "postgresql";

  @Override
  public String type() {
    return TYPE;
  }
}
