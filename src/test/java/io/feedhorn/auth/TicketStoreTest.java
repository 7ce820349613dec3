package io.feedhorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.feedhorn.model.FakeClock;
import io.feedhorn.model.FeedException;
import io.feedhorn.model.Member;
import io.feedhorn.model.TopicPattern;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issuing and redeeming of tickets. */
class TicketStoreTest {
  private static final int MAX = 5;

  private final Vertx vertx = Vertx.vertx();
  private final FakeClock clock = new FakeClock();
  private final TicketStore tickets = new TicketStore(vertx, clock, MAX);
  private final Permissions permissions =
      new Permissions(
          true,
          List.of(TopicPattern.parse("prices.*")),
          List.of(TopicPattern.parse("chat.>")),
          false,
          clock.micros() / 1_000 + 20_123);

  @AfterEach
  void close() throws Exception {
    done(vertx.close());
  }

  @Test
  void aTicketCanBeUsedOnce() throws Exception {
    String ticket = done(tickets.issue(permissions)).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(permissions);
    assertThatThrownBy(() -> done(tickets.redeem(ticket))).hasCauseInstanceOf(FeedException.class);
  }

  @Test
  void aTicketHasTheSubjectOfItsTokenAndNoMoreReaders() throws Exception {
    Permissions named =
        new Permissions(
            true,
            List.of(),
            List.of(),
            false,
            List.of(),
            Permissions.NEVER,
            Recipient.NONE,
            Member.of("a@example.org", null));

    String ticket = done(tickets.issue(named)).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(named);
  }

  @Test
  void aTicketOfAnotherEventLoopCanBeUsedOnce() throws Exception {
    TicketStore other = new TicketStore(vertx, clock, MAX);
    String ticket = done(other.issue(permissions)).text();

    assertThat(done(tickets.redeem(ticket))).isEqualTo(permissions);
    assertThatThrownBy(() -> done(other.redeem(ticket))).hasCauseInstanceOf(FeedException.class);
  }

  @Test
  void textThatIsNotATicketIsRefusedWithoutALookup() {
    assertThat(tickets.redeem("no ticket").cause()).isInstanceOf(FeedException.class);
  }

  @Test
  void aTicketExpiresAfterThirtySecondsOrWithItsToken() throws Exception {
    Permissions endless = new Permissions(true, List.of(), List.of(), true, Permissions.NEVER);
    Ticket ticket = done(tickets.issue(endless));
    Ticket early = done(tickets.issue(permissions));
    assertThat(ticket.expires()).isEqualTo(clock.micros() / 1_000 + 30_000);
    assertThat(early.expires()).isEqualTo(permissions.expires());

    clock.pass(Duration.ofMillis(20_123));
    assertThatThrownBy(() -> done(tickets.redeem(early.text())))
        .hasCauseInstanceOf(FeedException.class);

    clock.pass(Duration.ofMillis(9_877));
    assertThatThrownBy(() -> done(tickets.redeem(ticket.text())))
        .hasCauseInstanceOf(FeedException.class);
  }

  @Test
  void theNumberOfUnusedTicketsIsBounded() throws Exception {
    String last = "";
    for (int i = 0; i < MAX; i++) {
      last = done(tickets.issue(permissions)).text();
    }
    assertThatThrownBy(() -> done(tickets.issue(permissions)))
        .hasCauseInstanceOf(FeedException.class);
    clock.pass(Duration.ofSeconds(1));
    assertThatThrownBy(() -> done(tickets.issue(permissions)))
        .hasCauseInstanceOf(FeedException.class);

    done(tickets.redeem(last));
    clock.pass(Duration.ofSeconds(1));
    assertThat(done(tickets.issue(permissions)).text()).isNotEmpty();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(50, TimeUnit.SECONDS);
  }
}
