package io.feedhorn.bench.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.feedhorn.bench.protocol.ClientFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket reader that reconnects as the browser client does: after a random delay with a
 * growing limit, and from its cursor. Owned by the thread of {@link ReaderLoop}.
 */
final class ReconnectingReader {
  private static final Pattern UPDATE =
      Pattern.compile("\"offset\":(\\d+),\"seq\":\\d+,.*\"data\":(\\d+)}$");
  private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+):(\\d+)\"");
  private static final int CLOSE = 8;
  private static final int PING = 9;

  private final RestartStats stats;
  private byte[] unparsed = {};
  private boolean upgraded;
  private boolean live;
  private boolean inSequence;
  private String epoch = "";
  private long lastOffset;
  private long lastOffsetBefore;
  int attempts;
  @Nullable SocketChannel channel;

  ReconnectingReader(RestartStats stats) {
    this.stats = stats;
  }

  /** Returns true if the reader receives updates. */
  boolean isLive() {
    return live;
  }

  /** Returns the newest received offset. */
  long lastOffset() {
    return lastOffset;
  }

  /** Returns the newest offset received before the last disconnection. */
  long lastOffsetBefore() {
    return lastOffsetBefore;
  }

  void connected(SocketChannel opened, int port) throws IOException {
    channel = opened;
    upgraded = false;
    inSequence = false;
    unparsed = new byte[0];
    send(
        ("GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(ISO_8859_1));
  }

  /** Resets the state after the connection was closed. */
  void disconnected() {
    if (live) {
      live = false;
      lastOffsetBefore = lastOffset;
      attempts = 0;
    }
    channel = null;
  }

  /** Handles received bytes. Returns false if the server closed the connection. */
  boolean read(byte[] bytes, int length) throws IOException {
    byte[] all = new byte[unparsed.length + length];
    System.arraycopy(unparsed, 0, all, 0, unparsed.length);
    System.arraycopy(bytes, 0, all, unparsed.length, length);
    int at = upgraded ? 0 : parseUpgradeResponse(all);
    boolean open = at >= 0;
    int next = at;
    while (open && upgraded && next >= 0) {
      at = next;
      next = parseFrame(all, at);
      open = next != all.length + 1;
    }
    unparsed = open ? java.util.Arrays.copyOfRange(all, at, all.length) : new byte[0];
    return open;
  }

  /** Returns the index of the first frame; -1 if the request was refused. */
  private int parseUpgradeResponse(byte[] all) throws IOException {
    String head = new String(all, ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    if (end < 0) {
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101 ")) {
      stats.addRefused(head.substring(9, 12));
      return -1;
    }
    upgraded = true;
    String since = epoch.isEmpty() ? "" : ",\"since\":\"" + epoch + ":" + lastOffset + "\"";
    send(
        ClientFrame.text(
            "{\"type\":\"subscribe\",\"id\":1,\"topics\":[\""
                + RestartScenario.TOPIC
                + "\"]"
                + since
                + "}"));
    return end + 4;
  }

  /**
   * Returns the index of the next frame; -1 if this frame is incomplete, past the end if it is a
   * close frame.
   */
  private int parseFrame(byte[] all, int at) throws IOException {
    if (all.length < at + 4) {
      return -1;
    }
    int length = all[at + 1] & 0x7F;
    int from = at + 2;
    if (length == 126) {
      length = (all[at + 2] & 0xFF) << 8 | (all[at + 3] & 0xFF);
      from = at + 4;
    }
    if (all.length < from + length) {
      return -1;
    }
    switch (all[at] & 0x0F) {
      case CLOSE -> {
        stats.addClosed((all[from] & 0xFF) << 8 | (all[from + 1] & 0xFF));
        return all.length + 1;
      }
      case PING -> send(ClientFrame.pong(java.util.Arrays.copyOfRange(all, from, from + length)));
      default -> handleMessage(new String(all, from, length, ISO_8859_1));
    }
    return from + length;
  }

  private void handleMessage(String text) {
    if (text.startsWith("{\"type\":\"update\"")) {
      Matcher update = UPDATE.matcher(text);
      if (update.find()) {
        handleUpdate(Long.parseLong(update.group(1)), Long.parseLong(update.group(2)));
      }
    } else if (text.startsWith("{\"type\":\"subscribed\"")) {
      handleSubscribed(text);
    } else if (text.startsWith("{\"type\":\"leaving\"")) {
      stats.addLeaving();
    }
  }

  private void handleSubscribed(String text) {
    Matcher cursor = CURSOR.matcher(text);
    if (!cursor.find()) {
      stats.addFault("no cursor in the response: " + text);
      return;
    }
    boolean sameEpoch = cursor.group(1).equals(epoch);
    boolean reset = text.contains("\"recovered\":false");
    if (!epoch.isEmpty() && sameEpoch == reset) {
      stats.addFault("recovered is " + !reset + " after epoch " + epoch + ": " + text);
    }
    inSequence = sameEpoch;
    epoch = cursor.group(1);
    live = true;
    stats.addLive();
  }

  /** Checks that each update is the next one of its epoch. Only the first may be a snapshot. */
  private void handleUpdate(long offset, long sentNanos) {
    if (inSequence && offset != lastOffset + 1) {
      stats.addFault("offset " + offset + " follows " + lastOffset);
    }
    if (inSequence) {
      stats.recordAge(System.nanoTime() - sentNanos);
    }
    inSequence = true;
    lastOffset = offset;
  }

  private void send(byte[] bytes) throws IOException {
    SocketChannel to = channel;
    if (to != null && to.write(ByteBuffer.wrap(bytes)) < bytes.length) {
      throw new IOException("the socket did not accept a whole request");
    }
  }
}
