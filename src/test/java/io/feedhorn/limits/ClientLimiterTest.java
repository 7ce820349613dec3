package io.feedhorn.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientLimiterTest {
  private static ClientLimiter clients(int connections, int ofOneAddress) {
    Limits limits =
        Limits.DEFAULT.connections(connections).client(new Limits.PerClient(ofOneAddress, 0, 0));
    return new ClientLimiter(limits, request -> "", System::nanoTime);
  }

  @Test
  void oneWithIpv6IsAWholeNetwork() {
    assertThat(ClientLimiter.network("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(ClientLimiter.network("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2::/64");
    assertThat(ClientLimiter.network("2001:db8:1:2:ffff:0:0:1")).isEqualTo("2001:db8:1:2::/64");
    assertThat(ClientLimiter.network("::1")).isEqualTo("::1");
  }

  @Test
  void aConnectionCountsForWhoeverAsksByIt() {
    ClientLimiter limiter = clients(0, 1);
    ClientLimiter.CountedConnection proxy = limiter.connected();
    ClientLimiter.CountedConnection other = limiter.connected();

    proxy.carries(limiter.at("10.0.0.1"));
    other.carries(limiter.at("10.0.0.1"));
    assertThat(proxy.refusal()).isNull();
    assertThat(other.refusal()).isNotNull().hasMessageContaining("at most 1 ");

    proxy.carries(limiter.at("10.0.0.2"));
    other.carries(limiter.at("10.0.0.3"));
    other.carries(limiter.at("10.0.0.1"));
    assertThat(other.refusal()).isNull();
  }

  @Test
  void roomIsMadeByThoseWhoGo() {
    ClientLimiter limiter = clients(1, 1);
    ClientLimiter.CountedConnection first = limiter.connected();
    first.carries(limiter.at("10.0.0.1"));
    assertThat(limiter.connected().refusal()).hasMessageContaining("limits.connections)");
    first.ended();

    ClientLimiter roomy = clients(2, 1);
    ClientLimiter.CountedConnection gone = roomy.connected();
    gone.carries(roomy.at("10.0.0.1"));
    gone.ended();
    ClientLimiter.CountedConnection next = roomy.connected();
    next.carries(roomy.at("10.0.0.1"));
    assertThat(next.refusal()).isNull();
  }

  @Test
  void whereFarTooManyComeTheyAreNotEvenTold() {
    ClientLimiter limiter = clients(1, 0);
    for (int i = 0; i < 101; i++) {
      assertThat(limiter.connected().isFlood()).isFalse();
    }
    assertThat(limiter.connected().isFlood()).isTrue();
  }
}
