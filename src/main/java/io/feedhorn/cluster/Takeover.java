package io.feedhorn.cluster;

import io.feedhorn.log.Feeds;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a feed over from whoever wrote it: shuts out the earlier incarnations in the grid, brings
 * this node's mirror to where the head is, or the head to where the mirrors are, and starts the log
 * over only where updates that were answered are gone. Owned by the writer's event loop.
 */
final class Takeover implements Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);
  private static final int TAIL_BYTES = 16 * 1024 * 1024;

  private final String feed;
  private final Lane lane;
  private final Grid grid;
  private final Feeds feeds;

  Takeover(String feed, Lane lane, Grid grid, Feeds feeds) {
    this.feed = feed;
    this.lane = lane;
    this.grid = grid;
    this.feeds = feeds;
  }

  @Override
  public Future<Head> head() {
    return grid.read(feed).compose(head -> head == null ? first() : adopt(head));
  }

  /** No head: the feed is new, or all that kept its head are gone. */
  private Future<Head> first() {
    return lane.isKnownAnywhere()
        .compose(
            known -> {
              if (known) {
                LOG.warn("All copies of the newest updates of {} are gone", feed);
                return gather(() -> false).compose(gathered -> startOver(null));
              }
              Head head = Head.empty(feeds.unbornEpoch(), tag(0));
              return admitted()
                  .compose(room -> grid.begin(feed, head))
                  .compose(began -> became(began, head));
            });
  }

  /** Owners of several feeds may begin them at once: all nodes count together. */
  private Future<Void> admitted() {
    if (feeds.isConfigured(feed)) {
      return Future.succeededFuture();
    }
    int places = feeds.places();
    int taken = (int) feeds.names().stream().filter(name -> !feeds.isConfigured(name)).count();
    return grid.places()
        .take(feed, taken, places)
        .compose(room -> room ? Future.succeededFuture() : Future.failedFuture(feeds.noRoom(feed)));
  }

  private Future<Head> adopt(Head there) {
    Mirror mirror = lane.mirror();
    if (mirror.epoch().equals(there.epoch()) && lane.furthest() > there.offset()) {
      return forward(there);
    }
    Head mine = there.openTo(tag(there.tag()));
    return replace(there, mine).compose(replaced -> catchUp(mine));
  }

  /**
   * Whatever a mirror has was committed. A head that does not reach so far went back, as when parts
   * of a cluster that were out of each other's reach become one: the mirrors have the rest.
   */
  private Future<Head> forward(Head there) {
    Mirror mirror = lane.mirror();
    return gather(() -> mirror.offset() >= lane.furthest())
        .compose(
            gathered -> {
              if (!gathered || !follows(there)) {
                LOG.warn("Updates of {} past {} are gone: it starts over", feed, there.offset());
                return startOver(there);
              }
              LOG.info("{} goes on from {}, the grid had {}", feed, mirror.offset(), there);
              List<Batch> tail = mirror.journal().after(there.cutAt(), TAIL_BYTES);
              boolean whole = tail != null && reaches(tail, mirror.offset());
              Head mine =
                  new Head(
                      mirror.epoch(),
                      tag(there.tag()),
                      mirror.offset(),
                      tail != null && whole ? tail : List.of());
              return replace(there, mine)
                  .map(
                      replaced -> {
                        mirror.heardOf(mine.tag());
                        return mine;
                      });
            });
  }

  /** Whether the mirror has what the head has, and more: not something else in its place. */
  private boolean follows(Head there) {
    if (there.tail().isEmpty()) {
      return true;
    }
    Batch newest = there.tail().get(there.tail().size() - 1);
    Batch here = lane.mirror().journal().ending(there.offset());
    return here != null && here.same(newest);
  }

  private static boolean reaches(List<Batch> tail, long offset) {
    return !tail.isEmpty() && tail.get(tail.size() - 1).last() == offset;
  }

  /** In another epoch, as something may be gone, and with what is left. */
  private Future<Head> startOver(@Nullable Head there) {
    Mirror mirror = lane.mirror();
    // The mirror first: where the grid does not answer, it may have the head all the same.
    mirror.renew(newEpoch());
    long tag = tag(there == null ? 0 : there.tag());
    Head head = new Head(mirror.epoch(), tag, mirror.offset(), List.of());
    return (there == null ? grid.begin(feed, head) : grid.replace(feed, there, head))
        .compose(done -> became(done, head));
  }

  private Future<Void> replace(Head there, Head head) {
    return grid.replace(feed, there, head).compose(this::unlessFaster);
  }

  private Future<Void> unlessFaster(boolean done) {
    return done
        ? Future.succeededFuture()
        : Future.failedFuture(new Moved("another was faster with " + feed));
  }

  private Future<Head> became(boolean done, Head head) {
    return unlessFaster(done)
        .map(
            first -> {
              if (!lane.mirror().epoch().equals(head.epoch())) {
                lane.mirror().restart(head.epoch(), head.tag());
              }
              lane.mirror().heardOf(head.tag());
              return head;
            });
  }

  private Future<Head> catchUp(Head head) {
    Mirror mirror = lane.mirror();
    if (!mirror.epoch().equals(head.epoch()) && head.cutAt() == 0) {
      mirror.restart(head.epoch(), head.tag());
    }
    mirror.heardOf(head.tag());
    return gather(() -> isAt(head))
        .compose(
            gathered -> {
              if (gathered) {
                return Future.succeededFuture(head);
              }
              LOG.warn("No node has the updates of {} up to {}: it starts over", feed, head);
              return startOver(head);
            });
  }

  private boolean isAt(Head head) {
    head.tail().forEach(lane.mirror()::offer);
    return lane.mirror().epoch().equals(head.epoch()) && lane.mirror().offset() == head.offset();
  }

  /**
   * Asks the other nodes, one after the other, until there is enough. Whether there is; fails where
   * a member that did not answer may have the rest.
   */
  private Future<Boolean> gather(BooleanSupplier enough) {
    return ask(lane.others(), enough, null);
  }

  private Future<Boolean> ask(
      List<String> others, BooleanSupplier enough, @Nullable Throwable failure) {
    if (enough.getAsBoolean()) {
      return Future.succeededFuture(true);
    }
    if (others.isEmpty()) {
      return failure == null ? Future.succeededFuture(false) : Future.failedFuture(failure);
    }
    List<String> rest = others.subList(1, others.size());
    return lane.fetchAfresh(others.get(0))
        .transform(asked -> ask(rest, enough, asked.failed() ? asked.cause() : failure));
  }

  private long tag(long there) {
    return Math.max(lane.now(), Math.max(there, lane.mirror().tag()) + 1);
  }

  private static String newEpoch() {
    return Feeds.epoch(new SecureRandom());
  }
}
