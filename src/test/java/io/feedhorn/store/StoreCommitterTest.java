package io.feedhorn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.metrics.StoreMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreCommitterTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final InMemoryDurableStore store = new InMemoryDurableStore();
  private final AtomicLong refused = new AtomicLong();
  private final StoreCommitter committer = committer(FsyncMode.ALWAYS);

  private StoreCommitter committer(FsyncMode fsync) {
    StoreMetrics metrics =
        new StoreMetrics() {
          @Override
          public void refused(int changes) {
            refused.addAndGet(changes);
          }
        };
    return new StoreCommitter(vertx, new StoreWorker(vertx), store, fsync, metrics);
  }

  @AfterEach
  void close() throws Exception {
    store.release();
    vertx.close().await(30, TimeUnit.SECONDS);
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    loop.runOnContext(run -> action.get().onComplete(result));
    return result.future();
  }

  private Future<Void> write(String name) {
    return onLoop(() -> committer.write(List.of(reader(name))));
  }

  private static StoredReader reader(String name) {
    return new StoredReader(name, Buffer.buffer("{}"));
  }

  private void holdAWrite() {
    store.hold();
    write("first");
    Awaitility.await().until(() -> store.started() == 1);
  }

  @Test
  void whatIsSubmittedDuringAWriteIsStoredByTheNextOne() throws Exception {
    holdAWrite();
    Future<Void> second = write("second");
    Future<Void> third = write("third");
    store.release();
    Future.all(second, third).await(30, TimeUnit.SECONDS);

    assertThat(store.groups())
        .containsExactly(List.of(reader("first")), List.of(reader("second"), reader("third")));
    assertThat(store.forcedGroups()).isEqualTo(2);
  }

  @Test
  void resultsComeInOrderOnTheLoopOfTheCaller() throws Exception {
    List<String> results = new CopyOnWriteArrayList<>();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = Integer.toString(i);
      all.add(
          onLoop(
              () ->
                  committer
                      .write(List.of(reader(name)))
                      .onSuccess(
                          stored ->
                              results.add(
                                  name + (Vertx.currentContext() == loop ? "" : " elsewhere")))));
    }
    Future.all(all).await(30, TimeUnit.SECONDS);

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add(Integer.toString(i));
    }
    assertThat(results).isEqualTo(expected);
  }

  @Test
  void afterAFailureTheNextWriteIsTried() throws Exception {
    store.setFailing(true);
    assertThatThrownBy(() -> write("first").await(30, TimeUnit.SECONDS))
        .isInstanceOf(StoreException.class)
        .hasMessage("No space left on device");
    assertThat(committer.condition().failure()).isEqualTo("No space left on device");

    store.setFailing(false);
    write("second").await(30, TimeUnit.SECONDS);
    assertThat(committer.condition().isWritable()).isTrue();
    assertThat(store.groups()).containsExactly(List.of(reader("second")));
  }

  @Test
  void refusesMoreChangesThanMayWait() throws Exception {
    holdAWrite();
    List<StoreChange> many = new ArrayList<>();
    for (int i = 0; i < StoreCommitter.MAX_WAITING_CHANGES; i++) {
      many.add(reader("many"));
    }
    Future<Void> waiting = onLoop(() -> committer.write(many));

    assertThatThrownBy(() -> write("one more").await(30, TimeUnit.SECONDS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("200000 changes");
    assertThat(refused).hasValue(1);
    store.release();
    waiting.await(30, TimeUnit.SECONDS);
  }

  @Test
  void refusesMoreBytesThanMayWait() throws Exception {
    holdAWrite();
    Buffer large = Buffer.buffer(new byte[(int) StoreCommitter.MAX_WAITING_BYTES]);
    Future<Void> waiting = onLoop(() -> committer.write(List.of(new StoredReader("large", large))));

    assertThatThrownBy(() -> write("one more").await(30, TimeUnit.SECONDS))
        .isInstanceOf(StoreException.class);
    store.release();
    waiting.await(30, TimeUnit.SECONDS);
  }

  @Test
  void closingStoresWhatWasSubmitted() throws Exception {
    holdAWrite();
    Future<Void> second = write("second");
    Future<Void> closed = onLoop(committer::close);
    store.release();
    closed.await(30, TimeUnit.SECONDS);
    Future<Void> late = write("late");
    assertThatThrownBy(() -> late.await(30, TimeUnit.SECONDS)).isInstanceOf(StoreException.class);

    assertThat(second.succeeded()).isTrue();
    assertThat(store.isClosed()).isTrue();
    assertThat(store.groups()).hasSize(2);
  }

  @Test
  void closesAnUnusedStore() throws Exception {
    committer.close().await(30, TimeUnit.SECONDS);

    assertThat(store.isClosed()).isTrue();
  }
}
