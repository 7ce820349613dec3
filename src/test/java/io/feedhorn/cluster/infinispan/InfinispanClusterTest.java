package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import org.infinispan.commons.CacheConfigurationException;
import org.infinispan.commons.TimeoutException;
import org.infinispan.manager.EmbeddedCacheManagerStartupException;
import org.junit.jupiter.api.Test;

class InfinispanClusterTest {
  private static EmbeddedCacheManagerStartupException failure(RuntimeException cause) {
    return new EmbeddedCacheManagerStartupException(
        new CacheConfigurationException("ISPN000659: the transport did not start", cause));
  }

  @Test
  void aCacheThatCannotBeJoinedIsARefusal() {
    String component =
        "ISPN000659: Component ComponentWrapper{name=org.infinispan.statetransfer."
            + "StateTransferManager, instance=StateTransferManagerImpl [org.infinispan.LOCKS@a],"
            + " status=FAILED} failed to start";

    assertThat(
            InfinispanCluster.isRefused(
                new EmbeddedCacheManagerStartupException(
                    new CacheConfigurationException(component, new NullPointerException()))))
        .isTrue();
    assertThat(InfinispanCluster.isRefused(failure(new TimeoutException("ISPN000399: Timeout"))))
        .isFalse();
    assertThat(InfinispanCluster.isRefused(failure(new NullPointerException()))).isFalse();
  }

  @Test
  void onlyAStartWithoutOtherMembersIsReportedAsSuch() {
    assertThat(
            InfinispanCluster.reason(
                failure(
                    new TimeoutException(
                        "ISPN000399: Timeout while waiting for 2 members in cluster."))))
        .isEqualTo("No other node was found in 20 s, bootstrapping a cluster");
    assertThat(
            InfinispanCluster.reason(
                failure(new TimeoutException("ISPN000476: Timed out waiting for responses"))))
        .isEqualTo(
            "Starting the grid failed, trying again: ISPN000476: Timed out waiting for responses");
  }
}
