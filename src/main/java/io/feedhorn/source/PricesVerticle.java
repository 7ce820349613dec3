package io.feedhorn.source;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The demo feed {@code prices}: real days of the S&amp;P 500, played as ticks, one instrument for
 * each year it starts in.
 */
public final class PricesVerticle extends VerticleBase {
  private static final int MOST_UNANSWERED = 4096;

  private final DemoOptions options;
  private final LongSupplier nanos;
  private final int room;

  public PricesVerticle(DemoOptions options) {
    this(options, System::nanoTime, MOST_UNANSWERED);
  }

  PricesVerticle(DemoOptions options, LongSupplier nanos, int room) {
    this.options = options;
    this.nanos = nanos;
    this.room = room;
  }

  @Override
  public Future<?> start() {
    if (options.pricesTopics() == 0 || options.pricesRate() == 0) {
      return Future.succeededFuture();
    }
    return vertx.executeBlocking(this::instruments).onSuccess(this::open);
  }

  private List<Instrument> instruments() {
    List<TradingDay> days = TradingDay.all();
    return Listing.first(options.pricesTopics(), days).stream()
        .map(listing -> new Instrument(listing, days))
        .toList();
  }

  private void open(List<Instrument> instruments) {
    Pace pace = new Pace(instruments.size() * options.pricesRate(), nanos);
    Outlet outlet = new Outlet(Publisher.on(vertx), room, nanos);
    new Rota(instruments.size(), pace, outlet, turn -> tick(instruments.get(turn), outlet))
        .start(vertx);
  }

  private static void tick(Instrument instrument, Outlet outlet) {
    outlet.publish(instrument.topic(), instrument.next());
  }
}
