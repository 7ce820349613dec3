package io.feedhorn.reader;

import io.feedhorn.model.Cursor;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.ReaderName;
import io.feedhorn.model.TopicPattern;
import io.feedhorn.publish.Addresses;
import io.feedhorn.publish.ByReferenceCodec;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import java.util.List;
import java.util.Objects;

/**
 * The commands of clients to readers, sent to the {@link ReaderService}. Futures fail with a {@link
 * FeedException} if a command is refused. Safe on any thread.
 */
public final class ReaderRequests {
  private static final DeliveryOptions LOCAL_ONLY = new DeliveryOptions().setLocalOnly(true);

  private final EventBus bus;

  public ReaderRequests(EventBus bus) {
    this.bus = bus;
  }

  static void register(EventBus bus) {
    ByReferenceCodec.register(bus, ReaderCommand.Open.class, "feedhorn.reader.open");
    ByReferenceCodec.register(bus, ReaderCommand.Acknowledge.class, "feedhorn.reader.acknowledge");
    ByReferenceCodec.register(bus, ReaderCommand.Find.class, "feedhorn.reader.find");
    ByReferenceCodec.register(bus, ReaderCommand.ListAll.class, "feedhorn.reader.list");
    ByReferenceCodec.register(bus, ReaderCommand.Remove.class, "feedhorn.reader.remove");
    ByReferenceCodec.register(bus, ReaderResult.class, "feedhorn.reader.result");
  }

  /**
   * Subscribes a reader to patterns; creates it if it does not exist.
   *
   * @return the cursor from which its updates are sent
   */
  public Future<Cursor> open(ReaderName name, List<TopicPattern> patterns) {
    return send(new ReaderCommand.Open(name, patterns))
        .map(result -> Objects.requireNonNull(result.start()));
  }

  /**
   * Moves the cursor of a reader forward, acknowledges updates after it one by one, and returns its
   * state then.
   */
  public Future<ReaderStatus> acknowledge(ReaderName name, Acknowledgement move) {
    return send(new ReaderCommand.Acknowledge(name, move))
        .map(result -> Objects.requireNonNull(result.status()));
  }

  /** Returns the state of a reader. */
  public Future<ReaderStatus> find(ReaderName name) {
    return send(new ReaderCommand.Find(name))
        .map(result -> Objects.requireNonNull(result.status()));
  }

  /** Returns a page of all readers. */
  public Future<ReaderPage> list(ReaderQuery query) {
    return send(new ReaderCommand.ListAll(query))
        .map(result -> Objects.requireNonNull(result.page()));
  }

  /** Removes a reader. */
  public Future<Void> remove(ReaderName name) {
    return send(new ReaderCommand.Remove(name)).mapEmpty();
  }

  private Future<ReaderResult> send(ReaderCommand command) {
    return bus.<ReaderResult>request(Addresses.READERS, command, LOCAL_ONLY)
        .transform(
            reply -> {
              if (reply.failed()) {
                return Future.failedFuture(unreachable(reply.cause()));
              }
              ReaderResult result = reply.result().body();
              return result.refusal() == null
                  ? Future.succeededFuture(result)
                  : Future.failedFuture(result.refusal());
            });
  }

  private static Throwable unreachable(Throwable cause) {
    return cause instanceof ReplyException
        ? new FeedException(ErrorCode.UNAVAILABLE, "The readers do not answer; try again.", 1)
        : cause;
  }
}
