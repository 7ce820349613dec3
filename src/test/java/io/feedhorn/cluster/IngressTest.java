package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.model.Code;
import io.feedhorn.model.Refusal;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.Answer;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IngressTest {
  private final Wire wire = new Wire();
  private long nanos;
  private final Ingress ingress = new Ingress("f", 7, wire, () -> nanos);

  private Future<Receipt> publish(String json) {
    return ingress.append(Made.append("f.a", json, null));
  }

  @Test
  void hasOneParcelOnItsWayAndGathersTheRest() {
    publish("1");
    publish("2");
    publish("3");

    assertThat(wire.sent)
        .singleElement()
        .satisfies(parcel -> assertThat(values(parcel)).isEqualTo("1"));
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

    assertThat(wire.sent).hasSize(3).allSatisfy(parcel -> assertThat(parcel.number()).isEqualTo(1));
    assertThat(wire.to).containsExactly("a", "a", "b");
    assertThat(answer.succeeded()).isTrue();
  }

  @Test
  void goesToTheNewOwnerWithoutWaitingForTheOldOne() {
    Future<Receipt> answer = publish("1");
    wire.owner = "b";
    ingress.check();
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
    nanos += Ingress.PATIENCE.toNanos() + 1;
    Future<Receipt> second = publish("2");
    ingress.check();

    assertThat(code(first)).isEqualTo(Code.UNAVAILABLE);
    assertThat(values(wire.sent.get(1))).isEqualTo("2");
    wire.answer();
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void refusesAtOnceWhereNobodyCanTakeIt() {
    Future<Receipt> before = publish("1");
    wire.cutOff = true;
    ingress.check();

    assertThat(code(before)).isEqualTo(Code.UNAVAILABLE);
    assertThat(code(publish("2"))).isEqualTo(Code.UNAVAILABLE);
    assertThat(ingress.isIdle()).isTrue();
  }

  private static Code code(Future<Receipt> answer) {
    return answer.cause() instanceof Refusal refusal ? refusal.code() : Code.INTERNAL;
  }

  private static String values(Parcel parcel) {
    StringBuilder values = new StringBuilder();
    parcel.appends().forEach(append -> values.append(append.data()));
    return values.toString();
  }

  /** What the ingress talks to, which answers when it is told to. */
  private static final class Wire implements Ingress.Route {
    final List<Parcel> sent = new ArrayList<>();
    final List<String> to = new ArrayList<>();
    final List<Runnable> kept = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final ArrayDeque<Promise<List<Answer>>> answers = new ArrayDeque<>();
    String owner = "a";
    boolean cutOff;
    boolean holding;

    @Override
    public @Nullable String owner() {
      return owner;
    }

    @Override
    public Future<List<Answer>> send(String node, Parcel parcel) {
      to.add(node);
      sent.add(parcel);
      Promise<List<Answer>> answer = Promise.promise();
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
    public void whenKept(Receipt receipt, Runnable action) {
      if (holding) {
        kept.add(action);
      } else {
        action.run();
      }
    }

    void answer() {
      Parcel parcel = sent.get(sent.size() - 1);
      Answer answer = new Answer(new Receipt(Topic.parse("f.a"), "k3f9", 1, 1, 1), null);
      answers.removeLast().complete(parcel.appends().stream().map(append -> answer).toList());
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
