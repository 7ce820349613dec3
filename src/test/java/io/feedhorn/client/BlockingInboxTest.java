package io.feedhorn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.streams.ReadStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bound of a queue to a slow thread, with a stream that has a thousand values. */
@Timeout(60)
class BlockingInboxTest {
  private static final Vertx VERTX = Vertx.vertx();
  private static final Duration NOW = Duration.ZERO;
  private static final Duration SOON = Duration.ofSeconds(50);
  private static final int BOUND = 16;

  private final Context eventLoop = VERTX.getOrCreateContext();
  private final BlockingInbox<String> inbox = new BlockingInbox<>(BOUND, String::length, eventLoop);
  private final Values values = new Values();

  @AfterAll
  static void stop() throws Exception {
    VERTX.close().await(50, TimeUnit.SECONDS);
  }

  @BeforeEach
  void connect() throws Exception {
    inbox.readFrom(values);
    on(() -> {});
  }

  /** Runs a task on the event loop, after those that it has. */
  private void on(Runnable task) throws Exception {
    Future.<Void>future(
            done ->
                eventLoop.runOnContext(
                    ignored -> {
                      task.run();
                      done.complete();
                    }))
        .await(50, TimeUnit.SECONDS);
  }

  /** A stream of numbers that brings them while it is not paused. Used on the event loop. */
  private final class Values implements ReadStream<String> {
    private boolean flowing = true;
    private String suffix = "";
    private int last;

    private void flow() {
      while (flowing && last < 1_000) {
        last++;
        inbox.add(last + suffix);
      }
    }

    @Override
    public ReadStream<String> pause() {
      flowing = false;
      return this;
    }

    @Override
    public ReadStream<String> resume() {
      flowing = true;
      eventLoop.runOnContext(ignored -> flow());
      return this;
    }

    @Override
    public ReadStream<String> fetch(long amount) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ReadStream<String> handler(@Nullable Handler<String> handler) {
      return this;
    }

    @Override
    public ReadStream<String> exceptionHandler(@Nullable Handler<Throwable> handler) {
      return this;
    }

    @Override
    public ReadStream<String> endHandler(@Nullable Handler<Void> handler) {
      return this;
    }
  }

  @Test
  void pausesItsStreamWhileItIsFull() throws Exception {
    on(values::flow);
    assertThat(values.last).isEqualTo(BOUND);

    inbox.poll(NOW);
    on(() -> {});
    assertThat(values.last).as("less than an eighth is free").isEqualTo(BOUND);

    inbox.poll(NOW);
    on(() -> {});
    on(() -> {});
    assertThat(values.last).isEqualTo(BOUND + 2);
  }

  @Test
  void itsBoundIsASetting() {
    ClientOptions options = ClientOptions.of(URI.create("http://localhost:8080")).token("secret");
    assertThat(options.maxUnread(7).maxUnread()).isEqualTo(7);
    assertThat(options.maxUnread(7).toString()).contains("maxUnread=7").doesNotContain("secret");
    assertThatThrownBy(() -> options.maxUnread(0)).hasMessageContaining("at least 1, not 0");
  }

  @Test
  void givesEachValueOnceAndInOrder() throws Exception {
    on(values::flow);
    List<String> taken = new ArrayList<>();
    while (taken.size() < 1_000) {
      taken.add(inbox.poll(SOON));
    }
    assertThat(taken).startsWith("1", "2").endsWith("999", "1000").doesNotContainNull();
    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void isFullOfAFewLargeValues() throws Exception {
    values.suffix = "x".repeat(BlockingInbox.MAX_CHARACTERS / 2);
    on(values::flow);
    assertThat(values.last).isEqualTo(2);

    inbox.poll(NOW);
    on(() -> {});
    on(() -> {});
    assertThat(values.last).isEqualTo(3);
  }

  @Test
  void theEndComesAfterWhatThePausedStreamHas() throws Exception {
    on(values::flow);
    on(() -> inbox.end("cut"));
    for (int i = 1; i <= 1_000; i++) {
      assertThat(inbox.poll(SOON)).isEqualTo("" + i);
    }
    assertThatThrownBy(() -> inbox.poll(SOON)).hasMessageContaining("cut");
    assertThatThrownBy(() -> inbox.poll(SOON)).hasMessageContaining("cut");
  }

  @Test
  void aClosedReaderReadsItsStreamToTheEndAndKeepsNothing() throws Exception {
    on(values::flow);
    inbox.discard();
    on(() -> {});
    on(() -> {});
    assertThat(values.last).isEqualTo(1_000);
    assertThatThrownBy(() -> inbox.poll(NOW)).isInstanceOf(ConnectionLostException.class);
  }
}
