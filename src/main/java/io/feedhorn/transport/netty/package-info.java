/**
 * Direct access to Netty channels and to internal classes of Vert.x. No other package uses them.
 *
 * <pre>
 *  TextWebSocket ┐  NettyConnection                         ┌▶ SendRing ─▶ kernel  many
 *  event stream  ┴▶ is a FrameWriter ─┬▶ GatheringWriter ───┴───────────▶ kernel  fast
 *                        │            └▶ channel                                  plain
 *                        └▶ ChannelEvents, PeerProbe
 *
 *  FlushQueue ─▶ RingBatch: what is written in between is one call of the kernel, if it permits
 *
 *  an update ─▶ WebSocketFrames, DeflateBlocks ─▶ DirectSlab ─▶ SharedFrame, once for all
 * </pre>
 *
 * <p>Three classes have one instance for each event-loop thread, because each holds memory outside
 * the heap that must be neither shared nor allocated for each connection: {@link
 * io.feedhorn.transport.netty.GatheringWriter} with its {@link
 * io.feedhorn.transport.netty.SendRing}, {@link io.feedhorn.transport.netty.DirectSlab} and the
 * compressor of {@link io.feedhorn.transport.netty.DeflateBlocks}. They are thread-locals of Netty,
 * which releases them with the thread.
 */
@NullMarked
package io.feedhorn.transport.netty;

import org.jspecify.annotations.NullMarked;
