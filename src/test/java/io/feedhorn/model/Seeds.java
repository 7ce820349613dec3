package io.feedhorn.model;

import java.lang.reflect.Method;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** The seeds of a {@link SeededRandom} test. Adds the seed to the message of a failure. */
final class Seeds
    implements ArgumentsProvider, AnnotationConsumer<SeededRandom>, InvocationInterceptor {
  private int number;

  @Override
  public void accept(SeededRandom seeded) {
    number = seeded.value();
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    Long chosen = Long.getLong("seed");
    return chosen != null
        ? Stream.of(Arguments.of(chosen))
        : new Random().longs(number).mapToObj(Arguments::of);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> test,
      ExtensionContext context)
      throws Throwable {
    try {
      invocation.proceed();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + test.getArguments().get(0) + ": " + failure, failure);
    }
  }
}
