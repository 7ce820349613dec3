package io.feedhorn.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Detects peers that do not acknowledge data any more, or do not read it, by the state of their TCP
 * connection. A peer that does not read but is alive acknowledges. Works on Linux only; elsewhere
 * every peer counts as responsive. To be used on the channel's event loop.
 */
public final class PeerProbe {
  /** Each retransmission waits twice as long as the one before, from 0.2 s on: half a minute. */
  private static final int MAX_UNACKNOWLEDGED = 7;

  private PeerProbe() {}

  /** Returns true if the peer has not acknowledged data for about half a minute. */
  public static boolean isUnresponsive(HttpConnection connection) {
    return connection instanceof ConnectionBase base
        && isUnresponsive(base.channelHandlerContext().channel());
  }

  static boolean isUnresponsive(Channel channel) {
    if (channel instanceof EpollSocketChannel epoll && epoll.isActive()) {
      EpollTcpInfo info = epoll.tcpInfo();
      return info.retransmits() >= MAX_UNACKNOWLEDGED || info.probes() >= MAX_UNACKNOWLEDGED;
    }
    return false;
  }

  /**
   * Returns the milliseconds since the system sent data to the peer: it keeps some for a peer that
   * reads slowly, and sends none to one that does not read. {@link Long#MAX_VALUE} if that is not
   * known.
   */
  static long millisSinceSent(Channel channel) {
    return channel instanceof EpollSocketChannel epoll && epoll.isActive()
        ? epoll.tcpInfo().lastDataSent()
        : Long.MAX_VALUE;
  }
}
