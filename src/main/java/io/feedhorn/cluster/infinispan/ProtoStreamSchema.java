package io.feedhorn.cluster.infinispan;

import io.feedhorn.cluster.codec.FormatVersion;
import io.feedhorn.cluster.replica.CommitBatch;
import io.feedhorn.cluster.replica.CommittedHead;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Function;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;

/**
 * The marshalling of Feedhorn's objects in Infinispan: each is one Protobuf field with its binary
 * form, and one with the format version. Written by hand, so that the build needs no generated
 * code.
 */
final class ProtoStreamSchema implements SerializationContextInitializer {
  private static final String FILE = "feedhorn.proto";
  private static final String SCHEMA =
      """
      syntax = "proto3";
      package feedhorn;
      message Head { bytes packed = 1; uint32 version = 2; }
      message Commit { bytes packed = 1; uint32 version = 2; }
      """;

  @Override
  @Deprecated
  public String getProtoFileName() {
    return FILE;
  }

  @Override
  @Deprecated
  public String getProtoFile() {
    return SCHEMA;
  }

  @Override
  public void registerSchema(SerializationContext context) {
    context.registerProtoFiles(FileDescriptorSource.fromString(FILE, SCHEMA));
  }

  @Override
  public void registerMarshallers(SerializationContext context) {
    context.registerMarshaller(
        new Marshaller<>(
            "feedhorn.Head", CommittedHead.class, CommittedHead::bytes, CommittedHead::read));
    context.registerMarshaller(
        new Marshaller<>(
            "feedhorn.Commit", CommitBatch.class, CommitBatch::bytes, CommitBatch::read));
  }

  /** Writes and reads the objects of one type. */
  record Marshaller<T>(
      String name, Class<T> type, Function<T, Buffer> toBytes, Function<Buffer, T> fromBytes)
      implements ProtobufTagMarshaller<T> {
    private static final int PACKED = 1;
    private static final int VERSION = 2;

    @Override
    public Class<T> getJavaClass() {
      return type;
    }

    @Override
    public String getTypeName() {
      return name;
    }

    @Override
    public void write(WriteContext context, T value) throws IOException {
      context.getWriter().writeBytes(PACKED, toBytes.apply(value).getBytes());
      context.getWriter().writeUInt32(VERSION, FormatVersion.CURRENT);
    }

    @Override
    public T read(ReadContext context) throws IOException {
      byte[] packed = new byte[0];
      int version = 0;
      for (int tag = context.getReader().readTag(); tag != 0; tag = context.getReader().readTag()) {
        switch (tag >>> 3) {
          case PACKED -> packed = context.getReader().readByteArray();
          case VERSION -> version = context.getReader().readUInt32();
          default -> context.getReader().skipField(tag);
        }
      }
      if (version != FormatVersion.CURRENT) {
        throw new IOException(
            "%s has format version %d, but this release reads only version %d."
                .formatted(name, version, FormatVersion.CURRENT));
      }
      return fromBytes.apply(Buffer.buffer(packed));
    }
  }
}
