package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrafficLedgerTest {
  private final RunFixture fixture = new RunFixture(Duration.ofSeconds(1));
  private final TrafficLedger ledger = fixture.stats.ledger();

  @Test
  void theHandshakeIsCountedAlsoOutsideTheWindow() {
    ledger.connected(ByteCategory.HANDSHAKE, 0);
    ledger.requested(ByteCategory.HANDSHAKE, 0);
    ledger.sent(ByteCategory.HANDSHAKE, 200, 0);
    ledger.received(ByteCategory.HANDSHAKE, 300, 0);
    ledger.handshakeCompleted(1_500);
    fixture.begin(0);
    ledger.connected(ByteCategory.HANDSHAKE, 10);
    ledger.received(ByteCategory.HANDSHAKE, 30, 10);
    ledger.handshakeCompleted(99);

    assertThat(ledger.connections()).isEqualTo(2);
    assertThat(ledger.requests()).isEqualTo(1);
    assertThat(ledger.sent(ByteCategory.HANDSHAKE)).isEqualTo(200);
    assertThat(ledger.received(ByteCategory.HANDSHAKE)).isEqualTo(330);
    assertThat(ledger.handshakeMicros()).isEqualTo(1_500);
    assertThat(ledger.handshakeBytes()).isEqualTo(500);
  }

  @Test
  void otherTrafficIsCountedWithinTheWindowOnly() {
    ledger.received(ByteCategory.FRAMING, 50, 0);
    ledger.requested(ByteCategory.HEADERS, 0);
    fixture.begin(1_000);
    ledger.received(ByteCategory.FRAMING, 70, 1_000);
    ledger.receivedPayload(60, 1_000);
    ledger.requested(ByteCategory.HEADERS, 1_000);
    ledger.received(ByteCategory.FRAMING, 90, 1_001_000);
    ledger.connected(ByteCategory.HEADERS, 1_001_000);

    assertThat(ledger.received(ByteCategory.FRAMING)).isEqualTo(10);
    assertThat(ledger.received(ByteCategory.PAYLOAD)).isEqualTo(60);
    assertThat(ledger.updates()).isEqualTo(1);
    assertThat(ledger.requests()).isEqualTo(1);
    assertThat(ledger.connections()).isZero();
  }
}
