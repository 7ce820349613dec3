package io.feedhorn.transport.websocket;

import io.feedhorn.model.Update;
import io.feedhorn.model.WireForm;
import io.feedhorn.transport.Deflate;
import io.feedhorn.transport.Framed;
import io.feedhorn.transport.Slab;
import io.feedhorn.transport.TextFrame;

/** The update object as one text frame, made once for all WebSockets. */
enum UpdateFrame implements WireForm<Framed> {
  PLAIN {
    @Override
    public Framed encode(Update update) {
      return Slab.place(update, TextFrame.of(update.json()));
    }
  },

  /** For those who agreed on compression; as it is where that makes it no smaller. */
  DEFLATED {
    @Override
    public Framed encode(Update update) {
      return Slab.place(update, Deflate.frame(update.json()));
    }
  }
}
