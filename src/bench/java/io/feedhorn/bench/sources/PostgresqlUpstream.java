package io.feedhorn.bench.sources;

import io.feedhorn.source.PostgresqlServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * An outbox table. A second table has the number of rows that were ever added, changed by the same
 * transaction, because the source deletes what it has published.
 */
final class PostgresqlUpstream implements NumberedUpstream {
  private final PostgresqlServer server;

  PostgresqlUpstream(Path folder) throws Exception {
    server = new PostgresqlServer(folder);
    server.sql("CREATE TABLE added AS SELECT 0 AS n");
  }

  @Override
  public Map<String, String> source() {
    return Map.of(
        "TYPE", "postgresql",
        "URL", server.url(),
        "TABLE", "outbox",
        "CHANNEL", "outbox",
        "EVERY", "200ms",
        "TOPIC", "n.${topic}",
        "DATA", "data");
  }

  @Override
  public void send(int from, int to) {
    server.sql(
        """
        WITH first AS (UPDATE added SET n = %2$d WHERE n = %1$d RETURNING n)
        INSERT INTO outbox (topic, data)
        SELECT 'x', to_json(i) FROM first, generate_series(%1$d, %2$d - 1) i ORDER BY i"""
            .formatted(from, to));
    server.sql("NOTIFY outbox");
  }

  @Override
  public boolean isConsumed() {
    return true;
  }

  /**
   * Stops the database at once, without a checkpoint: it recovers from its log, as after a kill.
   */
  @Override
  public void restart() {
    server.broker().stop("QUIT");
    server.broker().start();
    server.awaitConnections();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
