package io.feedhorn.cluster.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.codec.FormatVersion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class NodeMessagingTest {
  private static final byte OTHER_VERSION = FormatVersion.CURRENT + 1;
  private static final long TIMEOUT_MILLIS = 20_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final NodeMessaging here = started("here", FormatVersion.CURRENT);

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  private NodeMessaging started(String name, byte version) {
    NodeMessaging messaging = new NodeMessaging(vertx, name, version);
    messaging.handle(
        MessageKind.STATUS,
        (from, in) -> {
          handled.add(from + " to " + name + ": " + in.text());
          return Future.succeededFuture(new BinaryWriter().text("reply").toBuffer());
        });
    messaging.start().await();
    return messaging;
  }

  private static BinaryReader ask(NodeMessaging from, String node, MessageKind kind)
      throws Exception {
    Buffer fields = new BinaryWriter().text("question").toBuffer();
    return from.request(node, kind, fields, TIMEOUT_MILLIS).await(30, TimeUnit.SECONDS);
  }

  @Test
  void nodesOfTheSameVersionAnswerEachOther() throws Exception {
    started("other", FormatVersion.CURRENT);

    assertThat(ask(here, "other", MessageKind.STATUS).text()).isEqualTo("reply");
    assertThat(handled).containsExactly("here to other: question");
    assertThat(here.incompatibleNodes()).isEmpty();
  }

  @Test
  void aRequestOfAnotherVersionIsRefusedUnread() {
    NodeMessaging newer = started("newer", OTHER_VERSION);

    assertThatThrownBy(() -> ask(newer, "here", MessageKind.STATUS))
        .hasMessageContaining("Node here uses format version " + FormatVersion.CURRENT)
        .hasMessageContaining("node newer version " + OTHER_VERSION);
    assertThat(handled).isEmpty();
  }

  @Test
  void bothNodesKnowThatTheyAreIncompatible() {
    NodeMessaging newer = started("newer", OTHER_VERSION);

    assertThatThrownBy(() -> ask(here, "newer", MessageKind.STATUS));

    assertThat(here.incompatibleNodes()).containsExactly("newer");
    assertThat(newer.incompatibleNodes()).containsExactly("here");
  }

  @Test
  void anIncompatibleNodeIsForgottenWhenItIsNotAMemberAnyMore() {
    started("newer", OTHER_VERSION);
    assertThatThrownBy(() -> ask(here, "newer", MessageKind.STATUS));

    here.retain(List.of("here"));

    assertThat(here.incompatibleNodes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {9, -1})
  void aMalformedMessageIsRefused(int length) {
    Buffer message = new BinaryWriter().octet(FormatVersion.CURRENT).count(length).toBuffer();
    assertThatThrownBy(
            () ->
                vertx.eventBus().request("feedhorn.node@here", message).await(50, TimeUnit.SECONDS))
        .hasMessageContaining("malformed");
  }

  @Test
  void theFaultOfAHandlerIsLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger(NodeMessaging.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (RuntimeException failure :
          List.of(new IllegalStateException("a fault"), new RetryableException("not ready"))) {
        here.handle(
            MessageKind.FETCH,
            (from, in) -> {
              throw failure;
            });
        assertThatThrownBy(() -> ask(here, "here", MessageKind.FETCH))
            .hasMessage(failure.getMessage());
      }
    } finally {
      logger.detachAppender(log);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("Handling FETCH of node here failed");
  }

  @Test
  void aKindWithoutAHandlerIsRefused() {
    started("other", FormatVersion.CURRENT);

    assertThatThrownBy(() -> ask(here, "other", MessageKind.FETCH))
        .hasMessageContaining("Node other does not handle FETCH yet");
  }
}
