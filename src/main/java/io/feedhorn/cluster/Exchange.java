package io.feedhorn.cluster;

import io.feedhorn.publish.Answer;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the nodes say to each other, in both directions. Owned by the writer's event loop. */
final class Exchange {
  private static final long PARCEL_MILLIS = 6_000;
  private static final long PUSH_MILLIS = 5_000;
  private static final long HEADS_MILLIS = 3_000;
  private static final long FETCH_MILLIS = 3_000;
  private static final int FETCH_BYTES = 1024 * 1024;

  private static final int NOTHING = 0;
  private static final int BATCHES = 1;
  private static final int COPY = 2;

  private final Post post;
  private final Grid grid;
  private final LongSupplier micros;
  private final Function<String, Lane> lanes;
  private final Collection<Lane> known;
  private final Map<String, Peer> peers = new HashMap<>();
  // Read by health checks, on any thread.
  private final Map<String, Long> heardAt = new ConcurrentHashMap<>();
  private final Map<String, Long> connectionsAt = new ConcurrentHashMap<>();
  private final LongSupplier connections;
  private final Transfers transfers = new Transfers();
  private final Vouchers vouchers = new Vouchers(System::nanoTime);

  /**
   * @param lanes the lane of a feed, made where there is none
   * @param known the lanes there are, a view
   * @param connections how many connections this node has
   */
  Exchange(
      Post post,
      Grid grid,
      LongSupplier micros,
      Function<String, Lane> lanes,
      Collection<Lane> known,
      LongSupplier connections) {
    this.post = post;
    this.grid = grid;
    this.micros = micros;
    this.lanes = lanes;
    this.known = known;
    this.connections = connections;
  }

  Future<Void> open() {
    post.on(Post.Kind.PARCEL, (from, in) -> parcel(in));
    post.on(Post.Kind.BATCHES, this::batches);
    post.on(Post.Kind.HEADS, this::heads);
    post.on(Post.Kind.FETCH, (from, in) -> fetched(in));
    post.on(Post.Kind.PAGE, (from, in) -> page(in));
    return post.open();
  }

  private List<String> others() {
    List<String> others = new ArrayList<>(grid.members());
    others.remove(grid.self());
    return others;
  }

  // Parcels: to the owner.

  Future<List<Answer>> send(String owner, Parcel parcel) {
    return post.ask(owner, Post.Kind.PARCEL, parcel.bytes(), PARCEL_MILLIS)
        .map(Parcel::readAnswers);
  }

  private Future<Buffer> parcel(Unpacking in) {
    Parcel parcel = Parcel.read(in);
    return lanes.apply(parcel.feed()).order(parcel).map(Parcel::bytes);
  }

  // Batches: from the owner.

  void push(Batch batch) {
    List<String> others = others();
    peers.keySet().retainAll(others);
    for (String node : others) {
      peers.computeIfAbsent(node, this::peer).push(batch);
    }
  }

  private Peer peer(String node) {
    return new Peer(
        (frame, count) -> post.ask(node, Post.Kind.BATCHES, frame.done(), PUSH_MILLIS),
        in -> note(node, in));
  }

  private Future<Buffer> batches(String from, Unpacking in) {
    Map<String, Lane> touched = new HashMap<>();
    for (int rest = in.count(); rest > 0; rest--) {
      Batch batch = new Batch(in.bytes());
      Lane lane = touched.computeIfAbsent(batch.feed(), lanes);
      lane.receive(batch, from);
    }
    heardAt.put(from, micros.getAsLong());
    return Future.succeededFuture(standings(touched.values()));
  }

  // Heads: to all, each second.

  void compare() {
    vouchers.retain(grid.members());
    Buffer mine = standings(known);
    for (String node : others()) {
      askHeads(node, mine).onSuccess(in -> note(node, in));
    }
  }

  private Future<Unpacking> askHeads(String node, Buffer mine) {
    long asked = vouchers.ask();
    return post.ask(node, Post.Kind.HEADS, mine, HEADS_MILLIS)
        .onSuccess(in -> vouchers.answered(node, in.flag(), asked));
  }

  private Future<Buffer> heads(String from, Unpacking in) {
    note(from, in);
    if (!vouchers.isVouchedBy(from)) {
      // One that joins asks before it keeps heads: by then it has vouched for this node.
      askHeads(from, standings(known)).onSuccess(answer -> note(from, answer));
    }
    boolean member = grid.members().contains(from);
    return Future.succeededFuture(new Packing().flag(member).all(standings(known)).done());
  }

  /**
   * Returns true if this node can write: most of the members that keep heads are in reach, and say
   * that it is one of them. Safe on any thread.
   */
  boolean isAvailable() {
    return grid.isAvailable() && vouchers.suffice(grid.keepers());
  }

  private Buffer standings(Collection<Lane> of) {
    Packing out = new Packing().number(connections.getAsLong()).count(of.size());
    of.forEach(lane -> lane.standing().pack(out));
    return out.done();
  }

  private void note(String node, Unpacking in) {
    heardAt.put(node, micros.getAsLong());
    connectionsAt.put(node, in.number());
    for (int rest = in.count(); rest > 0; rest--) {
      Standing standing = Standing.unpack(in);
      lanes.apply(standing.feed()).heard(node, standing);
    }
  }

  /** For how long no other node was heard of, in microseconds. Safe on any thread. */
  long silence(long nowMicros) {
    return heardAt.values().stream().mapToLong(at -> nowMicros - at).min().orElse(0);
  }

  /** How many connections a node said it has; 0 where it said nothing. Safe on any thread. */
  long connectionsAt(String node) {
    return connectionsAt.getOrDefault(node, 0L);
  }

  /** Where every other node is with every feed; those that do not answer say nothing. */
  Future<Map<String, List<Standing>>> standings() {
    Map<String, List<Standing>> standings = new HashMap<>();
    List<Future<Void>> asked = new ArrayList<>();
    for (String node : others()) {
      asked.add(
          askHeads(node, standings(known))
              .<Void>map(
                  in -> {
                    connectionsAt.put(node, in.number());
                    List<Standing> all = new ArrayList<>();
                    for (int rest = in.count(); rest > 0; rest--) {
                      all.add(Standing.unpack(in));
                    }
                    standings.put(node, all);
                    return null;
                  }));
    }
    return Future.join(asked).transform(done -> Future.succeededFuture(standings));
  }

  /** Whether any other node has updates of a feed. */
  Future<Boolean> isKnown(String feed) {
    return standings()
        .map(
            all ->
                all.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(each -> each.feed().equals(feed) && each.offset() > 0));
  }

  // Repairs: from the owner, or any other.

  /** Asks a node for what a mirror does not have; done when the mirror is as far as that node. */
  Future<Void> fetch(String node, Lane lane) {
    Mirror mirror = lane.mirror();
    long before = mirror.offset();
    Buffer question = new Packing().text(lane.feed()).text(mirror.epoch()).number(before).done();
    return post.ask(node, Post.Kind.FETCH, question, FETCH_MILLIS)
        .compose(
            in ->
                switch (in.count()) {
                  case BATCHES -> more(node, lane, in, before);
                  case COPY -> copy(node, lane, in);
                  default -> Future.succeededFuture();
                });
  }

  private Future<Void> more(String node, Lane lane, Unpacking in, long before) {
    long theirs = in.number();
    for (int rest = in.count(); rest > 0; rest--) {
      lane.mirror().offer(new Batch(in.bytes()));
    }
    long now = lane.mirror().offset();
    return now < theirs && now > before ? fetch(node, lane) : Future.succeededFuture();
  }

  private Future<Void> copy(String node, Lane lane, Unpacking in) {
    long number = in.number();
    Mirror.Copy copy = lane.mirror().new Copy(in.text(), in.number(), in.number());
    return pages(node, number, copy)
        .onSuccess(
            filled -> {
              Mirror mirror = lane.mirror();
              // Meanwhile the mirror may have come further than the copy.
              if (!copy.isOf(mirror.epoch()) || copy.offset() > mirror.offset()) {
                mirror.load(copy);
              }
            });
  }

  private Future<Void> pages(String node, long number, Mirror.Copy copy) {
    return post.ask(node, Post.Kind.PAGE, new Packing().number(number).done(), FETCH_MILLIS)
        .compose(
            in -> {
              boolean more = in.flag();
              Transfers.read(in, copy);
              return more ? pages(node, number, copy) : Future.succeededFuture();
            });
  }

  private Future<Buffer> fetched(Unpacking in) {
    Lane lane = lanes.apply(in.text());
    String epoch = in.text();
    long offset = in.number();
    Mirror mirror = lane.mirror();
    Packing out = new Packing();
    if (epoch.equals(mirror.epoch()) && offset >= mirror.offset()) {
      return Future.succeededFuture(out.count(BATCHES).number(mirror.offset()).count(0).done());
    }
    if (mirror.offset() == 0 && !lane.isOwned()) {
      return Future.succeededFuture(out.count(NOTHING).done());
    }
    List<Batch> after =
        epoch.equals(mirror.epoch()) ? mirror.journal().after(offset, FETCH_BYTES) : null;
    if (after == null) {
      out.count(COPY).number(transfers.begin(mirror, micros.getAsLong()));
      out.text(mirror.epoch()).number(mirror.tag()).number(mirror.offset());
    } else {
      out.count(BATCHES).number(mirror.offset()).count(after.size());
      after.forEach(batch -> out.bytes(batch.bytes()));
    }
    return Future.succeededFuture(out.done());
  }

  private Future<Buffer> page(Unpacking in) {
    @Nullable Buffer page = transfers.page(in.number(), micros.getAsLong());
    return page == null
        ? Future.failedFuture(new Moved("no such copy"))
        : Future.succeededFuture(page);
  }
}
