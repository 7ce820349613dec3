package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.settings.SettingsBuilder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that joins takes over its feeds in slices, while clients publish. */
@Timeout(180)
class TakeoverIT {
  private static final List<String> FEEDS =
      IntStream.range(0, 32).mapToObj(number -> "feed" + number).toList();

  private final NodesInProcess nodes = new NodesInProcess(2);
  private final Map<String, Integer> published = new HashMap<>();

  @AfterEach
  void stop() {
    nodes.close();
  }

  private SettingsBuilder settings(int node) {
    return nodes.settings(node).set("feeds.default.history.size", 5_000);
  }

  /** Publishes the next number of each feed, at one node and the other in turns. */
  private void publish(int round) throws Exception {
    for (String feed : FEEDS) {
      int number = published.merge(feed, 1, Integer::sum);
      assertThat(
              nodes
                  .post(round % 2, "/v1/topics/" + feed + ".t", String.valueOf(number))
                  .statusCode())
          .isEqualTo(201);
    }
  }

  private JsonObject owners(int node) throws Exception {
    return nodes.status(node).getJsonObject("owners");
  }

  @Test
  void feedsMoveToANewNodeInOrderAndWithoutRefusals() throws Exception {
    nodes.start(0, settings(0));
    nodes.awaitReady(0, 1);
    assertThat(nodes.status(0).getBoolean("takingOver")).isFalse();
    publish(0);
    JsonObject before = owners(0);

    nodes.start(1, settings(1));
    int round = 0;
    do {
      publish(round++);
    } while (nodes.status(1).getBoolean("takingOver"));
    publish(round);

    JsonObject after = owners(1);
    assertThat(after).isEqualTo(owners(0));
    assertThat(new HashSet<>(after.getMap().values()))
        .hasSize(2)
        .contains(before.getString(FEEDS.get(0)));
    for (String feed : FEEDS) {
      assertThat(history(0, feed)).isEqualTo(numbersOf(feed)).isEqualTo(history(1, feed));
    }
  }

  private List<Integer> numbersOf(String feed) {
    return IntStream.rangeClosed(1, published.getOrDefault(feed, 0)).boxed().toList();
  }

  private List<Integer> history(int node, String feed) throws Exception {
    JsonArray updates =
        new JsonObject(nodes.get(node, "/v1/topics/" + feed + ".t/history?limit=5000").body())
            .getJsonArray("updates");
    return updates.stream()
        .map(JsonObject.class::cast)
        .map(each -> each.getInteger("data"))
        .toList();
  }
}
