package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.infinispan.distribution.ch.ConsistentHash;
import org.infinispan.distribution.ch.impl.DefaultConsistentHashFactory;
import org.infinispan.remoting.transport.Address;
import org.junit.jupiter.api.Test;

class HeadCacheTest {
  private static final int SEGMENTS = 16;

  /** The address of a node, by its name. */
  private record Node(String name) implements Address {
    @Override
    public int compareTo(Address other) {
      return name.compareTo(((Node) other).name);
    }
  }

  private static final Address A = new Node("a");
  private static final Address B = new Node("b");
  private static final Address C = new Node("c");

  private static ConsistentHash owners(int copies, Address... members) {
    return new DefaultConsistentHashFactory().create(copies, SEGMENTS, List.of(members), null);
  }

  @Test
  void nothingIsMissingIfEachSegmentHasItsCopies() {
    assertThat(HeadCache.lacksCopies(owners(2, A, B, C), List.of(A, B, C), 2)).isFalse();
    // A node that starts holds nothing yet.
    assertThat(HeadCache.lacksCopies(owners(2, A, B), List.of(A, B, C), 2)).isFalse();
  }

  @Test
  void aNodeThatIsGoneHeldCopies() {
    assertThat(HeadCache.lacksCopies(owners(2, A, B, C), List.of(A, B), 2)).isTrue();
  }

  @Test
  void theLeftCopyOfAGoneNodeIsNotEnough() {
    assertThat(HeadCache.lacksCopies(owners(1, A, B), List.of(A, B), 2)).isTrue();
  }

  @Test
  void aLastNodeNeedsOneCopy() {
    assertThat(HeadCache.lacksCopies(owners(2, A), List.of(A), 2)).isFalse();
  }
}
