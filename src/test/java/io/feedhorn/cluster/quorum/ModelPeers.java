package io.feedhorn.cluster.quorum;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.replica.Batch;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/** The requests of one node to the others, which are delivered, lost, repeated or reordered. */
final class ModelPeers implements VoterPeers {
  private final QuorumModel model;
  private final ModelNode from;
  private final int incarnation;

  ModelPeers(QuorumModel model, ModelNode from) {
    this.model = model;
    this.from = from;
    this.incarnation = from.incarnation;
  }

  @Override
  public List<String> names() {
    return model.names;
  }

  @Override
  public String self() {
    return model.names.get(from.index);
  }

  @Override
  public boolean isReachable(String name) {
    return node(name).up;
  }

  @Override
  public List<String> running() {
    return model.nodes.stream()
        .filter(node -> node.up)
        .map(node -> model.names.get(node.index) + '-' + node.incarnation)
        .toList();
  }

  private ModelNode node(String name) {
    return model.nodes.get(model.names.indexOf(name));
  }

  private boolean isAlive() {
    return from.up && from.incarnation == incarnation;
  }

  private <T> Future<T> request(String name, Function<ModelNode, Future<T>> handler) {
    Promise<T> reply = Promise.promise();
    ModelNode to = node(name);
    int addressed = to.incarnation;
    boolean local = to == from;
    Supplier<Runnable> delivery =
        () ->
            () -> {
              if (to.up && to.incarnation == addressed) {
                handler
                    .apply(to)
                    .onComplete(
                        done -> {
                          if (local || !model.lossy || model.random.nextInt(20) > 0) {
                            model.messages.add(
                                () -> {
                                  if (isAlive()) {
                                    if (done.succeeded()) {
                                      reply.tryComplete(done.result());
                                    } else {
                                      reply.tryFail(done.cause());
                                    }
                                  }
                                });
                          }
                        });
              }
            };
    if (local || !model.lossy || model.random.nextInt(20) > 0) {
      model.messages.add(delivery.get());
    }
    if (!local && model.lossy && model.random.nextInt(20) == 0) {
      model.messages.add(delivery.get());
    }
    model.timers.add(
        () -> {
          if (isAlive()) {
            reply.tryFail(new IllegalStateException("no answer"));
          }
        });
    return reply.future();
  }

  @Override
  public Future<LogEnd> promise(String name, long term) {
    return request(name, node -> node.voter.promise(term))
        .map(end -> LogEnd.read(new BinaryReader(end.bytes())));
  }

  @Override
  public Future<LogEnd> end(String name) {
    return request(name, node -> node.voter.end());
  }

  @Override
  public Future<AppendReply> append(String name, long term, long previousOffset, Batch batch) {
    return request(name, node -> node.voter.append(term, previousOffset, new Batch(batch.bytes())))
        .map(reply -> AppendReply.read(new BinaryReader(reply.bytes())))
        .onSuccess(
            reply -> {
              if (reply.outcome() == AppendReply.Outcome.MISSING) {
                model.messages.add(() -> model.copy(node(name), from));
              }
            });
  }

  @Override
  public Future<Boolean> grant(String name, long term, long committed) {
    return request(
        name,
        node -> {
          if (node.voter.committedOffset() < committed) {
            model.copy(node, from);
          }
          return node.voter.grant(term, committed);
        });
  }

  @Override
  public Future<Void> fetch(String name) {
    return request(
        name,
        node -> {
          model.copy(from, node);
          return Future.succeededFuture();
        });
  }

  @Override
  public void push(Batch batch) {
    for (ModelNode node : model.nodes) {
      int addressed = node.incarnation;
      if (node != from && (!model.lossy || model.random.nextInt(5) > 0)) {
        model.messages.add(
            () -> {
              if (node.up && node.incarnation == addressed) {
                Batch known =
                    node.voter.complete(model.random.nextInt(5) > 0 ? batch.notice() : batch);
                switch (node.replica.log().apply(known)) {
                  case EARLY, NEWER_EPOCH -> model.copy(node, from);
                  default -> {}
                }
              }
            });
      }
    }
  }

  @Override
  public Runnable later(long millis, Runnable action) {
    AtomicBoolean cancelled = new AtomicBoolean();
    Runnable checked =
        () -> {
          if (isAlive() && !cancelled.get()) {
            action.run();
          }
        };
    (millis < QuorumModel.LONG_MILLIS ? model.messages : model.timers).add(checked);
    return () -> cancelled.set(true);
  }
}
