package io.feedhorn.publish;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import java.util.Collections;
import java.util.List;

/** Sends publishes by reference to the writer of this node. Safe on any thread. */
public final class WriterRequests {
  private final EventBus bus;

  public WriterRequests(EventBus bus) {
    this.bus = bus;
  }

  /**
   * Publishes for the server itself; fails with a {@link io.feedhorn.model.FeedException} if it is
   * refused.
   */
  public Future<Receipt> send(PublishCommand command) {
    return bus.<PublishResults>request(
            Addresses.PUBLISH, new PublishCommands(List.of(command)), ByReferenceCodec.LOCAL_ONLY)
        .compose(reply -> reply.body().results().get(0).future());
  }

  /**
   * Publishes a list. The future has a result for each publish, and does not fail.
   *
   * @param publishes the commands as {@link PublishCommands} or {@link VerticlePublishes}
   */
  Future<List<PublishResult>> sendAll(Record publishes, List<PublishCommand> commands) {
    return bus.<PublishResults>request(Addresses.PUBLISH, publishes, ByReferenceCodec.LOCAL_ONLY)
        .map(reply -> reply.body().results())
        .otherwise(failure -> refused(commands, unreachable(failure)));
  }

  private static List<PublishResult> refused(List<PublishCommand> commands, Throwable failure) {
    commands.forEach(command -> command.onRefused(failure));
    return Collections.nCopies(commands.size(), PublishResult.failed(failure));
  }

  private static Throwable unreachable(Throwable cause) {
    return cause instanceof ReplyException
        ? new FeedException(ErrorCode.UNAVAILABLE, "The feed's writer does not answer; try again.")
        : cause;
  }
}
