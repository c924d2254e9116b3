package io.github.redissession.codec;

import java.util.function.Function;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;
import tools.jackson.databind.util.StdConverter;

/**
 * Converts between two types that are known only at run time.
 */
final class FixedConverter extends StdConverter<Object, Object> {

	private final JavaType from;

	private final JavaType to;

	private final Function<Object, Object> function;

	FixedConverter(JavaType from, JavaType to, Function<Object, Object> function) {
		this.from = from;
		this.to = to;
		this.function = function;
	}

	@Override
	public Object convert(Object value) {
		return this.function.apply(value);
	}

	@Override
	public JavaType getInputType(TypeFactory typeFactory) {
		return this.from;
	}

	@Override
	public JavaType getOutputType(TypeFactory typeFactory) {
		return this.to;
	}

}
