package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.voters.Voters;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the trust in the store of this node as soon as the votes of all voters count for all of its
 * feeds. From then on nothing depends on this store alone. Owned by the writer's event loop.
 */
public final class StoreTrust {
  private static final long TIMEOUT_MILLIS = 3_000;

  private final Voters voters;
  private final QuorumView view;
  private final VoterLogs logs;
  private final NodeMessaging messaging;
  private boolean running;

  public StoreTrust(Voters voters, QuorumView view, VoterLogs logs, NodeMessaging messaging) {
    this.voters = voters;
    this.view = view;
    this.logs = logs;
    this.messaging = messaging;
  }

  /** Called about once a second. */
  public void check() {
    boolean all = view.voterMembers().size() == view.names().size();
    if (!running && voters.isTrusted() && all) {
      running = true;
      Future.all(ends())
          .compose(
              answers ->
                  answers.<LogEnd>list().stream().allMatch(LogEnd::whole)
                      ? voters.removeTrust()
                      : Future.succeededFuture())
          .onComplete(done -> running = false);
    }
  }

  private List<Future<LogEnd>> ends() {
    List<Future<LogEnd>> ends = new ArrayList<>();
    for (String feed : logs.feeds()) {
      VoterLog own = logs.find(feed);
      if (own != null) {
        ends.add(own.end());
        Buffer fields = new BinaryWriter().text(feed).toBuffer();
        for (String member : view.voterMembers()) {
          if (!member.equals(view.self())) {
            ends.add(
                messaging
                    .request(member, MessageKind.LOG_END, fields, TIMEOUT_MILLIS)
                    .map(LogEnd::read));
          }
        }
      }
    }
    return ends;
  }
}
