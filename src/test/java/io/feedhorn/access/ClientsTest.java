package io.feedhorn.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientsTest {
  private static Clients clients(int connections, int ofOneAddress) {
    Limits limits =
        Limits.DEFAULT.connections(connections).client(new Limits.PerClient(ofOneAddress, 0, 0));
    return new Clients(limits, request -> "", System::nanoTime);
  }

  @Test
  void oneWithIpv6IsAWholeNetwork() {
    assertThat(Clients.network("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(Clients.network("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2::/64");
    assertThat(Clients.network("2001:db8:1:2:ffff:0:0:1")).isEqualTo("2001:db8:1:2::/64");
    assertThat(Clients.network("::1")).isEqualTo("::1");
  }

  @Test
  void aConnectionCountsForWhoeverAsksByIt() {
    Clients clients = clients(0, 1);
    Clients.Connected proxy = clients.connected();
    Clients.Connected other = clients.connected();

    proxy.carries(clients.at("10.0.0.1"));
    other.carries(clients.at("10.0.0.1"));
    assertThat(proxy.refusal()).isNull();
    assertThat(other.refusal()).isNotNull().hasMessageContaining("at most 1 ");

    proxy.carries(clients.at("10.0.0.2"));
    other.carries(clients.at("10.0.0.3"));
    other.carries(clients.at("10.0.0.1"));
    assertThat(other.refusal()).isNull();
  }

  @Test
  void roomIsMadeByThoseWhoGo() {
    Clients clients = clients(1, 1);
    Clients.Connected first = clients.connected();
    first.carries(clients.at("10.0.0.1"));
    assertThat(clients.connected().refusal()).hasMessageContaining("limits.connections)");
    first.ended();

    Clients roomy = clients(2, 1);
    Clients.Connected gone = roomy.connected();
    gone.carries(roomy.at("10.0.0.1"));
    gone.ended();
    Clients.Connected next = roomy.connected();
    next.carries(roomy.at("10.0.0.1"));
    assertThat(next.refusal()).isNull();
  }

  @Test
  void whereFarTooManyComeTheyAreNotEvenTold() {
    Clients clients = clients(1, 0);
    for (int i = 0; i < 101; i++) {
      assertThat(clients.connected().isFlood()).isFalse();
    }
    assertThat(clients.connected().isFlood()).isTrue();
  }
}
