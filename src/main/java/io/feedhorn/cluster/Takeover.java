package io.feedhorn.cluster;

import io.feedhorn.log.Feeds;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a feed over from whoever wrote it: shuts out the earlier incarnations in the grid, brings
 * this node's mirror to where the head is, and starts the log over only where updates that were
 * answered are gone. Owned by the writer's event loop.
 */
final class Takeover implements Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

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
                LOG.warn("All copies of the newest updates of {} are gone: it starts over", feed);
              }
              String epoch = known ? newEpoch() : feeds.unbornEpoch();
              Head head = Head.empty(epoch, tag(0));
              return grid.begin(feed, head).compose(began -> became(began, head));
            });
  }

  private Future<Head> adopt(Head there) {
    Mirror mirror = lane.mirror();
    // Whatever a mirror has was committed: a head that does not reach so far lost what it had.
    boolean lost = mirror.epoch().equals(there.epoch()) && lane.furthest() > there.offset();
    if (lost) {
      LOG.warn("Updates of {} past {} are gone: it starts over", feed, there.offset());
      return startOver(there);
    }
    Head mine = there.openTo(tag(there.tag()));
    return grid.replace(feed, there, mine)
        .compose(
            replaced ->
                replaced
                    ? catchUp(mine)
                    : Future.failedFuture(new Moved("another was faster with " + feed)));
  }

  private Future<Head> startOver(Head there) {
    Head head = Head.empty(newEpoch(), tag(there.tag()));
    return grid.replace(feed, there, head).compose(replaced -> became(replaced, head));
  }

  private Future<Head> became(boolean done, Head head) {
    if (!done) {
      return Future.failedFuture(new Moved("another was faster with " + feed));
    }
    if (!lane.mirror().epoch().equals(head.epoch())) {
      lane.mirror().restart(head.epoch(), head.tag());
    }
    lane.mirror().heardOf(head.tag());
    return Future.succeededFuture(head);
  }

  private Future<Head> catchUp(Head head) {
    Mirror mirror = lane.mirror();
    if (!mirror.epoch().equals(head.epoch())) {
      mirror.restart(head.epoch(), head.tag());
    }
    mirror.heardOf(head.tag());
    return isAt(head) ? Future.succeededFuture(head) : askAll(head, lane.others());
  }

  /** What is not in the tail any more is with the other nodes: the first that has it will do. */
  private Future<Head> askAll(Head head, List<String> others) {
    if (others.isEmpty()) {
      LOG.warn("No node has the updates of {} up to {}: it starts over", feed, head.cutAt());
      return startOver(head);
    }
    List<String> rest = others.subList(1, others.size());
    return lane.fetch(others.get(0))
        .transform(asked -> isAt(head) ? Future.succeededFuture(head) : askAll(head, rest));
  }

  private boolean isAt(Head head) {
    head.tail().forEach(lane.mirror()::offer);
    return lane.mirror().offset() == head.offset();
  }

  private long tag(long there) {
    return Math.max(lane.now(), Math.max(there, lane.mirror().tag()) + 1);
  }

  private static String newEpoch() {
    return Feeds.epoch(new SecureRandom());
  }
}
