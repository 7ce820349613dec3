package io.feedhorn.cluster.protocol;

import io.feedhorn.cluster.codec.BinaryReader;
import io.feedhorn.cluster.codec.BinaryWriter;
import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.replica.FencedException;
import io.feedhorn.model.FeedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests between nodes, each to one node and with one reply. Nothing is sent to all nodes at
 * once, so a slow node delays only itself. Owned by the writer's event loop.
 *
 * <p>A request starts with the format version and the name of the sender, in every version. A node
 * refuses the requests of another version: it never interprets bytes of a format that it does not
 * know.
 */
public final class NodeMessaging {
  private static final Logger LOG = LoggerFactory.getLogger(NodeMessaging.class);
  private static final String ADDRESS = "feedhorn.node";
  private static final int FAILED = 500;
  private static final int INCOMPATIBLE = 505;

  /** Handles the requests of one kind. */
  public interface RequestHandler {
    /**
     * Returns the reply; a failure is reported to the sender.
     *
     * @param from the name of the sender
     */
    Future<Buffer> handle(String from, BinaryReader request);
  }

  private final Vertx vertx;
  private final String self;
  private final byte version;
  private final Map<MessageKind, RequestHandler> handlers = new EnumMap<>(MessageKind.class);
  // Read by health checks, on any thread.
  private final Set<String> incompatible = ConcurrentHashMap.newKeySet();
  // The nodes that receive frames: a node that starts does not yet, but is a member.
  private final Set<String> started = new HashSet<>();
  private final NodeFrames frames;

  /**
   * Creates the messaging of a node.
   *
   * @param self the node's name
   */
  public NodeMessaging(Vertx vertx, String self) {
    this(vertx, self, FormatVersion.CURRENT);
  }

  NodeMessaging(Vertx vertx, String self, byte version) {
    this.vertx = vertx;
    this.self = self;
    this.version = version;
    this.frames = new NodeFrames(vertx, version, self, new FrameReceiver(), System::nanoTime);
  }

  private final class FrameReceiver implements NodeFrames.Receiver {
    @Override
    public boolean accepts(byte theirs, String from) {
      return NodeMessaging.this.accepts(theirs, from);
    }

    @Override
    public Future<Buffer> answer(MessageKind kind, String from, BinaryReader request) {
      return handle(kind, from, request);
    }
  }

  /** Returns the event-bus address that one node, and no other, listens on. */
  private static String address(String node) {
    return ADDRESS + "@" + node;
  }

  public void handle(MessageKind kind, RequestHandler handler) {
    handlers.put(kind, handler);
  }

  /** Starts to accept requests. */
  public Future<Void> start() {
    frames.start();
    return vertx.eventBus().<Buffer>consumer(address(self), this::receive).completion();
  }

  private void receive(Message<Buffer> message) {
    try {
      read(message, new BinaryReader(message.body()));
    } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
      LOG.warn("A malformed message between nodes was refused: {}", malformed.toString());
      message.fail(FAILED, "The message is malformed.");
    }
  }

  private void read(Message<Buffer> message, BinaryReader in) {
    byte theirs = in.octet();
    String from = in.text();
    if (!accepts(theirs, from)) {
      message.fail(INCOMPATIBLE, reason(theirs, from));
      return;
    }
    handle(MessageKind.valueOf(in.text()), from, in)
        .onSuccess(message::reply)
        .onFailure(failure -> message.fail(FAILED, String.valueOf(failure.getMessage())));
  }

  private boolean accepts(byte theirs, String from) {
    if (theirs == version) {
      incompatible.remove(from);
      started.add(from);
      return true;
    }
    reportIncompatible(from, reason(theirs, from));
    return false;
  }

  private String reason(byte theirs, String from) {
    return ("Node %s uses format version %d and node %s version %d; all nodes of a cluster must have"
            + " the same.")
        .formatted(self, version, from, theirs);
  }

  private Future<Buffer> handle(MessageKind kind, String from, BinaryReader in) {
    RequestHandler handler = handlers.get(kind);
    try {
      return handler == null
          ? Future.failedFuture("Node %s does not handle %s yet.".formatted(self, kind))
          : handler.handle(from, in);
    } catch (RetryableException | FencedException | FeedException expected) {
      return Future.failedFuture(expected);
    } catch (RuntimeException failure) {
      LOG.warn("Handling {} of node {} failed", kind, from, failure);
      return Future.failedFuture(failure);
    }
  }

  /** Sends a request; fails if the node refuses it or does not reply in time. */
  public Future<BinaryReader> request(
      String node, MessageKind kind, Buffer fields, long timeoutMillis) {
    if (kind.isFrequent() && started.contains(node)) {
      return frames.request(node, kind, fields, timeoutMillis);
    }
    Buffer body =
        new BinaryWriter(fields.length() + 64)
            .octet(version)
            .text(self)
            .text(kind.name())
            .append(fields)
            .toBuffer();
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(timeoutMillis);
    try {
      return vertx
          .eventBus()
          .<Buffer>request(address(node), body, options)
          .onFailure(failure -> checkIncompatible(node, failure))
          .map(
              reply -> {
                started.add(node);
                return new BinaryReader(reply.body());
              });
    } catch (IllegalStateException alreadyFailed) {
      // Vert.x 5.0 throws "Promise already completed" if the connection to a node that died is
      // being closed. The caller is in the middle of its work, and expects a failed future.
      return Future.failedFuture(alreadyFailed);
    }
  }

  private void checkIncompatible(String node, Throwable failure) {
    if (failure instanceof ReplyException reply && reply.failureCode() == INCOMPATIBLE) {
      reportIncompatible(node, String.valueOf(reply.getMessage()));
    }
  }

  private void reportIncompatible(String node, String reason) {
    if (incompatible.add(node)) {
      LOG.error("Node {} is incompatible, its messages are refused: {}", node, reason);
    }
  }

  /** Forgets the incompatible nodes that are not members any more. */
  void retain(Collection<String> members) {
    incompatible.retainAll(members);
    started.retainAll(members);
    frames.retain(members);
  }

  /** Returns the members that use another format version. Safe on any thread. */
  public List<String> incompatibleNodes() {
    return incompatible.stream().sorted().toList();
  }
}
