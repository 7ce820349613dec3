package io.feedhorn.transport.websocket;

import io.feedhorn.model.Update;
import io.feedhorn.model.UpdateEncoder;
import io.feedhorn.transport.netty.DirectSlab;
import io.feedhorn.transport.netty.PerMessageDeflate;
import io.feedhorn.transport.netty.SharedFrame;
import io.feedhorn.transport.netty.WebSocketFrames;

/** The encoding of an update as one text frame, once for all WebSockets. */
enum UpdateFrameEncoder implements UpdateEncoder<SharedFrame> {
  PLAIN {
    @Override
    public SharedFrame encode(Update update) {
      return DirectSlab.allocate(update, WebSocketFrames.of(update.json()));
    }
  },

  /** For connections that negotiated compression. Small updates stay uncompressed. */
  DEFLATED {
    @Override
    public SharedFrame encode(Update update) {
      return DirectSlab.allocate(update, PerMessageDeflate.frame(update.json()));
    }
  }
}
