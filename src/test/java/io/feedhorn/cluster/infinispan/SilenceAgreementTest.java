package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilenceAgreementTest {
  private static final List<String> OTHERS = List.of("a", "b", "c");

  private final SilenceAgreement agreement = new SilenceAgreement();

  @Test
  void aMemberThatAnotherOneStillHearsIsNotLost() {
    agreement.report("b", List.of("a"));
    assertThat(agreement.isLostByAll("a", Set.of("a"), OTHERS)).isFalse();

    agreement.report("c", List.of());
    assertThat(agreement.isLostByAll("a", Set.of("a"), OTHERS)).isFalse();

    agreement.report("c", List.of("a"));
    assertThat(agreement.isLostByAll("a", Set.of("a"), OTHERS)).isTrue();
  }

  @Test
  void theNewestReportCounts() {
    agreement.report("b", List.of("a"));
    agreement.report("c", List.of("a"));
    agreement.report("b", List.of());

    assertThat(agreement.isLostByAll("a", Set.of("a"), OTHERS)).isFalse();
  }

  @Test
  void membersThatAreSilentThemselvesAreNotWaitedFor() {
    agreement.report("b", List.of("a"));

    assertThat(agreement.isLostByAll("a", Set.of("a", "c"), OTHERS)).isTrue();
    assertThat(agreement.isLostByAll("c", Set.of("a", "c"), OTHERS)).isFalse();
  }

  @Test
  void theOnlyOtherMemberIsLostAtOnce() {
    assertThat(agreement.isLostByAll("a", Set.of("a"), List.of("a"))).isTrue();
  }

  @Test
  void reportsOfFormerMembersDoNotCount() {
    agreement.report("b", List.of("a"));
    agreement.report("c", List.of("a"));
    agreement.retain(List.of("a", "b"));

    assertThat(agreement.isLostByAll("a", Set.of("a"), OTHERS)).isFalse();
  }
}
