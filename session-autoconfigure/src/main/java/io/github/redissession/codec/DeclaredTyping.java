package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TreeNode;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.jsontype.impl.StdTypeResolverBuilder;

/**
 * Requires a type id wherever the declared type does not determine the class of its
 * values.
 */
final class DeclaredTyping extends StdTypeResolverBuilder {

	private final TypeIds ids;

	DeclaredTyping(TypeIds ids) {
		this.ids = ids;
	}

	@Override
	public @Nullable TypeSerializer buildTypeSerializer(SerializationContext ctxt, JavaType baseType,
			Collection<NamedType> subtypes) {
		return isExact(baseType) ? null : new TypeIdSerializer(this.ids, baseType);
	}

	@Override
	public @Nullable TypeDeserializer buildTypeDeserializer(DeserializationContext ctxt, JavaType baseType,
			Collection<NamedType> subtypes) {
		return isExact(baseType) ? null : new TypeIdDeserializer(this.ids, baseType);
	}

	private static boolean isExact(JavaType type) {
		if (type.isArrayType()) {
			return isExact(type.getContentType());
		}
		return type.isPrimitive() || type.isFinal() || JdkTypes.isEnum(type.getRawClass())
				|| TreeNode.class.isAssignableFrom(type.getRawClass());
	}

	/**
	 * Returns the class of a container or bean without a type id, so that the most common
	 * classes need none.
	 * @param declared the declared type
	 * @param array whether the value is a JSON array, rather than an object
	 * @return the class, or {@code null} if a type id is required
	 */
	static @Nullable Class<?> withoutId(JavaType declared, boolean array) {
		Class<?> raw = declared.getRawClass();
		if (declared.isConcrete() && raw != Object.class) {
			return raw;
		}
		if (!array) {
			return raw.isAssignableFrom(HashMap.class) ? HashMap.class : null;
		}
		if (raw.isAssignableFrom(ArrayList.class)) {
			return ArrayList.class;
		}
		return raw.isAssignableFrom(HashSet.class) ? HashSet.class : null;
	}

	@Override
	public DeclaredTyping withDefaultImpl(Class<?> defaultImpl) {
		return this;
	}

}
