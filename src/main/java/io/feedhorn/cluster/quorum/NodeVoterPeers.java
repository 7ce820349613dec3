package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.protocol.BatchReplicator;
import io.feedhorn.cluster.protocol.FeedCatchUp;
import io.feedhorn.cluster.protocol.MessageKind;
import io.feedhorn.cluster.protocol.NodeMessaging;
import io.feedhorn.cluster.protocol.RetryableException;
import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;

/** The voters of one feed, as members of the cluster. Owned by the writer's event loop. */
public final class NodeVoterPeers implements VoterPeers {
  private static final long TIMEOUT_MILLIS = 3_000;

  private final VoterLog own;
  private final FeedCatchUp catchUp;
  private final QuorumView view;
  private final NodeMessaging messaging;
  private final BatchReplicator replicator;
  private final Vertx vertx;

  public NodeVoterPeers(
      VoterLog own,
      FeedCatchUp catchUp,
      QuorumView view,
      NodeMessaging messaging,
      BatchReplicator replicator,
      Vertx vertx) {
    this.own = own;
    this.catchUp = catchUp;
    this.view = view;
    this.messaging = messaging;
    this.replicator = replicator;
    this.vertx = vertx;
  }

  @Override
  public List<String> names() {
    return view.names();
  }

  @Override
  public String self() {
    return view.name();
  }

  @Override
  public boolean isReachable(String name) {
    return view.member(name) != null;
  }

  @Override
  public List<String> running() {
    return view.voterMembers();
  }

  @Override
  public Future<LogEnd> promise(String name, long term) {
    return name.equals(self())
        ? own.promise(term)
        : request(name, MessageKind.PROMISE, fields().number(term)).map(LogEnd::read);
  }

  @Override
  public Future<LogEnd> end(String name) {
    return name.equals(self())
        ? own.end()
        : request(name, MessageKind.LOG_END, fields()).map(LogEnd::read);
  }

  @Override
  public Future<AppendReply> append(String name, long term, long previousOffset, Batch batch) {
    if (name.equals(self())) {
      return own.append(term, previousOffset, batch);
    }
    BinaryWriter fields = new BinaryWriter(batch.sizeBytes() + 64).text(own.feed()).number(term);
    return request(name, MessageKind.APPEND, fields.number(previousOffset).bytes(batch.bytes()))
        .map(AppendReply::read);
  }

  @Override
  public Future<Boolean> grant(String name, long term, long committed) {
    return name.equals(self())
        ? own.grant(term, committed)
        : request(name, MessageKind.GRANT, fields().number(term).number(committed))
            .map(BinaryReader::flag);
  }

  private BinaryWriter fields() {
    return new BinaryWriter().text(own.feed());
  }

  private Future<BinaryReader> request(String name, MessageKind kind, BinaryWriter fields) {
    String member = view.member(name);
    return member == null
        ? unreachable(name)
        : messaging.request(member, kind, fields.toBuffer(), TIMEOUT_MILLIS);
  }

  private static <T> Future<T> unreachable(String name) {
    return Future.failedFuture(new RetryableException("voter " + name + " is not a member now"));
  }

  @Override
  public Future<Void> fetch(String name) {
    String member = view.member(name);
    return member == null ? unreachable(name) : catchUp.fetchAfterCurrent(member);
  }

  @Override
  public void push(Batch batch) {
    replicator.push(batch, List.of(), Set.of());
  }

  @Override
  public Runnable later(long millis, Runnable action) {
    long number = vertx.setTimer(millis, timer -> action.run());
    return () -> vertx.cancelTimer(number);
  }
}
