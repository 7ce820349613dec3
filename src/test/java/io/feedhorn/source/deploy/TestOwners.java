package io.feedhorn.source.deploy;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A node whose view of the owner a test sets, and which asks the other nodes of the test. */
final class TestOwners implements SourceOwners {
  private final @Nullable String name;
  private final List<TestOwners> others = new CopyOnWriteArrayList<>();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean owner;
  private volatile boolean silent;
  private volatile @Nullable Claims claims;

  /**
   * @param name null for a single server
   */
  TestOwners(@Nullable String name) {
    this.name = name;
  }

  /** Lets two nodes ask each other. */
  static void connect(TestOwners one, TestOwners other) {
    one.others.add(other);
    other.others.add(one);
  }

  /** Sets if this node takes itself for the owner. */
  void setOwner(boolean isOwner) {
    owner = isOwner;
  }

  /** Sets if this node does not answer. */
  void setSilent(boolean isSilent) {
    silent = isSilent;
  }

  boolean isClaimed(String source) {
    Claims known = claims;
    return known != null && known.isClaimed(source);
  }

  /** Returns the number of times that this node has asked the others. */
  int questions() {
    return questions.get();
  }

  @Override
  public @Nullable String node() {
    return name;
  }

  @Override
  public void answer(Claims own) {
    claims = own;
  }

  @Override
  public boolean isOwner(String source) {
    return owner;
  }

  @Override
  public Future<Boolean> isFree(String source) {
    questions.incrementAndGet();
    return Future.succeededFuture(
        others.stream().noneMatch(other -> other.silent || other.isClaimed(source)));
  }

  @Override
  public boolean canPublish() {
    return false; // These tests have no feeds.
  }

  @Override
  public void compare(Map<String, String> settings) {}
}
