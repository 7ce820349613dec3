package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.replica.CommittedHead;
import io.feedhorn.transport.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of different format versions, with the real Infinispan and JGroups. */
@Timeout(180)
class FormatVersionIT {
  private static final byte OTHER_VERSION = FormatVersion.CURRENT + 1;
  private static final String NODE_0 = "node0-" + FormatVersion.CURRENT;

  private final List<InfinispanGrid> grids = new ArrayList<>();
  private final List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());

  @AfterEach
  void stop() {
    grids.forEach(InfinispanGrid::stop);
  }

  private InfinispanGrid join(int node, byte version) throws IOException {
    InfinispanGrid grid = TestGrids.join(ports, node, "node" + node + "-" + version, version);
    grids.add(grid);
    return grid;
  }

  @Test
  void aNodeOfAnotherVersionDoesNotStart() throws Exception {
    InfinispanGrid first = join(0, FormatVersion.CURRENT);

    assertThatThrownBy(() -> join(1, OTHER_VERSION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "[%s] of the cluster use format version %d".formatted(NODE_0, FormatVersion.CURRENT))
        .hasMessageContaining("this release uses " + OTHER_VERSION);

    Awaitility.await()
        .atMost(Duration.ofSeconds(50))
        .until(() -> first.members().equals(List.of(NODE_0)));
    InfinispanGrid second = join(1, FormatVersion.CURRENT);
    assertThat(second.members())
        .containsExactlyInAnyOrder(NODE_0, "node1-" + FormatVersion.CURRENT);
  }

  @Test
  void anotherVersionStartsAfterAllNodesHaveStopped() throws Exception {
    join(0, FormatVersion.CURRENT).stop();
    join(0, OTHER_VERSION);
    InfinispanGrid second = join(1, OTHER_VERSION);

    assertThat(second.members()).hasSize(2);
  }

  @Test
  void aHeadOfAnotherVersionIsNotRead() throws Exception {
    SerializationContext context = ProtobufUtil.newSerializationContext();
    ProtoStreamSchema schema = new ProtoStreamSchema();
    schema.registerSchema(context);
    schema.registerMarshallers(context);
    CommittedHead head = CommittedHead.empty("k3f9", 7);
    byte[] bytes = ProtobufUtil.toByteArray(context, head);
    assertThat(ProtobufUtil.fromByteArray(context, bytes, CommittedHead.class)).isEqualTo(head);
    assertThat(bytes[bytes.length - 1]).isEqualTo(FormatVersion.CURRENT);

    bytes[bytes.length - 1] = OTHER_VERSION;

    assertThatThrownBy(() -> ProtobufUtil.fromByteArray(context, bytes, CommittedHead.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("feedhorn.Head has format version " + OTHER_VERSION)
        .hasMessageContaining("reads only version " + FormatVersion.CURRENT);
  }
}
