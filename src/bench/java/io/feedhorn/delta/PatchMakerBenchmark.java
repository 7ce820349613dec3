package io.feedhorn.delta;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmarks of the delta of an order book, which is made once for all readers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PatchMakerBenchmark {
  private static final int BOOKS = 64;

  /** The number of levels on each side. */
  @Param({"20", "100", "1000"})
  int levels;

  private final List<Update> books = new ArrayList<>();
  private int next;

  /** Creates the updates of a book. */
  @Setup
  public void createBooks() {
    OrderBook book = new OrderBook(1, levels);
    Topic topic = Topic.parse("books.BTC-USD");
    for (int i = 1; i <= BOOKS; i++) {
      Buffer data = Buffer.buffer(book.next());
      books.add(new Update(topic, "k3f9", i, i, 0, i - 1, DeliveryMode.LATEST, data));
    }
  }

  /** Measures a delta that is not cached. */
  @Benchmark
  public Update delta() {
    next = next % (BOOKS - 1) + 1;
    Update update = books.get(next);
    update.dropEncodings();
    return update.delta(books.get(next - 1), PatchMaker.JSON_PATCH);
  }
}
