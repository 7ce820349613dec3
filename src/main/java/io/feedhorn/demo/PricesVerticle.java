package io.feedhorn.demo;

import io.feedhorn.publish.Publisher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The demo feed {@code prices}: real days of the S&amp;P 500, played as ticks, one instrument for
 * each year it starts in.
 */
public final class PricesVerticle extends VerticleBase {
  private static final int MAX_UNANSWERED = 4096;

  private final DemoOptions options;
  private final BooleanSupplier playing;
  private final LongSupplier nanos;
  private final int room;

  /**
   * @param playing whether it is this node's to play; asked at each turn
   */
  public PricesVerticle(DemoOptions options, BooleanSupplier playing) {
    this(options, playing, System::nanoTime, MAX_UNANSWERED);
  }

  PricesVerticle(DemoOptions options, LongSupplier nanos, int room) {
    this(options, () -> true, nanos, room);
  }

  private PricesVerticle(
      DemoOptions options, BooleanSupplier playing, LongSupplier nanos, int room) {
    this.options = options;
    this.playing = playing;
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

  private List<InstrumentPlayer> instruments() {
    List<TradingDay> days = TradingDay.all();
    List<Instrument> listings = Instrument.first(options.pricesTopics(), days);
    // Their days end one after the other, so that a dashboard never starts over as a whole.
    return IntStream.range(0, listings.size())
        .mapToObj(
            i ->
                new InstrumentPlayer(listings.get(i), days)
                    .skip(i * IntradayPath.TICKS / listings.size()))
        .toList();
  }

  private void open(List<InstrumentPlayer> instruments) {
    RatePacer pacer = new RatePacer(instruments.size() * options.pricesRate(), nanos);
    BoundedPublisher publisher = new BoundedPublisher(Publisher.on(vertx), room, nanos);
    new RoundRobinTicker(
            instruments.size(), pacer, publisher, turn -> tick(instruments.get(turn), publisher))
        .onlyWhile(playing)
        .start(vertx);
  }

  private static void tick(InstrumentPlayer instrument, BoundedPublisher publisher) {
    publisher.publish(instrument.topic(), instrument.next());
  }
}
