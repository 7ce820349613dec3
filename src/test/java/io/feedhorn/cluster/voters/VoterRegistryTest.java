package io.feedhorn.cluster.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.store.StoreChange;
import io.feedhorn.store.StoredNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VoterRegistryTest {
  private static final List<String> ABC = List.of("a", "b", "c");
  private static final StoredNode RECOVERED = new StoredNode("a", "0f", 2, ABC, true);

  private final AtomicLong nanos = new AtomicLong();
  private final List<Node> nodes = new ArrayList<>();
  private int starts;

  /** A node with its store. */
  private final class Node {
    final String member;
    final List<StoreChange> written = new ArrayList<>();
    final VoterRegistry voters;
    Future<Void> stored = Future.succeededFuture();

    Node(VoterOptions options, @Nullable StoredNode loaded, boolean hasData) {
      member = options.name() + "-" + ++starts;
      voters =
          new VoterRegistry(
              member,
              options,
              loaded,
              hasData,
              changes -> {
                written.addAll(changes);
                return stored;
              },
              nanos::get);
      voters.start();
      nodes.add(this);
    }

    @Nullable List<String> names() {
      VoterSet known = voters.voters();
      return known == null ? null : known.names();
    }
  }

  private Node found(String name, int expected) {
    return new Node(new VoterOptions(name, List.of(), expected), null, false);
  }

  private Node configured(String name, List<String> voters) {
    return new Node(new VoterOptions(name, voters, 0), null, false);
  }

  private Node restarted(StoredNode stored) {
    return new Node(new VoterOptions(stored.name(), List.of(), 3), stored, true);
  }

  /** Lets each node report its identity to all others, three times. */
  private void exchange() {
    for (int round = 0; round < 3; round++) {
      for (Node from : nodes) {
        nodes.stream()
            .filter(to -> to != from)
            .forEach(to -> to.voters.receive(from.member, from.voters.identity()));
      }
    }
  }

  @Test
  void theNodesOfTheFirstStartAreTheVoters() {
    Node c = found("c", 3);
    Node a = found("a", 3);
    exchange();
    assertThat(a.names()).isNull();
    assertThat(a.voters.isVoter()).isFalse();

    Node b = found("b", 3);
    exchange();

    for (Node node : List.of(a, b, c)) {
      assertThat(node.names()).isEqualTo(ABC);
      assertThat(node.voters.clusterId()).isEqualTo(a.voters.clusterId());
      assertThat(node.voters.generation()).isEqualTo(1);
      assertThat(node.voters.isVoter()).isTrue();
      assertThat(node.written.get(node.written.size() - 1))
          .isEqualTo(new StoredNode(node.voters.name(), a.voters.clusterId(), 1, ABC, false));
    }
    assertThat(a.voters.memberOf("b")).isEqualTo(b.member);
    assertThat(a.voters.nameOf(c.member)).isEqualTo("c");
    assertThat(a.voters.nameOf(a.member)).isEqualTo("a");
    assertThat(a.voters.memberOf("d")).isNull();
  }

  @Test
  void moreNodesThanExpectedFindNoVoters() {
    Node a = found("a", 2);
    found("b", 2);
    found("c", 2);
    nodes.forEach(
        to ->
            nodes.stream()
                .filter(from -> from != to)
                .forEach(from -> to.voters.receive(from.member, from.voters.identity())));
    exchange();
    assertThat(a.names()).isNull();
  }

  @Test
  void configuredVotersNeedAllOfThemOnce() {
    Node a = configured("a", ABC);
    Node b = configured("b", ABC);
    Node d = configured("d", ABC);
    exchange();
    assertThat(a.names()).isNull();

    configured("c", ABC);
    exchange();

    assertThat(a.names()).isEqualTo(ABC);
    assertThat(b.names()).isEqualTo(ABC);
    assertThat(d.names()).isEqualTo(ABC);
    assertThat(d.voters.isVoter()).isFalse();
  }

  @Test
  void anEmptyNodeTakesOverWhatTheOthersHave() {
    restarted(new StoredNode("a", "0f", 4, ABC, false)).voters.joined();
    Node empty = found("c", 3);
    exchange();

    assertThat(empty.names()).isEqualTo(ABC);
    assertThat(empty.voters.generation()).isEqualTo(4);
    assertThat(empty.voters.clusterId()).isEqualTo("0f");
    assertThat(empty.voters.isTrusted()).isFalse();
    assertThat(empty.voters.refusal()).isNull();
  }

  @Test
  void anEmptyNodeThatWasThereBeforeTakesOverALaterGeneration() {
    Node trusted = restarted(RECOVERED);
    Node empty =
        new Node(
            new VoterOptions("b", List.of(), 3), new StoredNode("b", "0f", 1, ABC, false), false);
    exchange();

    assertThat(empty.voters.generation()).isEqualTo(2);
    assertThat(empty.voters.refusal()).isNull();
    assertThat(trusted.voters.isTrusted()).isTrue();
    assertThat(trusted.voters.memberOf("b")).isEqualTo(empty.member);
    trusted.voters.removeTrust();
    assertThat(trusted.voters.isTrusted()).isFalse();
    assertThat(trusted.written).containsExactly(new StoredNode("a", "0f", 2, ABC, false));
  }

  @Test
  void theTrustIsNotRemovedFromAnIdentityThatIsBeingReplaced() {
    Node later = restarted(new StoredNode("b", "1e", 3, ABC, false));
    later.voters.joined();
    Node trusted = new Node(new VoterOptions("a", List.of(), 3), RECOVERED, false);
    Promise<Void> stored = Promise.promise();
    trusted.stored = stored.future();
    trusted.voters.receive(later.member, later.voters.identity());
    Future<Void> removed = trusted.voters.removeTrust();
    stored.complete();

    assertThat(removed.succeeded()).isTrue();
    assertThat(trusted.written).containsExactly(new StoredNode("a", "1e", 3, ABC, false));
    assertThat(trusted.voters.clusterId()).isEqualTo("1e");
    assertThat(trusted.voters.generation()).isEqualTo(3);
  }

  @Test
  void anIdentityThatCouldNotBeStoredIsTriedAgain() {
    Node trusted = restarted(RECOVERED);
    trusted.stored = Future.failedFuture("the disk is full");
    assertThat(trusted.voters.removeTrust().failed()).isTrue();
    assertThat(trusted.voters.isTrusted()).isTrue();

    trusted.stored = Future.succeededFuture();
    assertThat(trusted.voters.removeTrust().succeeded()).isTrue();
    assertThat(trusted.voters.isTrusted()).isFalse();
  }

  @Test
  void anotherGenerationWithDataIsRefused() {
    Node running = restarted(RECOVERED);
    running.voters.joined();
    Node old = restarted(new StoredNode("b", "0f", 1, ABC, false));
    exchange();

    assertThat(old.voters.refusal())
        .isEqualTo(
            "the store of 'b' has generation 1 of the cluster, that of 'a' has generation 2;"
                + " move the store of the smaller generation away");
    assertThat(running.voters.refusal()).isNull();
    assertThat(running.voters.memberOf("b")).isNull();
    assertThat(running.voters.nameOf(old.member)).isNull();
    assertThat(running.voters.refusedMembers()).containsExactly(old.member);
  }

  @Test
  void ofTwoStartingNodesTheOneOfTheSmallerGenerationIsRefused() {
    Node old = restarted(new StoredNode("c", "0f", 1, ABC, false));
    Node recovered = restarted(RECOVERED);
    exchange();
    assertThat(old.voters.refusal()).contains("generation 1");
    assertThat(recovered.voters.refusal()).isNull();
  }

  @Test
  void aStoreOfAnotherClusterIsRefused() {
    restarted(new StoredNode("a", "0f", 1, ABC, false)).voters.joined();
    Node other = restarted(new StoredNode("b", "1e", 1, ABC, false));
    exchange();
    assertThat(other.voters.refusal())
        .isEqualTo(
            "the stores of 'b' and 'a' are of different clusters (1e, 0f);"
                + " move the one away that does not belong here");
  }

  @Test
  void otherVotersAreRefused() {
    restarted(new StoredNode("a", "0f", 1, ABC, false)).voters.joined();
    Node other = configured("b", List.of("a", "b", "d"));
    exchange();
    assertThat(other.names()).isNull();
    assertThat(other.voters.refusal())
        .isEqualTo(
            "'b' has the voters [a, b, d], 'a' has [a, b, c] (cluster.voters, command recover)");
  }

  @Test
  void oneOfTwoStartingNodesWithTheSameNameIsRefused() {
    Node first = found("a", 2);
    Node second = found("a", 2);
    exchange();
    assertThat(first.voters.refusal()).isNull();
    assertThat(second.voters.refusal())
        .isEqualTo("two running nodes have the name 'a' (cluster.name)");
    assertThat(first.names()).isNull();
  }

  @Test
  void aRunningNodeKeepsItsName() {
    Node later = found("a", 2);
    Node running = found("a", 2);
    running.voters.joined();
    exchange();
    assertThat(running.voters.refusal()).isNull();
    assertThat(later.voters.refusal()).contains("'a'");
  }

  @Test
  void aNodeThatReturnsAtAnotherAddressHasItsNameAgain() {
    Node a = found("a", 2);
    Node b = found("b", 2);
    exchange();
    assertThat(a.voters.memberOf("b")).isEqualTo(b.member);

    // Killed, but still in the view of the others, and started again.
    nodes.remove(b);
    nanos.addAndGet(Peers.RUNNING_NANOS);
    Node moved =
        restarted(Objects.requireNonNull((StoredNode) b.written.get(b.written.size() - 1)));
    exchange();
    assertThat(a.voters.memberOf("b")).isEqualTo(moved.member);
    assertThat(a.voters.nameOf(b.member)).isNull();

    a.voters.retain(List.of(a.member, moved.member));
    assertThat(a.voters.memberOf("b")).isEqualTo(moved.member);
  }

  @Test
  void twoMembersThatBothAnswerWithOneNameCountAsNone() {
    Node a = found("a", 2);
    Node b = found("b", 2);
    exchange();
    a.voters.receive("b-other", b.voters.identity());
    a.voters.receive(b.member, b.voters.identity());
    assertThat(a.voters.memberOf("b")).isNull();
    assertThat(a.voters.nameOf(b.member)).isNull();
  }

  @Test
  void aNodeWithoutAStoreKnowsTheVotersAndIsNone() {
    found("a", 1);
    exchange();
    VoterRegistry reader =
        VoterRegistry.withoutStore("reader-9", new VoterOptions("reader", List.of(), 1));
    Node a = nodes.get(0);
    a.voters.check();
    reader.receive(a.member, a.voters.identity());
    assertThat(Objects.requireNonNull(reader.voters()).names()).containsExactly("a");
    assertThat(reader.isVoter()).isFalse();
    assertThat(reader.memberOf("a")).isEqualTo(a.member);
    assertThat(reader.memberOf("reader")).isNull();
  }

  @Test
  void anEvenNumberOfVotersHasTheMajorityOfTheNextOddOne() {
    assertThat(new VoterSet(List.of("b", "a")).majority()).isEqualTo(2);
    assertThat(new VoterSet(List.of("d", "b", "a", "c")).majority()).isEqualTo(3);
    assertThat(new VoterSet(ABC).isMajority(2)).isTrue();
    assertThat(new VoterSet(ABC).isMajority(1)).isFalse();
  }
}
