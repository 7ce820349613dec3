package io.feedhorn.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.protocol.PublishBatch;
import io.feedhorn.cluster.replica.TestBatches;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Topic;
import io.feedhorn.publish.PublishAttempt;
import io.feedhorn.publish.PublishCommand;
import io.feedhorn.publish.PublishResult;
import io.feedhorn.publish.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishForwarderTest {
  private final ScriptedRoute route = new ScriptedRoute();
  private long nanos;
  private final PublishForwarder forwarder = new PublishForwarder("f", 7, route, () -> nanos);

  private Future<Receipt> publish(String json) {
    return forwarder.publish(TestBatches.command("f.a", json, null));
  }

  private static PublishCommand inOrder(String json, PublishAttempt attempt) {
    return new PublishCommand(
        Topic.parse("f.a"), Buffer.buffer(json), null, PublishCommand.ANY, attempt);
  }

  @Test
  void hasOneBatchInFlightAndCollectsTheNextOne() {
    publish("1");
    publish("2");
    publish("3");

    assertThat(route.sent)
        .singleElement()
        .satisfies(publishes -> assertThat(values(publishes)).isEqualTo("1"));
    route.answer();
    assertThat(route.sent).hasSize(2);
    assertThat(values(route.sent.get(1))).isEqualTo("23");
    assertThat(route.sent.get(1).number()).isGreaterThan(route.sent.get(0).number());
  }

  @Test
  void thePublishesOfATurnAreOneBatch() {
    route.inTurn = true;
    publish("1");
    publish("2");
    Future<Receipt> last = publish("3");
    assertThat(route.sent).isEmpty();
    assertThat(forwarder.isIdle()).isFalse();
    assertThat(route.soon).hasSize(1);
    route.endTurn();

    assertThat(route.sent)
        .singleElement()
        .satisfies(publishes -> assertThat(values(publishes)).isEqualTo("123"));
    route.answer();
    assertThat(last.succeeded()).isTrue();
    assertThat(forwarder.isIdle()).isTrue();
  }

  @Test
  void repeatsABatchWithItsNumberUntilItIsAnswered() {
    Future<Receipt> receipt = publish("1");
    route.fail();
    route.runLater();
    route.owner = "b";
    route.fail();
    route.runLater();
    route.answer();

    assertThat(route.sent)
        .hasSize(3)
        .allSatisfy(publishes -> assertThat(publishes.number()).isEqualTo(1));
    assertThat(route.owners).containsExactly("a", "a", "b");
    assertThat(receipt.succeeded()).isTrue();
  }

  @Test
  void sendsToANewOwnerWithoutWaitingForTheFormerOne() {
    Future<Receipt> receipt = publish("1");
    route.owner = "b";
    forwarder.check();
    route.answer();

    assertThat(route.owners).containsExactly("a", "b");
    assertThat(receipt.succeeded()).isTrue();
  }

  @Test
  void answersWhenThisNodeHasTheUpdate() {
    route.behind = true;
    Future<Receipt> receipt = publish("1");
    route.answer();
    assertThat(receipt.isComplete()).isFalse();

    route.notApplied.forEach(Runnable::run);
    assertThat(receipt.succeeded()).isTrue();
  }

  @Test
  void refusesAnExpiredBatchAndSendsTheNextOne() {
    Future<Receipt> first = publish("1");
    nanos += PublishForwarder.TIMEOUT.toNanos() + 1;
    Future<Receipt> second = publish("2");
    forwarder.check();

    assertThat(code(first)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(values(route.sent.get(1))).isEqualTo("2");
    route.answer();
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void refusesWhatWaitsBehindARefusedPublishOfTheSameSender() {
    PublishAttempt attempt = new PublishAttempt();
    Future<Receipt> first = forwarder.publish(inOrder("1", attempt));
    nanos += PublishForwarder.TIMEOUT.toNanos() + 1;
    Future<Receipt> second = forwarder.publish(inOrder("2", attempt));
    Future<Receipt> another = publish("3");
    forwarder.check();
    route.answer();

    assertThat(code(first)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(code(second)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(values(route.sent.get(1))).isEqualTo("3");
    assertThat(another.succeeded()).isTrue();
    assertThat(forwarder.isIdle()).isTrue();
  }

  @Test
  void refusesAtOnceWhenTheNodeIsPartitioned() {
    Future<Receipt> before = publish("1");
    route.partitioned = true;
    forwarder.check();

    assertThat(code(before)).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(code(publish("2"))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(forwarder.isIdle()).isTrue();
  }

  private static ErrorCode code(Future<Receipt> receipt) {
    return receipt.cause() instanceof FeedException exception
        ? exception.code()
        : ErrorCode.INTERNAL;
  }

  private static String values(PublishBatch publishes) {
    StringBuilder values = new StringBuilder();
    publishes.commands().forEach(command -> values.append(command.data()));
    return values.toString();
  }

  /** A route whose answers the test determines. */
  private static final class ScriptedRoute implements PublishForwarder.OwnerRoute {
    final List<PublishBatch> sent = new ArrayList<>();
    final List<String> owners = new ArrayList<>();
    final List<Runnable> notApplied = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Runnable> soon = new ArrayList<>();
    private final ArrayDeque<Promise<List<PublishResult>>> results = new ArrayDeque<>();
    String owner = "a";
    boolean partitioned;
    boolean behind;
    boolean inTurn;

    @Override
    public @Nullable String owner() {
      return owner;
    }

    @Override
    public Future<List<PublishResult>> send(String node, PublishBatch publishes) {
      owners.add(node);
      sent.add(publishes);
      Promise<List<PublishResult>> result = Promise.promise();
      results.add(result);
      return result.future();
    }

    @Override
    public boolean isPartitioned() {
      return partitioned;
    }

    @Override
    public void runSoon(Runnable action) {
      if (inTurn) {
        soon.add(action);
      } else {
        action.run();
      }
    }

    void endTurn() {
      inTurn = false;
      soon.forEach(Runnable::run);
    }

    @Override
    public void runLater(Runnable action) {
      later.add(action);
    }

    @Override
    public void onApplied(Receipt receipt, Runnable action) {
      if (behind) {
        notApplied.add(action);
      } else {
        action.run();
      }
    }

    void answer() {
      PublishBatch publishes = sent.get(sent.size() - 1);
      PublishResult result =
          new PublishResult(new Receipt(Topic.parse("f.a"), "k3f9", 1, 1, 1), null);
      results.removeLast().complete(publishes.commands().stream().map(each -> result).toList());
    }

    void fail() {
      results.removeLast().fail("lost");
    }

    void runLater() {
      List<Runnable> due = List.copyOf(later);
      later.clear();
      due.forEach(Runnable::run);
    }
  }
}
