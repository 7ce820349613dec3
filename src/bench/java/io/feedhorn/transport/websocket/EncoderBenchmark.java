package io.feedhorn.transport.websocket;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.Topic;
import io.feedhorn.model.Update;
import io.feedhorn.transport.netty.SharedFrame;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmarks of encoding an update as a frame, which happens once for all readers. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncoderBenchmark {
  private static final int TS_MICROS = 123_456;

  private final Topic topic = Topic.parse("prices.BTC-USD");
  private final Buffer data = Buffer.buffer("{\"price\":64123.55,\"change\":-0.42}");
  private long offset;

  /** Measures the creation of an update with its JSON. */
  @Benchmark
  public Update update() {
    offset++;
    long micros = 1_732_150_000_000_000L + TS_MICROS + offset;
    return new Update(topic, "k3f9", offset, offset, micros, offset - 1, DeliveryMode.LATEST, data);
  }

  /** Measures an update and its WebSocket frame. */
  @Benchmark
  public SharedFrame frame() {
    return update().encoded(UpdateFrameEncoder.PLAIN);
  }

  /** Measures an update and its compressed WebSocket frame. */
  @Benchmark
  public SharedFrame compressedFrame() {
    return update().encoded(UpdateFrameEncoder.DEFLATED);
  }
}
