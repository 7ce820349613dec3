package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Stage stage = new Stage(Duration.ofSeconds(1));
  private final Ledger ledger = stage.tally.ledger();

  @Test
  void theHandshakeCountsWheneverItWas() {
    ledger.connected(Part.HANDSHAKE, 0);
    ledger.requested(Part.HANDSHAKE, 0);
    ledger.sent(Part.HANDSHAKE, 200, 0);
    ledger.received(Part.HANDSHAKE, 300, 0);
    ledger.handshakeDone(1_500);
    stage.begin(0);
    ledger.connected(Part.HANDSHAKE, 10);
    ledger.received(Part.HANDSHAKE, 30, 10);
    ledger.handshakeDone(99);

    assertThat(ledger.connections()).isEqualTo(2);
    assertThat(ledger.requests()).isEqualTo(1);
    assertThat(ledger.sent(Part.HANDSHAKE)).isEqualTo(200);
    assertThat(ledger.received(Part.HANDSHAKE)).isEqualTo(330);
    assertThat(ledger.handshakeMicros()).isEqualTo(1_500);
    assertThat(ledger.handshakeBytes()).isEqualTo(500);
  }

  @Test
  void allElseCountsWithinTheWindowOnly() {
    ledger.received(Part.FRAMING, 50, 0);
    ledger.requested(Part.HEADERS, 0);
    stage.begin(1_000);
    ledger.received(Part.FRAMING, 70, 1_000);
    ledger.receivedPayload(60, 1_000);
    ledger.requested(Part.HEADERS, 1_000);
    ledger.received(Part.FRAMING, 90, 1_001_000);
    ledger.connected(Part.HEADERS, 1_001_000);

    assertThat(ledger.received(Part.FRAMING)).isEqualTo(10);
    assertThat(ledger.received(Part.PAYLOAD)).isEqualTo(60);
    assertThat(ledger.updates()).isEqualTo(1);
    assertThat(ledger.requests()).isEqualTo(1);
    assertThat(ledger.connections()).isZero();
  }
}
