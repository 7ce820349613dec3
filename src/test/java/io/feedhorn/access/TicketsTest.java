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
  private static final int MOST = 5;

  private final Vertx vertx = Vertx.vertx();
  private final HandClock clock = new HandClock();
  private final Tickets tickets = new Tickets(vertx, clock, MOST);
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
    String ticket = done(tickets.issue(grant)).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(grant);
    assertThatThrownBy(() -> done(tickets.redeem(ticket))).hasCauseInstanceOf(Refusal.class);
  }

  @Test
  void anotherLoopsTicketIsGoodOnceToo() throws Exception {
    Tickets others = new Tickets(vertx, clock, MOST);
    String ticket = done(others.issue(grant)).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(grant);
    assertThatThrownBy(() -> done(others.redeem(ticket))).hasCauseInstanceOf(Refusal.class);
  }

  @Test
  void whatIsNoTicketIsRefusedWithoutLooking() {
    assertThat(tickets.redeem("no ticket").cause()).isInstanceOf(Refusal.class);
  }

  @Test
  void aTicketEndsAfterThirtySecondsAndNotLaterThanItsToken() throws Exception {
    Grant endless = new Grant(true, List.of(), List.of(), true, Grant.NEVER);
    Ticket ticket = done(tickets.issue(endless));
    Ticket early = done(tickets.issue(grant));
    assertThat(ticket.expires()).isEqualTo(clock.micros() / 1_000 + 30_000);
    assertThat(early.expires()).isEqualTo(grant.expires());

    clock.pass(Duration.ofMillis(20_123));
    assertThatThrownBy(() -> done(tickets.redeem(early.text()))).hasCauseInstanceOf(Refusal.class);

    clock.pass(Duration.ofMillis(9_877));
    assertThatThrownBy(() -> done(tickets.redeem(ticket.text()))).hasCauseInstanceOf(Refusal.class);
  }

  @Test
  void theirNumberIsBoundedUntilTheyAreUsed() throws Exception {
    String last = "";
    for (int i = 0; i < MOST; i++) {
      last = done(tickets.issue(grant)).text();
    }
    assertThatThrownBy(() -> done(tickets.issue(grant))).hasCauseInstanceOf(Refusal.class);
    clock.pass(Duration.ofSeconds(1));
    assertThatThrownBy(() -> done(tickets.issue(grant))).hasCauseInstanceOf(Refusal.class);

    done(tickets.redeem(last));
    clock.pass(Duration.ofSeconds(1));
    assertThat(done(tickets.issue(grant)).text()).isNotEmpty();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
