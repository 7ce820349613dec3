package io.feedhorn.publish;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.List;

/** Sends the server's own publishes to the writer of this node. Safe on any thread. */
public final class WriterRequests {
  private final EventBus bus;

  public WriterRequests(EventBus bus) {
    this.bus = bus;
  }

  /** Publishes; fails with a {@link io.feedhorn.model.FeedException} if it is refused. */
  public Future<Receipt> send(PublishCommand command) {
    return bus.<PublishResults>request(
            Addresses.PUBLISH, new PublishCommands(List.of(command)), ByReferenceCodec.LOCAL_ONLY)
        .compose(reply -> reply.body().results().get(0).future());
  }
}
