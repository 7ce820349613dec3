package io.feedhorn.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends to sockets of one event loop, in a batch and after it: complete, in order, and at once. */
@Timeout(60)
class SendRingTest {
  private static final int MILLIS = 20_000;

  /** So large that the kernel accepts a part only. */
  private static final int LARGE = 3_000_000;

  private final RingBatch batch = new RingBatch();
  private final List<Peer> peers = new ArrayList<>();
  private EventLoopGroup loop;
  private Channel server;
  private BlockingQueue<Writer> accepted;

  /** A writer, and the socket that gets what it writes. */
  private record Peer(Writer writer, Socket socket) {
    void write(String text) {
      writer.write(frame(text));
    }

    void send(String text) {
      write(text);
      writer.flush();
    }
  }

  private static final class Writer extends FrameWriter {
    Runnable onWritabilityChanged = () -> {};

    Writer(ChannelHandlerContext encoder) {
      super(encoder);
    }
  }

  private static final class Encoder extends ChannelDuplexHandler {
    private final BlockingQueue<Writer> created;
    private @Nullable Writer writer;

    Encoder(BlockingQueue<Writer> created) {
      this.created = created;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      Writer opened = new Writer(context);
      writer = opened;
      created.add(opened);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (writer != null) {
        writer.onWritabilityChanged.run();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Epoll.isAvailable() && IoUring.isAvailable(), "no io_uring");
    // As many connections as start the preparation, in this process or before.
    for (int i = 0; i < SendRing.MIN_CONNECTIONS; i++) {
      SendRing.connectionOpened();
    }
    Awaitility.await().until(SendRing::isPrepared);
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    accepted = new LinkedBlockingQueue<>();
    server =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Encoder(accepted));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    for (int i = 0; i < 4; i++) {
      peers.add(connect());
    }
  }

  private Peer connect() throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.setSoTimeout(MILLIS);
    socket.connect(server.localAddress());
    return new Peer(accepted.poll(MILLIS, TimeUnit.MILLISECONDS), socket);
  }

  @AfterEach
  void stop() throws Exception {
    for (Peer peer : peers) {
      peer.socket().close();
    }
    if (loop != null) {
      loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    }
  }

  private void onLoop(Runnable action) throws Exception {
    loop.next().submit(action).get(MILLIS, TimeUnit.MILLISECONDS);
  }

  private static SharedFrame frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuf direct =
        Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    return new SharedFrame(direct);
  }

  private void assertReceived(int peer, String expected) throws IOException {
    byte[] received = peers.get(peer).socket().getInputStream().readNBytes(expected.length());
    assertThat(new String(received, StandardCharsets.US_ASCII).equals(expected))
        .as("peer %d got its %d bytes", peer, expected.length())
        .isTrue();
  }

  @Test
  void aBatchIsSentAtItsEndAndWhatFollowsAtOnce() throws Exception {
    onLoop(
        () -> {
          batch.begin();
          peers.forEach(peer -> peer.send("one"));
          batch.send();
        });
    for (int i = 0; i < peers.size(); i++) {
      assertReceived(i, "one");
    }

    onLoop(() -> peers.forEach(peer -> peer.send("two")));
    for (int i = 0; i < peers.size(); i++) {
      assertReceived(i, "two");
    }
  }

  @Test
  void whatFollowsOnTheSameConnectionWaitsForTheBatch() throws Exception {
    onLoop(
        () -> {
          batch.begin();
          peers.forEach(peer -> peer.send("one"));
          peers.get(1).writer().write(Buffer.buffer("two"));
          peers.get(1).writer().flush();
          peers.forEach(peer -> peer.send("three"));
          peers.get(0).send("four");
          batch.send();
        });

    assertReceived(0, "onethreefour");
    assertReceived(1, "onetwothree");
  }

  @Test
  void bytesOfOneConnectionFollowItsGatheredFrames() throws Exception {
    onLoop(
        () -> {
          peers.get(0).write("one");
          peers.get(0).writer().write(Buffer.buffer("two"));
          peers.get(0).send("three");
        });

    assertReceived(0, "onetwothree");
  }

  @Test
  void framesOfAConnectionAreNotLostIfAnotherOneWrites() throws Exception {
    onLoop(
        () -> {
          peers.get(0).write("one");
          peers.get(1).send("two");
          peers.get(0).writer().flush();
        });

    assertReceived(0, "one");
    assertReceived(1, "two");
  }

  @Test
  void eachConnectionGetsTheRestOfItsOwnFrames() throws Exception {
    String[] texts = {large("a"), large("b"), large("c"), large("d")};
    onLoop(
        () -> {
          batch.begin();
          for (int i = 0; i < peers.size(); i++) {
            peers.get(i).send(texts[i]);
          }
          batch.send();
        });

    for (int i = 0; i < peers.size(); i++) {
      assertReceived(i, texts[i]);
    }
  }

  @Test
  void whatTheResultOfASendCausesDoesNotReplaceOtherResults() throws Exception {
    String a = large("a");
    String b = large("b");
    peers.get(0).writer().onWritabilityChanged =
        () -> {
          peers.get(0).writer().onWritabilityChanged = () -> {};
          peers.get(2).send("two");
          peers.get(3).send("three");
        };
    onLoop(
        () -> {
          batch.begin();
          peers.get(0).send(a);
          peers.get(1).send(b);
          peers.get(1).send("end");
          batch.send();
        });

    assertReceived(2, "two");
    assertReceived(3, "three");
    assertReceived(0, a);
    assertReceived(1, b + "end");
  }

  private static String large(String letter) {
    return letter.repeat(LARGE);
  }
}
