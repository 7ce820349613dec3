package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The demo feed {@code prices}: real days of the S&amp;P 500 replayed as ticks. Each instrument
 * starts in another year.
 */
public final class PricesVerticle extends VerticleBase {
  private static final int MAX_UNANSWERED = 4096;

  private final DemoOptions options;
  private final BooleanSupplier enabled;
  private final LongSupplier nanoTime;
  private final int maxUnanswered;

  /**
   * @param enabled returns true if this node publishes; called at each tick
   */
  public PricesVerticle(DemoOptions options, BooleanSupplier enabled) {
    this(options, enabled, System::nanoTime, MAX_UNANSWERED);
  }

  PricesVerticle(DemoOptions options, LongSupplier nanoTime, int maxUnanswered) {
    this(options, () -> true, nanoTime, maxUnanswered);
  }

  private PricesVerticle(
      DemoOptions options, BooleanSupplier enabled, LongSupplier nanoTime, int maxUnanswered) {
    this.options = options;
    this.enabled = enabled;
    this.nanoTime = nanoTime;
    this.maxUnanswered = maxUnanswered;
  }

  @Override
  public Future<?> start() {
    if (options.pricesTopics() == 0 || options.pricesRate() == 0) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(this::players).onSuccess(this::startTicker);
  }

  private List<InstrumentPlayer> players() {
    List<TradingDay> days = TradingDay.all();
    List<Instrument> instruments = Instrument.first(options.pricesTopics(), days);
    // The instruments change their day one after the other, not all at once.
    return IntStream.range(0, instruments.size())
        .mapToObj(
            i ->
                new InstrumentPlayer(instruments.get(i), days)
                    .skipTo(i * IntradayPath.TICKS / instruments.size()))
        .toList();
  }

  private void startTicker(List<InstrumentPlayer> players) {
    RatePacer pacer = new RatePacer(players.size() * options.pricesRate(), nanoTime);
    BoundedPublisher publisher = new BoundedPublisher(Publisher.on(vertx), maxUnanswered, nanoTime);
    new RoundRobinTicker(
            players.size(), pacer, publisher, index -> publishTick(players.get(index), publisher))
        .onlyWhile(enabled)
        .start(vertx);
  }

  private static void publishTick(InstrumentPlayer player, BoundedPublisher publisher) {
    publisher.publish(player.topic(), player.next());
  }
}
