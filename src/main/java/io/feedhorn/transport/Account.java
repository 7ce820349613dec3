package io.feedhorn.transport;

import io.feedhorn.hub.CpuMeter;
import io.feedhorn.model.Meters;
import io.feedhorn.model.Traffic;
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
 * Keeps account of one connection, for the transport that it carries: of its bytes, and of the CPU
 * time that what it sends is answered with. Stands before everything else on the channel. Owned by
 * the connection's event loop.
 */
public final class Account extends ChannelDuplexHandler {
  private static final int LINE_END = 2;

  private final Meters meters;
  private final CpuMeter cpu;
  private @Nullable String transport;
  private Traffic traffic = Traffic.NONE;
  private long unassigned;
  private boolean reading;
  private boolean measured;

  private Account(Meters meters, CpuMeter cpu) {
    this.meters = meters;
    this.cpu = cpu;
    // Vert.x makes the connection in the midst of the first read, of which only the end is seen.
    this.reading = true;
    this.measured = cpu.begin();
  }

  /**
   * Opens the account of a new connection.
   *
   * @param cpu the meter of its event loop
   */
  public static void open(HttpConnection connection, Meters meters, CpuMeter cpu) {
    if (connection instanceof ConnectionBase base) {
      base.channelHandlerContext().pipeline().addFirst(new Account(meters, cpu));
    }
  }

  /** A request came on its connection, which carries this transport from now on. */
  public static void charge(HttpServerRequest request, String transport) {
    if (request.connection() instanceof ConnectionBase base) {
      Account account = of(base.channelHandlerContext().pipeline());
      if (account != null) {
        account.carry(transport, request);
      }
    }
  }

  static @Nullable Account of(ChannelPipeline pipeline) {
    return pipeline.first() instanceof Account account ? account : null;
  }

  private void carry(String next, HttpServerRequest request) {
    if (transport == null && unassigned == 0) {
      traffic = meters.traffic(next);
      traffic.received(headBytes(request));
    }
    if (!next.equals(transport)) {
      traffic = meters.traffic(next);
      if (transport == null) {
        traffic.accepted();
      }
      transport = next;
    }
    traffic.requested();
  }

  /** How long a head was that was read before there was an account. */
  private static long headBytes(HttpServerRequest request) {
    long bytes =
        (long) request.method().name().length() + request.uri().length() + "  HTTP/1.1".length();
    for (Map.Entry<String, String> field : request.headers()) {
      bytes += field.getKey().length() + field.getValue().length() + ": ".length() + LINE_END;
    }
    return bytes + 2 * LINE_END;
  }

  /** Bytes went past the channel, to the kernel. */
  void sent(long bytes) {
    traffic.sent(bytes);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!reading) {
      reading = true;
      measured = cpu.begin();
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
      traffic.spent(cpu.lap());
    }
    reading = false;
    measured = false;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise tells who wants to know
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      traffic.sent(bytes.readableBytes());
    }
    context.write(message, promise);
  }
}
