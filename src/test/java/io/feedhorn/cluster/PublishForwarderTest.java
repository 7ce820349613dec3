package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishForwarderTest {
  private final Wire wire = new Wire();
  private long nanos;
  private final PublishForwarder forwarder = new PublishForwarder("f", 7, wire, () -> nanos);

  private Future<Receipt> publish(String json) {
    return forwarder.append(TestBatches.append("f.a", json, null));
  }

  @Test
  void hasOneParcelOnItsWayAndGathersTheRest() {
    publish("1");
    publish("2");
    publish("3");

    assertThat(wire.sent)
        .singleElement()
        .satisfies(publishBatch -> assertThat(values(publishBatch)).isEqualTo("1"));
    wire.answer();
    assertThat(wire.sent).hasSize(2);
    assertThat(values(wire.sent.get(1))).isEqualTo("23");
    assertThat(wire.sent.get(1).number()).isGreaterThan(wire.sent.get(0).number());
  }

  @Test
  void sendsAParcelAgainWithItsNumberUntilItIsAnswered() {
    Future<Receipt> answer = publish("1");
    wire.fail();
    wire.runLater();
    wire.owner = "b";
    wire.fail();
    wire.runLater();
    wire.answer();

    assertThat(wire.sent)
        .hasSize(3)
        .allSatisfy(publishBatch -> assertThat(publishBatch.number()).isEqualTo(1));
    assertThat(wire.to).containsExactly("a", "a", "b");
    assertThat(answer.succeeded()).isTrue();
  }

  @Test
  void goesToTheNewOwnerWithoutWaitingForTheOldOne() {
    Future<Receipt> answer = publish("1");
    wire.owner = "b";
    forwarder.check();
    wire.answer();

    assertThat(wire.to).containsExactly("a", "b");
    assertThat(answer.succeeded()).isTrue();
  }

  @Test
  void answersOnceThisNodeHasTheUpdate() {
    wire.holding = true;
    Future<Receipt> answer = publish("1");
    wire.answer();
    assertThat(answer.isComplete()).isFalse();

    wire.kept.forEach(Runnable::run);
    assertThat(answer.succeeded()).isTrue();
  }

  @Test
  void givesUpAfterItsPatienceAndIsNotHeldUpByIt() {
    Future<Receipt> first = publish("1");
    nanos += PublishForwarder.PATIENCE.toNanos() + 1;
    Future<Receipt> second = publish("2");
    forwarder.check();

    assertThat(code(first)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(values(wire.sent.get(1))).isEqualTo("2");
    wire.answer();
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void refusesAtOnceWhereNobodyCanTakeIt() {
    Future<Receipt> before = publish("1");
    wire.cutOff = true;
    forwarder.check();

    assertThat(code(before)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(code(publish("2"))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(forwarder.isIdle()).isTrue();
  }

  private static ErrorCode code(Future<Receipt> answer) {
    return answer.cause() instanceof FeedException exception
        ? exception.code()
        : ErrorCode.INTERNAL;
  }

  private static String values(PublishBatch publishBatch) {
    StringBuilder values = new StringBuilder();
    publishBatch.appends().forEach(command -> values.append(command.data()));
    return values.toString();
  }

  /** What the ingress talks to, which answers when it is told to. */
  private static final class Wire implements PublishForwarder.OwnerRoute {
    final List<PublishBatch> sent = new ArrayList<>();
    final List<String> to = new ArrayList<>();
    final List<Runnable> kept = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final ArrayDeque<Promise<List<PublishResult>>> answers = new ArrayDeque<>();
    String owner = "a";
    boolean cutOff;
    boolean holding;

    @Override
    public @Nullable String owner() {
      return owner;
    }

    @Override
    public Future<List<PublishResult>> send(String node, PublishBatch publishBatch) {
      to.add(node);
      sent.add(publishBatch);
      Promise<List<PublishResult>> answer = Promise.promise();
      answers.add(answer);
      return answer.future();
    }

    @Override
    public boolean isCutOff() {
      return cutOff;
    }

    @Override
    public void later(Runnable action) {
      later.add(action);
    }

    @Override
    public void onApplied(Receipt receipt, Runnable action) {
      if (holding) {
        kept.add(action);
      } else {
        action.run();
      }
    }

    void answer() {
      PublishBatch publishBatch = sent.get(sent.size() - 1);
      PublishResult result =
          new PublishResult(new Receipt(Topic.parse("f.a"), "k3f9", 1, 1, 1), null);
      answers
          .removeLast()
          .complete(publishBatch.appends().stream().map(command -> result).toList());
    }

    void fail() {
      answers.removeLast().fail("lost");
    }

    void runLater() {
      List<Runnable> due = List.copyOf(later);
      later.clear();
      due.forEach(Runnable::run);
    }
  }
}
