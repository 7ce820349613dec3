package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Counting of connections in total and by address. */
class ClientLimiterTest {
  private static ClientLimiter limiter(int connections, int perAddress) {
    ClientLimits limits = new ClientLimits(connections, perAddress, 0, 0);
    return new ClientLimiter(limits, request -> "", System::nanoTime);
  }

  @Test
  void anIpv6ClientIsItsNetwork() {
    assertThat(ClientLimiter.network("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(ClientLimiter.network("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2::/64");
    assertThat(ClientLimiter.network("2001:db8:1:2:ffff:0:0:1")).isEqualTo("2001:db8:1:2::/64");
    assertThat(ClientLimiter.network("::1")).isEqualTo("::1");
  }

  @Test
  void aConnectionCountsForTheClientOfItsNewestRequest() {
    ClientLimiter limiter = limiter(0, 1);
    ClientLimiter.CountedConnection proxy = limiter.connected();
    ClientLimiter.CountedConnection other = limiter.connected();

    proxy.countFor(limiter.at("10.0.0.1"));
    other.countFor(limiter.at("10.0.0.1"));
    assertThat(proxy.refusal()).isNull();
    assertThat(other.refusal())
        .isNotNull()
        .hasMessageContaining("limit of 1 connections for each address");

    proxy.countFor(limiter.at("10.0.0.2"));
    other.countFor(limiter.at("10.0.0.3"));
    other.countFor(limiter.at("10.0.0.1"));
    assertThat(other.refusal()).isNull();
  }

  @Test
  void aClosedConnectionIsNotCounted() {
    ClientLimiter limiter = limiter(1, 1);
    ClientLimiter.CountedConnection first = limiter.connected();
    first.countFor(limiter.at("10.0.0.1"));
    assertThat(limiter.connected().refusal()).hasMessageContaining("limits.connections)");
    first.closed();

    ClientLimiter larger = limiter(2, 1);
    ClientLimiter.CountedConnection closed = larger.connected();
    closed.countFor(larger.at("10.0.0.1"));
    closed.closed();
    ClientLimiter.CountedConnection next = larger.connected();
    next.countFor(larger.at("10.0.0.1"));
    assertThat(next.refusal()).isNull();
  }

  @Test
  void connectionsFarOverTheLimitGetNoRefusal() {
    ClientLimiter limiter = limiter(1, 0);
    for (int i = 0; i < 101; i++) {
      assertThat(limiter.connected().isFlood()).isFalse();
    }
    assertThat(limiter.connected().isFlood()).isTrue();
  }
}
