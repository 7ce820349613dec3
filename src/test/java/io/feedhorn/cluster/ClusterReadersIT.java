package io.feedhorn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.ReceivedUpdate;
import io.feedhorn.client.TextSocketClient;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers in a cluster of two nodes: the same on both. */
@Timeout(300)
class ClusterReadersIT {
  private static final int MAX_READERS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static NodesInProcess nodes;

  @BeforeAll
  static void start() throws Exception {
    nodes = new NodesInProcess(2);
    for (int node : List.of(0, 1)) {
      nodes.start(node, nodes.settings(node).set("readers.max", MAX_READERS));
    }
    nodes.awaitReady(0, 2);
    nodes.awaitReady(1, 2);
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  private static String publish(int node, String topic) throws Exception {
    HttpResponse<String> answer = nodes.post(node, "/v1/topics/" + topic, "1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new JsonObject(answer.body()).getString("cursor");
  }

  private static JsonObject poll(int node, String topics, String reader) throws Exception {
    HttpResponse<String> answer =
        nodes.get(node, "/v1/updates?topics=" + topics + "&reader=" + reader);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static JsonObject ack(int node, String reader, String cursor) throws Exception {
    HttpResponse<String> answer =
        nodes.post(
            node,
            "/v1/readers/" + reader + "/ack",
            new JsonObject().put("cursor", cursor).encode());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static JsonObject status(int node, String reader) throws Exception {
    HttpResponse<String> answer = nodes.get(node, "/v1/readers/" + reader);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static long offset(String cursor) {
    return Long.parseLong(cursor.substring(cursor.lastIndexOf(':') + 1));
  }

  @Test
  void aReaderHasTheSamePositionOnBothNodes() throws Exception {
    List<String> cursors = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      cursors.add(publish(i % 2, "inbox.same"));
    }
    // The newest update was published on the other node.
    Awaitility.await("all updates on node 0")
        .atMost(PATIENCE)
        .until(() -> poll(0, "inbox.same", "same").getJsonArray("updates").size() == 6);
    assertThat(status(1, "same"))
        .isEqualTo(
            new JsonObject()
                .put("reader", "same")
                .put("cursor", "earliest")
                .put("unread", new JsonObject().put("inbox.same", 6))
                .put("topics", new JsonArray().add("inbox.same"))
                .put("durable", false));

    assertThat(ack(1, "same", cursors.get(3)).getString("cursor")).isEqualTo(cursors.get(3));
    JsonObject read = new JsonObject().put("read", new JsonArray().add(cursors.get(5)));
    assertThat(nodes.post(0, "/v1/readers/same/ack", read.encode()).statusCode()).isEqualTo(200);

    for (int node : List.of(0, 1)) {
      JsonObject status = status(node, "same");
      assertThat(status.getString("cursor")).isEqualTo(cursors.get(3));
      assertThat(status.getJsonObject("unread").getInteger("inbox.same")).isEqualTo(1);
      assertThat(status.getJsonArray("read")).containsExactly(cursors.get(5));
      JsonObject poll = poll(node, "inbox.same", "same");
      assertThat(poll.getString("from")).isEqualTo(cursors.get(3));
      assertThat(poll.getJsonArray("updates")).hasSize(2);
    }
    assertThat(ack(0, "same", cursors.get(1)).getString("cursor")).isEqualTo(cursors.get(3));
  }

  @Test
  void anAcknowledgementIsAcceptedOnTheNodeThatDoesNotHaveTheUpdateYet() throws Exception {
    poll(0, "ahead.a", "ahead");
    for (int i = 0; i < 100; i++) {
      String cursor = publish(i % 2, "ahead.a");
      assertThat(ack(1 - i % 2, "ahead", cursor).getString("cursor")).isEqualTo(cursor);
      // Nothing that was acknowledged is sent again, on whichever node.
      assertThat(poll(i % 2, "ahead.a", "ahead").getString("from")).isEqualTo(cursor);
    }
  }

  @Test
  void acknowledgementsOfBothNodesAtTheSameTimeNeverMoveTheReaderBack() throws Exception {
    poll(0, "both.a", "both");
    List<String> cursors = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      cursors.add(publish(0, "both.a"));
    }
    List<CompletableFuture<Void>> devices =
        IntStream.range(0, 4)
            .mapToObj(
                device ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = device; i < cursors.size(); i += 4) {
                            acknowledgeAtLeast(device % 2, cursors.get(i));
                          }
                        }))
            .toList();
    devices.forEach(CompletableFuture::join);
    for (int node : List.of(0, 1)) {
      assertThat(status(node, "both").getString("cursor")).isEqualTo(cursors.get(99));
    }
  }

  private static void acknowledgeAtLeast(int node, String cursor) {
    try {
      String answer = ack(node, "both", cursor).getString("cursor");
      assertThat(offset(answer)).isGreaterThanOrEqualTo(offset(cursor));
      String found = status(1 - node, "both").getString("cursor");
      assertThat(offset(found)).isGreaterThanOrEqualTo(offset(answer));
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void aDeviceOnTheOtherNodeSeesTheMove() throws Exception {
    poll(0, "seen.a", "seen");
    String cursor = publish(0, "seen.a");
    Vertx vertx = Vertx.vertx();
    FeedhornClient client =
        new FeedhornClient(vertx, ClientOptions.of(URI.create(nodes.address(0))));
    try (UpdateReader device = client.open(Transport.SSE, ReadRequest.of("sys.readers.seen"))) {
      ack(1, "seen", cursor);
      ReceivedUpdate move = Objects.requireNonNull(device.poll(PATIENCE));
      assertThat(move.topic()).isEqualTo("sys.readers.seen");
      assertThat(new JsonObject(move.data())).isEqualTo(status(0, "seen"));
      assertThat(move.seq()).isEqualTo(1);
    } finally {
      client.close();
      vertx.close().await();
    }
  }

  @Test
  void aReaderThatOneNodeRemovesIsGone() throws Exception {
    poll(0, "gone.a", "gone");
    ack(0, "gone", publish(0, "gone.a"));
    assertThat(nodes.delete(1, "/v1/readers/gone").statusCode()).isEqualTo(204);
    assertThat(nodes.get(0, "/v1/readers/gone").statusCode()).isEqualTo(404);
    assertThat(nodes.delete(0, "/v1/readers/gone").statusCode()).isEqualTo(404);
    // Its topics end on both nodes, and begin again with the reader.
    for (String topic : List.of("sys.states.gone", "sys.readers.gone")) {
      awaitStatus(0, topic, 404);
      awaitStatus(1, topic, 404);
    }
    assertThat(poll(0, "gone.a", "gone").getString("from")).isEqualTo("earliest");
    String again = publish(1, "gone.a");
    assertThat(ack(0, "gone", again).getString("cursor")).isEqualTo(again);
    awaitStatus(1, "sys.states.gone", 200);
    awaitStatus(1, "sys.readers.gone", 200);
  }

  private static void awaitStatus(int node, String topic, int status) {
    Awaitility.await(topic + " on node " + node)
        .atMost(PATIENCE)
        .until(() -> nodes.get(node, "/v1/topics/" + topic).statusCode() == status);
  }

  @Test
  void theLimitCountsTheReadersOfBothNodes() throws Exception {
    List<String> created = new ArrayList<>();
    for (int i = 0; i <= MAX_READERS; i++) {
      String path = "/v1/updates?topics=limit.a&reader=limit" + i;
      HttpResponse<String> answer = nodes.get(i % 2, path);
      if (answer.statusCode() == 200) {
        created.add("limit" + i);
      } else {
        assertThat(answer.body()).contains("too_many", "readers.max");
      }
    }
    assertThat(created).hasSizeLessThanOrEqualTo(MAX_READERS);
    for (String reader : created) {
      assertThat(nodes.delete(0, "/v1/readers/" + reader).statusCode()).isEqualTo(204);
    }
    assertThat(poll(1, "limit.a", "limit.more").getString("from")).isEqualTo("earliest");
    assertThat(nodes.delete(1, "/v1/readers/limit.more").statusCode()).isEqualTo(204);
  }

  @Test
  void aCursorBeyondTheEndIsRefused() throws Exception {
    poll(0, "beyond.a", "beyond");
    String cursor = publish(0, "beyond.a");
    String beyond = cursor.substring(0, cursor.lastIndexOf(':') + 1) + (offset(cursor) + 1);
    HttpResponse<String> answer =
        nodes.post(1, "/v1/readers/beyond/ack", new JsonObject().put("cursor", beyond).encode());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("bad_cursor");
  }

  @Test
  void aCursorOfAClientBeyondTheEndStartsOverAlsoWithAReader() throws Exception {
    String cursor = publish(0, "further.a");
    String beyond = cursor.substring(0, cursor.lastIndexOf(':') + 1) + (offset(cursor) + 1_000);
    Vertx vertx = Vertx.vertx();
    for (int node : List.of(0, 1)) {
      JsonObject answer = poll(node, "further.a&since=" + beyond, "further");
      assertThat(answer.getBoolean("recovered")).as(answer.encode()).isFalse();
      assertThat(answer.getJsonArray("updates")).hasSize(1);

      FeedhornClient client =
          new FeedhornClient(vertx, ClientOptions.of(URI.create(nodes.address(node))));
      try (TextSocketClient bridge = client.openWebSocket("/eventbus/websocket")) {
        JsonObject headers = new JsonObject().put("reader", "further").put("since", beyond);
        JsonObject register = new JsonObject().put("type", "register").put("address", "further.a");
        bridge.send(register.put("replyAddress", "r").put("headers", headers).encode());
        JsonObject registered = new JsonObject(bridge.receive("the registration"));
        assertThat(registered.getJsonObject("body").getBoolean("recovered"))
            .as(registered.encode())
            .isFalse();
      } finally {
        client.close();
      }
    }
    vertx.close().await();
  }

  @Test
  void readersSurviveTheNodeOnWhichTheyMoved() throws Exception {
    try (NodesInProcess own = new NodesInProcess(2)) {
      own.start(0, own.settings(0));
      own.start(1, own.settings(1));
      own.awaitReady(0, 2);
      own.awaitReady(1, 2);
      assertThat(own.get(0, "/v1/updates?topics=inbox.a&reader=left").statusCode()).isEqualTo(200);
      String first =
          new JsonObject(own.post(0, "/v1/topics/inbox.a", "1").body()).getString("cursor");
      String ack = new JsonObject().put("cursor", first).encode();
      assertThat(own.post(0, "/v1/readers/left/ack", ack).statusCode()).isEqualTo(200);

      own.stop(0);
      own.awaitReady(1, 1);

      HttpResponse<String> answer = own.get(1, "/v1/readers/left");
      assertThat(new JsonObject(answer.body()).getString("cursor")).isEqualTo(first);
      String second =
          new JsonObject(own.post(1, "/v1/topics/inbox.a", "2").body()).getString("cursor");
      ack = new JsonObject().put("cursor", second).encode();
      assertThat(own.post(1, "/v1/readers/left/ack", ack).statusCode()).isEqualTo(200);

      own.start(0, own.settings(0));
      own.awaitReady(0, 2);
      answer = own.get(0, "/v1/readers/left");
      assertThat(new JsonObject(answer.body()).getString("cursor")).isEqualTo(second);
      assertThat(new JsonObject(answer.body()).getJsonObject("unread"))
          .isEqualTo(new JsonObject().put("inbox.a", 0));
    }
  }
}
