package io.feedhorn.cluster.infinispan;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HeartbeatPeerTest {
  private static final int REGULAR = PeerSilence.NEW_CHECKS + PeerSilence.MAX_CHECKS;

  private final Logger logger = (Logger) LoggerFactory.getLogger(HeartbeatPeer.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final HeartbeatPeer peer = new HeartbeatPeer("b", 0, new PeerSilence(0), 100);
  private long check;

  @BeforeEach
  void start() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(log);
  }

  private void hear(int checks) {
    for (int i = 0; i < checks; i++) {
      peer.heartbeat(check, 1);
      assertThat(peer.isSilent(++check, 1)).isFalse();
      assertThat(peer.isLost(check, false)).isFalse();
    }
  }

  private void silence(int checks) {
    for (int i = 0; i < checks; i++) {
      peer.isSilent(++check, 1);
      peer.isLost(check, false);
    }
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void eachSilenceIsLoggedOnceWithItsLimit() {
    hear(REGULAR);
    silence(30);
    assertThat(peer.isLost(check, true)).isTrue();
    hear(REGULAR);
    silence(30);

    assertThat(lines())
        .containsExactly(
            "Member b is silent: no message for about 1400 ms, the limit of regular heartbeats",
            "Member b is suspected after about 3100 ms: the other members do not hear it either",
            "Member b is silent: no message for about 1400 ms, the limit of regular heartbeats");
  }

  @Test
  void aMemberThatAnotherOneHearsIsSuspectedAfterTheLongestTime() {
    hear(REGULAR);
    silence(PeerSilence.MAX_CHECKS + 10);

    assertThat(lines())
        .containsExactly(
            "Member b is silent: no message for about 1400 ms, the limit of regular heartbeats",
            "Member b is suspected after about 6000 ms: not all other members have lost it, but no"
                + " confirmation of them is valid any more");
  }

  @Test
  void theReasonOfALongerLimitIsLogged() {
    silence(PeerSilence.MAX_CHECKS);
    assertThat(lines()).first().asString().endsWith(" 6000 ms, the limit of a new member");
  }

  @Test
  void theLatenessOfHeartbeatsIsLogged() {
    hear(REGULAR);
    silence(5);
    hear(1);
    silence(100);

    assertThat(lines())
        .first()
        .asString()
        .endsWith(" 2000 ms, the limit of heartbeats that came 6 intervals late");
  }
}
