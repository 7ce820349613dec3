package io.feedhorn.transport.netty;

import io.feedhorn.hub.CpuSampler;
import io.feedhorn.metrics.Metrics;
import io.feedhorn.metrics.TransportMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of one connection, and the CPU time for answering its requests and messages, for
 * the transport that the connection carries. The first handler of the channel. Owned by the
 * connection's event loop.
 */
public final class TrafficCounter extends ChannelDuplexHandler {
  private static final int LINE_END = 2;

  private final Metrics metrics;
  private final CpuSampler cpu;
  private @Nullable String transport;
  private TransportMetrics traffic = TransportMetrics.NONE;
  private long unassigned;
  private boolean reading;
  private boolean measured;

  private TrafficCounter(Metrics metrics, CpuSampler cpu) {
    this.metrics = metrics;
    this.cpu = cpu;
    // Vert.x creates the connection during its first read, so only the end of that read is seen.
    this.reading = true;
    this.measured = cpu.start();
  }

  /**
   * Starts counting for a new connection.
   *
   * @param cpu the sampler of its event loop
   */
  public static void start(HttpConnection connection, Metrics metrics, CpuSampler cpu) {
    if (connection instanceof ConnectionBase base) {
      base.channelHandlerContext().pipeline().addFirst(new TrafficCounter(metrics, cpu));
    }
  }

  /** Attributes a request, and what follows on its connection, to a transport. */
  public static void attribute(HttpServerRequest request, String transport) {
    if (request.connection() instanceof ConnectionBase base) {
      TrafficCounter traffic = of(base.channelHandlerContext().pipeline());
      if (traffic != null) {
        traffic.switchTransport(transport, request);
      }
    }
  }

  static @Nullable TrafficCounter of(ChannelPipeline pipeline) {
    return pipeline.first() instanceof TrafficCounter traffic ? traffic : null;
  }

  private void switchTransport(String next, HttpServerRequest request) {
    if (transport == null && unassigned == 0) {
      traffic = metrics.forTransport(next);
      traffic.received(headBytes(request));
    }
    if (!next.equals(transport)) {
      traffic = metrics.forTransport(next);
      if (transport == null) {
        traffic.accepted();
      }
      transport = next;
    }
    traffic.requested();
  }

  /** Returns the length of the request head, which was read before this handler was added. */
  private static long headBytes(HttpServerRequest request) {
    long bytes =
        (long) request.method().name().length() + request.uri().length() + "  HTTP/1.1".length();
    for (Map.Entry<String, String> field : request.headers()) {
      bytes += field.getKey().length() + field.getValue().length() + ": ".length() + LINE_END;
    }
    return bytes + 2 * LINE_END;
  }

  /** Counts bytes that were sent without the channel. */
  void sent(long bytes) {
    traffic.sent(bytes);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!reading) {
      reading = true;
      measured = cpu.start();
    }
    unassigned += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    context.fireChannelRead(message);
    if (transport != null && unassigned > 0) {
      traffic.received(unassigned);
      unassigned = 0;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (measured) {
      traffic.cpuTime(cpu.elapsedNanos());
    }
    reading = false;
    measured = false;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the caller has the promise
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      traffic.sent(bytes.readableBytes());
    }
    context.write(message, promise);
  }
}
