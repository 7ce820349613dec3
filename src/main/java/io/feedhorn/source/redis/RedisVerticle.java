package io.feedhorn.source.redis;

import io.feedhorn.metrics.SourceMetrics;
import io.feedhorn.source.AnswerTime;
import io.feedhorn.source.Backoff;
import io.feedhorn.source.MappingException;
import io.feedhorn.source.SourceIntake;
import io.feedhorn.source.SourceMessage;
import io.feedhorn.source.SourceOptions;
import io.feedhorn.source.format.BodyParser;
import io.feedhorn.source.format.TextFields;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source that reads a stream as the one consumer of a group. After each opening it reads the
 * entries that it has not acknowledged, then new ones, so that the order is that of the stream. An
 * entry is acknowledged after its updates have their receipts.
 */
public final class RedisVerticle extends VerticleBase {
  private static final String NEW = ">";
  private static final String UNACKNOWLEDGED = "0";

  private final SourceOptions options;
  private final RedisOptions redis;
  private final GroupCommands commands;
  private final SourceMetrics metrics;
  private SourceIntake intake;
  private Backoff backoff;
  private @Nullable Redis client;

  /** The number of the current connection: events of earlier ones have no effect. */
  private int number;

  /** The entries without an acknowledgement, which are read again, also by another connection. */
  private final Set<String> accepted = new HashSet<>();

  /** Those of them whose updates have their receipts. */
  private final Set<String> published = new LinkedHashSet<>();

  /** The acknowledged ones that a read which is on its way may still bring. */
  private final List<String> acknowledged = new ArrayList<>();

  /** Completes when nothing is left to be acknowledged; null before the end. */
  private @Nullable Promise<Void> done;

  private boolean acknowledging;
  private boolean connected;
  private boolean stopped;

  @SuppressWarnings("NullAway.Init") // Set in start().
  public RedisVerticle(SourceOptions options, RedisOptions redis, SourceMetrics metrics) {
    this.options = options;
    this.redis = redis;
    commands = new GroupCommands(redis, options.inFlight());
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    intake = new SourceIntake(vertx, options, metrics);
    backoff = intake.newBackoff();
    open();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return intake.end().compose(ended -> acknowledgeRest()).eventually(this::close);
  }

  private Future<Void> acknowledgeRest() {
    if (!connected || published.isEmpty()) {
      return Future.succeededFuture();
    }
    Promise<Void> all = Promise.promise();
    done = all;
    acknowledgeNext(number);
    return all.future();
  }

  private Future<Void> close() {
    connected = false;
    number++;
    return client == null ? Future.succeededFuture() : client.close();
  }

  private void open() {
    int opened = ++number;
    acknowledging = false;
    Redis next =
        Redis.createClient(
            vertx,
            new io.vertx.redis.client.RedisOptions()
                .setConnectionString(redis.url())
                .setProtocolNegotiation(false));
    client = next;
    Future<RedisConnection> open =
        next.connect()
            .compose(
                connection -> {
                  connection.exceptionHandler(failure -> failed(opened, failure));
                  connection.endHandler(end -> failed(opened, "the connection has ended"));
                  return createGroup(connection).map(connection);
                });
    inTime(open)
        .onSuccess(
            connection -> {
              if (opened == number) {
                connected = true;
                intake.live();
                backoff.reset();
                acknowledgeNext(opened);
                read(opened, connection, UNACKNOWLEDGED);
              }
            })
        .onFailure(failure -> failed(opened, failure));
  }

  private <T> Future<T> inTime(Future<T> answer) {
    return AnswerTime.limited(answer, redis.timeout(), () -> {});
  }

  private Future<?> createGroup(RedisConnection connection) {
    return connection
        .send(commands.create())
        .recover(
            failure ->
                String.valueOf(failure.getMessage()).startsWith("BUSYGROUP")
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  /**
   * Reads the next entries.
   *
   * @param after the ID after which unacknowledged entries are read; {@code >} for new ones
   */
  private void read(int opened, RedisConnection connection, String after) {
    if (opened != number || stopped) {
      return;
    }
    inTime(connection.send(commands.read(after)))
        .onSuccess(answer -> accept(opened, connection, after, StreamEntries.of(answer)))
        .onFailure(failure -> failed(opened, failure));
  }

  private void accept(
      int opened, RedisConnection connection, String after, List<StreamEntries.Entry> entries) {
    if (opened != number || stopped) {
      return;
    }
    for (StreamEntries.Entry entry : entries) {
      if (!accepted.add(entry.id())) {
        continue; // It waits for its receipt, or for the answer to its acknowledgement.
      }
      if (entry.fields() == null) {
        intake.reportGap(
            "gap: the entry %s was deleted before it was acknowledged, it may be lost"
                .formatted(entry.id()),
            "");
      } else {
        accept(entry.id(), entry.fields(), entry.data());
      }
      intake.published().onSuccess(published -> acknowledge(entry.id()));
    }
    // Acknowledged before or during this read: no later one brings them.
    acknowledged.forEach(accepted::remove);
    acknowledged.clear();
    String next = next(after, entries);
    intake.ready().onSuccess(ready -> read(opened, connection, next));
  }

  /**
   * Returns the ID after which entries are read next. A silent stream is also asked for entries
   * without an acknowledgement: a node that ran this source before may have taken some and ended.
   */
  private static String next(String after, List<StreamEntries.Entry> entries) {
    if (after.equals(NEW)) {
      return entries.isEmpty() ? UNACKNOWLEDGED : NEW;
    }
    return entries.isEmpty() ? NEW : entries.get(entries.size() - 1).id();
  }

  private void accept(String id, TextFields fields, @Nullable Buffer data) {
    String position = redis.stream() + ":" + id;
    Map<String, @Nullable Object> attributes = new HashMap<>();
    attributes.put("id", id);
    attributes.put("fields", fields);
    if (data != null) {
      BodyParser.accept(intake, redis.format(), data.getBytes(), position, attributes);
      return;
    }
    String raw = Json.encode(fields.lossy());
    try {
      fields.requireAll();
      intake.accept(new SourceMessage(raw, fields, position, attributes));
    } catch (MappingException notText) {
      intake.reject(raw, notText.reason(), position);
    }
  }

  private void acknowledge(String id) {
    published.add(id);
    if (connected) {
      acknowledgeNext(number);
    }
  }

  /** Acknowledges what is waiting by one command at a time. */
  private void acknowledgeNext(int opened) {
    if (published.isEmpty()) {
      completeDone();
      return;
    }
    if (acknowledging) {
      return;
    }
    acknowledging = true;
    List<String> ids = List.copyOf(published);
    inTime(Objects.requireNonNull(client).send(commands.acknowledge(ids)))
        .onFailure(failure -> failed(opened, failure))
        .onSuccess(
            answer -> {
              if (opened == number) {
                acknowledged.addAll(ids);
                ids.forEach(published::remove);
                acknowledging = false;
                acknowledgeNext(opened);
              }
            });
  }

  private void completeDone() {
    if (done != null) {
      done.tryComplete();
    }
  }

  private void failed(int opened, Throwable failure) {
    failed(opened, String.valueOf(failure.getMessage()));
  }

  private void failed(int opened, String reason) {
    if (opened != number) {
      return;
    }
    number++;
    connected = false;
    if (stopped) {
      completeDone();
      return;
    }
    intake.failing(reason);
    Objects.requireNonNull(client).close();
    vertx.setTimer(
        backoff.nextMillis(),
        timer -> {
          if (!stopped) {
            open();
          }
        });
  }
}
