package io.feedhorn.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel handler that reports writability and failures to a {@link NettyConnection.Listener},
 * and aborts the connection of a peer that does not read its end. Owned by the channel's event
 * loop.
 */
final class ChannelEvents extends ChannelInboundHandlerAdapter {
  private static final int ABORT_TIMEOUT_SECONDS = 5;

  private final NettyConnection.Listener listener;
  private @Nullable ScheduledFuture<?> abort;
  private boolean removed;

  ChannelEvents(NettyConnection.Listener listener) {
    this.listener = listener;
  }

  /** Returns true if the handler was removed, or the channel was closed. */
  boolean isRemoved() {
    return removed;
  }

  /** Closes the channel after a timeout unless it is closed or the handler is removed before. */
  void abortAfterTimeout(ChannelHandlerContext context) {
    if (abort == null && !removed) {
      abort =
          context
              .executor()
              .schedule(() -> abort(context), ABORT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  private static void abort(ChannelHandlerContext context) {
    context.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      listener.drained();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (!listener.failed(failure)) {
      context.fireExceptionCaught(failure);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    removed = true;
    if (abort != null) {
      abort.cancel(false);
    }
  }
}
