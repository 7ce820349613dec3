package io.feedhorn.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.cluster.voters.VoterOptions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of nodes and the voters in the settings. */
class VoterSettingsTest {
  private static SettingsBuilder cluster() {
    return Settings.builder()
        .set("cluster.enabled", true)
        .set("cluster.members", List.of("10.0.0.1:7800", "10.0.0.2:7800", "10.0.0.3:7800"))
        .set("cluster.host", "10.0.0.1");
  }

  private static VoterOptions voters(SettingsBuilder settings) {
    return settings.build().cluster().voters();
  }

  private static List<String> errors(SettingsBuilder settings) {
    try {
      settings.build();
      return List.of();
    } catch (SettingsException errors) {
      return errors.lines();
    }
  }

  @Test
  void withoutANameItIsTheAddress() {
    assertThat(voters(cluster())).isEqualTo(new VoterOptions("10.0.0.1:7800", List.of(), 3));
    assertThat(voters(cluster().set("cluster.host", "Node-1").set("cluster.port", 7801)).name())
        .isEqualTo("node-1:7801");
    assertThat(voters(cluster().set("cluster.host", "::1")).name()).isEqualTo("0::1:7800");
  }

  @Test
  void thisNodeIsOneOfTheFirstStartWithOrWithoutItsAddress() {
    assertThat(voters(cluster().set("cluster.members", List.of("10.0.0.2:7800"))).expectedNodes())
        .isEqualTo(2);
    assertThat(voters(cluster().set("cluster.members", List.of())).expectedNodes()).isZero();
    assertThat(voters(cluster().set("cluster.members", List.of("dns:nodes"))).expectedNodes())
        .isZero();
  }

  @Test
  void theVotersAreSorted() {
    VoterOptions options =
        voters(cluster().set("cluster.name", "b").set("cluster.voters", List.of("c", "a", "b")));
    assertThat(options.name()).isEqualTo("b");
    assertThat(options.voters()).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "-a", ".a", "a_b", "a b", "a,b", "ä", "a/b"})
  void otherCharactersAreRefused(String name) {
    Stream<String> errors =
        Stream.concat(
            errors(cluster().set("cluster.name", name)).stream(),
            errors(cluster().set("cluster.voters", List.of(name))).stream());
    assertThat(errors)
        .hasSize(2)
        .anyMatch(line -> line.startsWith("cluster.name = ") && line.contains("1 to 63 characters"))
        .anyMatch(line -> line.startsWith("cluster.voters = ") && line.contains("names of nodes"));
  }

  @Test
  void theLengthIsLimited() {
    assertThat(errors(cluster().set("cluster.name", "a".repeat(63)))).isEmpty();
    assertThat(errors(cluster().set("cluster.name", "a".repeat(64)))).hasSize(1);
    assertThat(errors(cluster().set("cluster.host", "a".repeat(60))))
        .singleElement()
        .asString()
        .contains("cluster.name", "must be set: cluster.host is too long for a name");
  }

  @Test
  void aVoterIsNamedOnce() {
    assertThat(errors(cluster().set("cluster.voters", List.of("a", "b", "a"))))
        .singleElement()
        .asString()
        .contains("cluster.voters", "must not contain a name twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dns:nodes", ""})
  void durableFeedsNeedVotersThatCanBeFound(String member) {
    List<String> members = member.isEmpty() ? List.of() : List.of(member);
    SettingsBuilder settings =
        cluster()
            .set("cluster.members", members)
            .set("store.path", "store")
            .set("feeds.orders.durable", true);
    String error = "must be set if a feed is durable and cluster.members is empty or dns:NAME";
    assertThat(errors(settings))
        .anyMatch(line -> line.startsWith("cluster.voters = ") && line.endsWith(error));
    assertThat(errors(settings.set("cluster.voters", List.of("a", "b", "c"))))
        .noneMatch(line -> line.endsWith(error));
  }

  @Test
  void storedPushSubscriptionsNeedVotersThatCanBeFound() {
    SettingsBuilder settings =
        cluster()
            .set("cluster.members", List.of("dns:nodes"))
            .set("push.enabled", true)
            .set("push.subject", "mailto:a@example.org")
            .set("push.keys", "push.pem");
    assertThat(errors(settings)).isEmpty();
    assertThat(errors(settings.set("store.path", "store")))
        .singleElement()
        .asString()
        .startsWith("cluster.voters = ")
        .contains("must be set if push.enabled is true");
    assertThat(errors(settings.set("cluster.voters", List.of("a", "b", "c")))).isEmpty();
  }
}
