package io.feedhorn.source.postgresql;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.AnswerTime;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.BodyParser;
import io.feedhorn.source.format.Format;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads an outbox table: a batch of its rows in the order of their IDs, which it
 * deletes after their updates have their receipts. A notification only wakes it up: what is in the
 * table decides.
 */
public final class PostgresqlVerticle extends VerticleBase {
  private static final long MAX_CLOSE_SECONDS = 1;

  private final SourceOptions options;
  private final PostgresqlOptions postgresql;
  private final SourceMetrics metrics;
  private SourceIntake intake;
  private Backoff backoff;

  /** One for all attempts: Vert.x keeps each client until its verticle ends, also a closed one. */
  private ConnectionFactory<PgConnectOptions> connections;

  private @Nullable PgConnection connection;
  private String deletion = "";

  /** The rows that were accepted and are not deleted yet, which another connection reads again. */
  private final Set<String> accepted = new LinkedHashSet<>();

  /** Those of them whose updates have their receipts, maybe with others that are deleted. */
  private final Set<String> published = new HashSet<>();

  /** The number of the current connection: events of earlier ones have no effect. */
  private int number;

  private long timer = -1;
  private boolean notified;
  private boolean stopped;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public PostgresqlVerticle(
      SourceOptions options, PostgresqlOptions postgresql, SourceMetrics metrics) {
    this.options = options;
    this.postgresql = postgresql;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    connections = PgDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
    open();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return intake.end().compose(ended -> deletePublished()).eventually(this::close);
  }

  /** Deletes what is published of a batch that is not published as a whole. */
  private Future<?> deletePublished() {
    PgConnection open = connection;
    List<String> ids = accepted.stream().filter(published::contains).toList();
    return open == null || ids.isEmpty()
        ? Future.succeededFuture()
        : inTime(open.preparedQuery(deletion).execute(Tuple.of(ids.toArray(new String[0]))))
            .otherwiseEmpty();
  }

  private Future<?> close() {
    number++;
    // It waits for the answer to the last query. The end of the verticle closes its socket.
    return connection == null
        ? Future.succeededFuture()
        : connection.close().timeout(MAX_CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
  }

  private void open() {
    int opened = ++number;
    Future<PgConnection> connected =
        connections
            .connect(context, PgConnectOptions.fromUri(postgresql.url()))
            .map(PgConnection::cast)
            .compose(
                open -> {
                  if (opened != number) {
                    open.close();
                    return Future.failedFuture("too late");
                  }
                  connection = open;
                  open.exceptionHandler(failure -> failed(opened, failure));
                  open.closeHandler(closed -> failed(opened, "the connection has ended"));
                  open.notificationHandler(notification -> onNotification(opened));
                  return findType(open).compose(found -> listen(open)).map(open);
                });
    inTime(connected)
        .onSuccess(
            open -> {
              if (opened == number) {
                intake.live();
                backoff.reset();
                query(opened, open);
              }
            })
        .onFailure(failure -> failed(opened, failure));
  }

  private <T> Future<T> inTime(Future<T> answer) {
    return AnswerTime.limited(answer, postgresql.timeout(), this::cancelQuery);
  }

  /** Cancels a query that may wait for a lock, and would keep the connection until then. */
  private void cancelQuery() {
    if (connection != null) {
      connection.cancelRequest();
    }
  }

  private Future<?> listen(PgConnection open) {
    return postgresql.channel() == null
        ? Future.succeededFuture()
        : open.query("LISTEN \"" + postgresql.channel() + "\"").execute();
  }

  private void onNotification(int opened) {
    notified = true;
    if (opened == number && connection != null && vertx.cancelTimer(timer)) {
      query(opened, connection);
    }
  }

  /** Asks for the type of the IDs, which may be another one than at the last connection. */
  private Future<?> findType(PgConnection open) {
    String table = postgresql.table();
    return open.query(OutboxQuery.typeOfId(table))
        .execute()
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture("the table %s has no column 'id'".formatted(table));
              }
              String found = OutboxQuery.deletion(table, rows.iterator().next().getString(0));
              if (!found.equals(deletion)) {
                accepted.clear(); // Their IDs may have no form in the new type.
                published.clear();
              }
              deletion = found;
              return Future.succeededFuture();
            });
  }

  private void query(int opened, PgConnection open) {
    if (opened != number || stopped) {
      return;
    }
    notified = false;
    inTime(
            open.preparedQuery(OutboxQuery.of(postgresql.table()))
                .execute(Tuple.of(options.inFlight())))
        .onSuccess(rows -> accept(opened, open, rows))
        .onFailure(failure -> failed(opened, failure));
  }

  private void accept(int opened, PgConnection open, RowSet<Row> rows) {
    if (opened != number || stopped) {
      return;
    }
    String statement = deletion;
    for (Row row : rows) {
      String id = row.getString(OutboxQuery.ID);
      if (accepted.add(id)) {
        accept(row, postgresql.table() + ":" + id);
        intake.published().onSuccess(done -> published(id, statement));
      }
    }
    if (accepted.isEmpty()) {
      queryLater(opened, open);
    } else {
      intake.published().onSuccess(published -> delete(opened, open));
    }
  }

  /** Notes that a row is published, if its ID still has the type for which there is a statement. */
  private void published(String id, String statement) {
    if (statement.equals(deletion)) {
      published.add(id);
    }
  }

  private void accept(Row row, String position) {
    Buffer json = row.getBuffer(OutboxQuery.ROW);
    String column = row.getString(OutboxQuery.NOT_JSON);
    if (column == null) {
      BodyParser.accept(intake, Format.JSON, json.getBytes(), position, Map.of());
    } else {
      String reason = "the column '%s' has NaN or an infinite number, which JSON does not have";
      intake.reject(json.toString(), reason.formatted(column), position);
    }
  }

  private void delete(int opened, PgConnection open) {
    if (opened != number || stopped) {
      return;
    }
    inTime(open.preparedQuery(deletion).execute(Tuple.of(accepted.toArray(new String[0]))))
        .onSuccess(
            deleted -> {
              if (opened == number) {
                accepted.clear();
                published.clear();
                query(opened, open);
              }
            })
        .onFailure(failure -> failed(opened, failure));
  }

  private void queryLater(int opened, PgConnection open) {
    if (notified) {
      query(opened, open);
    } else {
      timer = vertx.setTimer(postgresql.every().toMillis(), due -> query(opened, open));
    }
  }

  private void failed(int opened, Throwable failure) {
    failed(opened, String.valueOf(failure.getMessage()));
  }

  private void failed(int opened, String reason) {
    if (opened != number || stopped) {
      return;
    }
    number++;
    vertx.cancelTimer(timer);
    intake.failing(reason);
    if (connection != null) {
      connection.close();
      connection = null;
    }
    vertx.setTimer(
        backoff.nextMillis(),
        pause -> {
          if (!stopped) {
            open();
          }
        });
  }
}
