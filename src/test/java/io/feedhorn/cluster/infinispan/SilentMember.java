package io.feedhorn.cluster.infinispan;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.Message;
import org.jgroups.protocols.FRAG4;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.MessageBatch;
import org.jspecify.annotations.Nullable;

/**
 * A protocol of JGroups at the top of a member's stack that keeps what others send to its grid. The
 * member stays one, because its views and heartbeats are handled below. Safe on any thread.
 */
final class SilentMember extends Protocol {
  private final Queue<Message> kept = new ConcurrentLinkedQueue<>();
  private volatile boolean silent = true;

  /** Makes a member silent. */
  static SilentMember of(InfinispanGrid grid) throws Exception {
    JGroupsTransport transport =
        (JGroupsTransport) GlobalComponentRegistry.componentOf(grid.manager(), Transport.class);
    SilentMember protocol = new SilentMember();
    transport
        .getChannel()
        .getProtocolStack()
        .insertProtocol(protocol, ProtocolStack.Position.ABOVE, FRAG4.class);
    return protocol;
  }

  /** Lets the member answer, also to what was sent before. */
  void end() {
    silent = false;
    kept.forEach(super::up);
  }

  @Override
  public @Nullable Object up(Message message) {
    if (silent) {
      kept.add(message);
      return null;
    }
    return super.up(message);
  }

  @Override
  public void up(MessageBatch batch) {
    if (silent) {
      batch.forEach(kept::add);
    } else {
      super.up(batch);
    }
  }
}
