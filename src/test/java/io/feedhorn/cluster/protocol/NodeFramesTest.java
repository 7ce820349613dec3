package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeFramesTest {
  private static final byte VERSION = 3;
  private static final long TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger messages = new AtomicInteger();
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final Node here = new Node("here", VERSION);
  private final Node other = new Node("other", VERSION);

  /** A node that answers each request with its text, unless a test wants something else. */
  private final class Node implements NodeFrames.Receiver {
    final String name;
    final byte version;
    final NodeFrames frames;
    volatile Supplier<Future<Buffer>> answer = () -> Future.succeededFuture(Buffer.buffer());
    volatile boolean echo = true;

    Node(String name, byte version) {
      this.name = name;
      this.version = version;
      this.frames = new NodeFrames(vertx, version, name, this, nanos::get);
    }

    @Override
    public boolean accepts(byte theirs, String from) {
      return theirs == version;
    }

    @Override
    public Future<Buffer> answer(MessageKind kind, String from, BinaryReader request) {
      String text = request.text();
      handled.add(from + " to " + name + ": " + kind + ' ' + text);
      return echo ? Future.succeededFuture(new BinaryWriter().text(text).toBuffer()) : answer.get();
    }
  }

  @BeforeEach
  void start() throws Exception {
    inTurn(
        () -> {
          here.frames.start();
          other.frames.start();
          return Future.succeededFuture();
        });
    vertx
        .eventBus()
        .addOutboundInterceptor(
            sent -> {
              messages.incrementAndGet();
              sent.next();
            });
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  /** Runs an action in one turn of the event loop that owns the frames. */
  private <T> T inTurn(Supplier<Future<T>> action) throws Exception {
    Promise<T> result = Promise.promise();
    context.runOnContext(turn -> action.get().onComplete(result));
    return result.future().await(30, TimeUnit.SECONDS);
  }

  private static Future<String> ask(Node from, String node, MessageKind kind, String text) {
    Buffer fields = new BinaryWriter().text(text).toBuffer();
    return from.frames.request(node, kind, fields, TIMEOUT_MILLIS).map(BinaryReader::text);
  }

  private List<String> askAll(String... texts) throws Exception {
    return inTurn(
        () -> {
          List<Future<String>> answers = new ArrayList<>();
          for (String text : texts) {
            answers.add(ask(here, "other", MessageKind.PUBLISH, text));
          }
          return Future.all(answers).map(all -> all.<String>list());
        });
  }

  @Test
  void theRequestsOfATurnAreOneMessageAndTheirAnswersToo() throws Exception {
    assertThat(askAll("a", "b", "c")).containsExactly("a", "b", "c");

    assertThat(handled)
        .containsExactly(
            "here to other: PUBLISH a", "here to other: PUBLISH b", "here to other: PUBLISH c");
    assertThat(messages.get()).isEqualTo(2);
  }

  @Test
  void aLaterTurnIsAnotherMessage() throws Exception {
    askAll("a");
    askAll("b");

    assertThat(messages.get()).isEqualTo(4);
  }

  @Test
  void anAnswerMayComeAfterThatOfALaterRequest() throws Exception {
    Promise<Buffer> late = Promise.promise();
    other.echo = false;
    other.answer = late::future;
    Future<String> first =
        inTurn(() -> Future.succeededFuture(ask(here, "other", MessageKind.PUBLISH, "a")));
    Awaitility.await().until(() -> handled.size() == 1);
    other.echo = true;

    assertThat(askAll("b")).containsExactly("b");
    assertThat(first.isComplete()).isFalse();
    context.runOnContext(
        turn -> late.complete(new BinaryWriter().text("the answer to a").toBuffer()));
    assertThat(first.await(30, TimeUnit.SECONDS)).isEqualTo("the answer to a");
  }

  @Test
  void theFailureOfAHandlerIsReported() {
    other.echo = false;
    other.answer = () -> Future.failedFuture("the sequencer is closed");

    assertThatThrownBy(() -> askAll("a"))
        .isInstanceOf(RetryableException.class)
        .hasMessage("the sequencer is closed");
  }

  @Test
  void aRequestWithoutAnAnswerFailsInTime() {
    Promise<Buffer> never = Promise.promise();
    other.echo = false;
    other.answer =
        () -> {
          nanos.addAndGet(TIMEOUT_MILLIS * 1_000_000 + 1);
          return never.future();
        };

    assertThatThrownBy(() -> askAll("a")).hasMessageContaining("did not answer in time");
  }

  @Test
  void aRequestToANodeThatIsGoneFailsAtOnce() {
    Promise<Buffer> never = Promise.promise();
    other.echo = false;
    other.answer =
        () -> {
          here.frames.retain(List.of("here"));
          return never.future();
        };

    assertThatThrownBy(() -> askAll("a")).hasMessageContaining("not a member any more");
  }

  @Test
  void whatWaitsForANodeThatIsGoneIsNotSent() throws Exception {
    Future<String> answer =
        inTurn(
            () -> {
              Future<String> asked = ask(here, "other", MessageKind.PUBLISH, "a");
              here.frames.retain(List.of("here"));
              return Future.succeededFuture(asked);
            });

    assertThat(answer.failed()).isTrue();
    assertThatThrownBy(() -> inTurn(() -> ask(here, "gone", MessageKind.PUBLISH, "later")))
        .hasMessageContaining("No handlers");
    assertThat(handled).isEmpty();
  }

  @Test
  void aMessageThatCannotBeSentFailsItsRequests() {
    assertThatThrownBy(() -> inTurn(() -> ask(here, "gone", MessageKind.PUBLISH, "a")))
        .hasMessageContaining("No handlers");
  }

  @Test
  void theMessageOfAnotherVersionIsNotRead() throws Exception {
    Node newer = new Node("newer", (byte) (VERSION + 1));
    inTurn(
        () -> {
          newer.frames.start();
          return Future.succeededFuture();
        });
    Future<String> refused =
        inTurn(() -> Future.succeededFuture(ask(newer, "here", MessageKind.COMMIT, "a")));

    askAll("b");

    assertThat(handled).containsExactly("here to other: PUBLISH b");
    assertThat(refused.isComplete()).isFalse();
  }

  @Test
  void aFaultyUseOfAnAnswerDoesNotLoseTheOtherAnswersOfTheMessage() throws Exception {
    String answer =
        inTurn(
            () -> {
              Buffer fields = new BinaryWriter().text("a").toBuffer();
              here.frames
                  .request("other", MessageKind.STATUS, fields, TIMEOUT_MILLIS)
                  .onSuccess(
                      in -> {
                        throw new IllegalStateException("a fault");
                      });
              return ask(here, "other", MessageKind.PUBLISH, "b");
            });

    assertThat(answer).isEqualTo("b");
  }

  @Test
  void anAnswerOfANodeThatWasNotAskedIsIgnored() throws Exception {
    Promise<Buffer> late = Promise.promise();
    other.echo = false;
    other.answer = late::future;
    Future<String> first =
        inTurn(() -> Future.succeededFuture(ask(here, "other", MessageKind.PUBLISH, "a")));
    Awaitility.await().until(() -> handled.size() == 1);
    Buffer foreign =
        new BinaryWriter()
            .octet(VERSION)
            .text("third")
            .octet((byte) 1)
            .number(1)
            .bytes(new BinaryWriter().text("foreign").toBuffer())
            .toBuffer();
    vertx.eventBus().send("feedhorn.frames@here", foreign);
    other.echo = true;
    askAll("b");

    context.runOnContext(turn -> late.complete(new BinaryWriter().text("own").toBuffer()));
    assertThat(first.await(30, TimeUnit.SECONDS)).isEqualTo("own");
  }

  @Test
  void aMalformedMessageIsIgnored() throws Exception {
    Buffer malformed =
        new BinaryWriter()
            .octet(VERSION)
            .text("here")
            .octet((byte) 0)
            .number(1)
            .text("NONE")
            .toBuffer();
    vertx.eventBus().send("feedhorn.frames@other", malformed);
    vertx.eventBus().send("feedhorn.frames@other", Buffer.buffer(new byte[] {VERSION, 0, 0}));

    assertThat(askAll("a")).containsExactly("a");
  }
}
