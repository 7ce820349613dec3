package io.feedhorn.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The thread that reads all connections. Other threads submit tasks to change its state. */
final class LoadLoop extends Thread {
  private static final int READ_BYTES = 256 * 1024;

  private final Selector selector;
  private final Subscriber.Clock clock;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final byte[] bytes = new byte[READ_BYTES];

  LoadLoop(Subscriber.Clock clock) throws IOException {
    super("load-loop");
    this.clock = clock;
    this.selector = Selector.open();
    setDaemon(true);
  }

  /** Runs a task on the loop's thread. */
  <T> CompletableFuture<T> submit(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    tasks.add(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception failure) { // Any failure is passed to the caller.
            result.completeExceptionally(failure);
          }
        });
    selector.wakeup();
    return result;
  }

  /** Registers a connection that is being opened. Call on the loop's thread. */
  void add(LoadConnection connection) throws IOException {
    connection.channel.register(selector, SelectionKey.OP_CONNECT, connection);
  }

  /** Stops or continues reading from a connection. Call on the loop's thread. */
  void setReading(LoadConnection connection, boolean reading) {
    SelectionKey key = connection.channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(reading ? SelectionKey.OP_READ : 0);
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        selector.select();
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
          handleReady(ready.next());
          ready.remove();
        }
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
    } catch (IOException broken) {
      throw new IllegalStateException("The selector of the load loop failed", broken);
    }
  }

  private void handleReady(SelectionKey key) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      if (key.isConnectable()) {
        connection.channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        connection.connected();
      } else if (key.isReadable()) {
        setReading(connection);
      }
    } catch (IOException | CancelledKeyException gone) {
      connection.fail(gone.toString());
    }
    if (connection.failure() != null) {
      key.cancel();
    }
  }

  private void setReading(LoadConnection connection) throws IOException {
    buffer.clear();
    int count = connection.channel.read(buffer);
    clock.tick();
    if (count < 0) {
      connection.fail("closed by the server");
      return;
    }
    buffer.flip().get(bytes, 0, count);
    connection.read(bytes, count);
  }
}
