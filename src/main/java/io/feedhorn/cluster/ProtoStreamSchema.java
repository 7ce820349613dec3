package io.feedhorn.cluster;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Function;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;

/**
 * How the grid writes our objects when they leave the JVM: each as one field of bytes in our own
 * form. By hand, so that the build needs no generated code.
 */
final class ProtoStreamSchema implements SerializationContextInitializer {
  private static final String FILE = "feedhorn.proto";
  private static final String SCHEMA =
      """
      syntax = "proto3";
      package feedhorn;
      message Head { bytes packed = 1; }
      message Commit { bytes packed = 1; }
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
        new Packed<>(
            "feedhorn.Head", CommittedHead.class, CommittedHead::bytes, CommittedHead::read));
    context.registerMarshaller(
        new Packed<>("feedhorn.Commit", CommitBatch.class, CommitBatch::bytes, CommitBatch::read));
  }

  private record Packed<T>(
      String name, Class<T> type, Function<T, Buffer> pack, Function<Buffer, T> unpack)
      implements ProtobufTagMarshaller<T> {
    private static final int FIELD = 1;

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
      context.getWriter().writeBytes(FIELD, pack.apply(value).getBytes());
    }

    @Override
    public T read(ReadContext context) throws IOException {
      byte[] packed = new byte[0];
      for (int tag = context.getReader().readTag(); tag != 0; tag = context.getReader().readTag()) {
        if (tag >>> 3 == FIELD) {
          packed = context.getReader().readByteArray();
        } else {
          context.getReader().skipField(tag);
        }
      }
      return unpack.apply(Buffer.buffer(packed));
    }
  }
}
