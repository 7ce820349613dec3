package io.feedhorn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.HandClock;
import io.feedhorn.model.Pattern;
import io.feedhorn.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private final Vertx vertx = Vertx.vertx();
  private final HandClock clock = new HandClock();
  private final Tickets tickets = new Tickets(vertx, clock);
  private final Grant grant =
      new Grant(
          true,
          List.of(Pattern.parse("prices.*")),
          List.of(Pattern.parse("chat.>")),
          false,
          clock.micros() / 1_000 + 20_123);

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  @Test
  void aTicketIsGoodOnce() throws Exception {
    String ticket = tickets.issue(grant).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(grant);
    assertThat(tickets.redeem(ticket).cause()).isInstanceOf(Refusal.class);
  }

  @Test
  void anotherLoopsTicketIsGoodOnceToo() throws Exception {
    Tickets others = new Tickets(vertx, clock);
    done(others.open());
    String ticket = others.issue(grant).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(grant);
    assertThatThrownBy(() -> done(tickets.redeem(ticket))).hasCauseInstanceOf(Refusal.class);
    assertThat(others.redeem(ticket).cause()).isInstanceOf(Refusal.class);
  }

  @Test
  void aTicketEndsAfterThirtySecondsAndNotLaterThanItsToken() {
    Grant endless = new Grant(true, List.of(), List.of(), true, Grant.NEVER);
    Ticket ticket = tickets.issue(endless);
    Ticket early = tickets.issue(grant);
    assertThat(ticket.expires()).isEqualTo(clock.micros() / 1_000 + 30_000);
    assertThat(early.expires()).isEqualTo(grant.expires());

    clock.pass(Duration.ofMillis(20_123));
    assertThat(tickets.redeem(early.text()).failed()).isTrue();

    clock.pass(Duration.ofMillis(9_877));
    assertThat(tickets.redeem(ticket.text()).failed()).isTrue();
  }

  @Test
  void theirNumberIsBoundedUntilTheyEnd() {
    for (int i = 0; i < Tickets.MOST; i++) {
      tickets.issue(grant);
    }
    assertThatThrownBy(() -> tickets.issue(grant)).isInstanceOf(Refusal.class);

    clock.pass(Tickets.LIFE);
    assertThat(tickets.issue(Grant.ALL).text()).isNotEmpty();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
