package io.feedhorn.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollSocketChannelConfig;
import io.netty.channel.unix.Socket;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes encoded frames to a channel, behind the encoder of Vert.x, so they are sent unchanged.
 * Owned by the channel's event loop, not thread-safe.
 *
 * <p>There are two ways to the kernel with the same bytes. Fast: shared frames outside the heap go
 * directly to the socket, many with one system call ({@link GatheringWriter}), in a flush also
 * those of many sockets ({@link SendRing}); it needs Linux and a pipeline that does not change
 * bytes, such as TLS. Plain: the channel, also for everything that the kernel does not accept
 * immediately. The fast way is used only while the channel's queue is empty, so the order is kept.
 */
abstract class FrameWriter {
  /**
   * The bytes that Netty may keep for a peer that does not read, with its overhead of about 100
   * bytes for each write. Small, because kept updates are outdated when they are sent; large enough
   * for about forty small frames in one system call.
   */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(4 * 1024, 8 * 1024);

  /** The unsent bytes that Linux accepts: more would only be outdated. */
  private static final int MAX_UNSENT_BYTES = 16 * 1024;

  final ChannelHandlerContext encoder;
  // Stored, because finding them through the channel costs more than using them.
  private final @Nullable ChannelOutboundBuffer queue;
  private final @Nullable Socket socket;
  private final @Nullable TrafficCounter traffic;

  // True while frames wait for the ring; everything that follows must wait for them.
  private boolean waiting;

  /**
   * @param encoder the handler whose output is already encoded
   */
  FrameWriter(ChannelHandlerContext encoder) {
    this.encoder = encoder;
    this.queue = encoder.channel().unsafe().outboundBuffer();
    this.socket = directSocket(encoder);
    this.traffic = TrafficCounter.of(encoder.pipeline());
    ChannelConfig config = encoder.channel().config();
    config.setWriteBufferWaterMark(WATER_MARK);
    if (config instanceof EpollSocketChannelConfig epoll) {
      epoll.setTcpNotSentLowAt(MAX_UNSENT_BYTES);
    }
    if (socket != null) {
      SendRing.connectionOpened();
    }
  }

  /** Returns the socket if no handler between it and the encoder changes the bytes, else null. */
  private static @Nullable Socket directSocket(ChannelHandlerContext encoder) {
    for (ChannelHandler handler : encoder.pipeline().toMap().values()) {
      if (handler == encoder.handler()) {
        return encoder.channel() instanceof EpollSocketChannel epoll ? (Socket) epoll.fd() : null;
      }
      if (handler instanceof ChannelOutboundHandler && !(handler instanceof TrafficCounter)) {
        return null;
      }
    }
    return null;
  }

  /** Returns true if the channel accepts data below its high-water mark. */
  public boolean writable() {
    return queue != null && queue.isWritable() && isOpen();
  }

  private boolean isOpen() {
    return socket == null ? encoder.channel().isOpen() : socket.isOpen();
  }

  private boolean isQueueEmpty() {
    return queue != null && queue.totalPendingWriteBytes() == 0;
  }

  /** Writes a frame that is shared with other connections; {@link #flush} sends it. */
  public void write(SharedFrame frame) {
    GatheringWriter gathering = GatheringWriter.ofThread();
    sendWaiting(gathering);
    if (socket != null && frame.isDirect() && isQueueEmpty()) {
      gathering.add(this, frame);
      if (gathering.isFull()) {
        flush();
      }
    } else {
      queueGathered(gathering);
      enqueue(frame.from(0));
    }
  }

  /** Writes bytes of this connection alone; {@link #flush} sends them. */
  public void write(Buffer encoded) {
    GatheringWriter gathering = GatheringWriter.ofThread();
    sendWaiting(gathering);
    queueGathered(gathering);
    enqueue(((BufferInternal) encoded).getByteBuf());
  }

  private void sendWaiting(GatheringWriter gathering) {
    if (waiting) {
      gathering.sendWaiting();
    }
  }

  private void queueGathered(GatheringWriter gathering) {
    if (gathering.isFor(this)) {
      gathering.fallBackToChannel(this);
    }
  }

  /** Adds bytes to the channel's queue. The channel sends them when the kernel accepts more. */
  @SuppressWarnings("FutureReturnValueIgnored") // the void promise is never completed
  void enqueue(ByteBuf bytes) {
    encoder.write(bytes, encoder.voidPromise());
  }

  /** Adds the bytes of frames after those that were sent. */
  void enqueueAfter(long sent, List<SharedFrame> frames) {
    long skip = sent;
    for (int i = 0; i < frames.size(); i++) {
      SharedFrame frame = frames.get(i);
      if (skip < frame.length()) {
        enqueue(frame.from((int) skip));
        skip = 0;
      } else {
        skip -= frame.length();
      }
    }
  }

  /** Frames of this connection wait for the ring, which calls {@link #sent} or {@link #abort}. */
  void setWaiting() {
    waiting = true;
  }

  /** Continues after the ring sent a number of the bytes of frames. */
  void sent(int bytes, int length, List<SharedFrame> frames) {
    waiting = false;
    countSent(bytes);
    if (bytes < length) {
      enqueueAfter(bytes, frames);
      encoder.flush();
    }
  }

  /** Closes the channel without a close frame. */
  @SuppressWarnings("FutureReturnValueIgnored") // the close handler is called in any case
  public void abort() {
    waiting = false;
    encoder.close();
  }

  /** Counts bytes that the kernel accepted directly. */
  void countSent(long bytes) {
    if (traffic != null) {
      traffic.sent(bytes);
    }
  }

  /** Sends everything that was written since the last flush. */
  public void flush() {
    GatheringWriter gathering = GatheringWriter.ofThread();
    if (gathering.isFor(this)) {
      // The file descriptor of a closed socket may belong to another connection already.
      if (socket != null && socket.isOpen() && isQueueEmpty()) {
        gathering.send(this, socket);
      } else {
        gathering.fallBackToChannel(this);
      }
    }
    if (!isQueueEmpty()) {
      encoder.flush();
    }
  }
}
