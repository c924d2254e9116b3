package io.github.redissession.codec;

import java.lang.reflect.Array;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TreeNode;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.jackson.JsonValueSerializer;
import tools.jackson.databind.ser.std.DelegatingSerializer;

/**
 * Collects the classes of the values it writes, including those that get no type id, and
 * lets the run decide about each object.
 */
final class TypeCollectingSerializer extends DelegatingSerializer {

	/** Immutable, and small or never the same instance. */
	private static final Set<Class<?>> SCALARS = Set.of(URL.class, Optional.class, JdkTypes.zoneInfo());

	/** Like these: a login holds each twice, as the principal's and as its own. */
	private static final String AUTHORITY = SecurityTypes.PREFIX + "core.authority.SimpleGrantedAuthority";

	private static final Set<Class<?>> IMMUTABLE = Set.of(List.of().getClass(), Set.of().getClass(),
			Map.of().getClass(), Collections.emptyList().getClass(), Collections.emptySet().getClass(),
			Collections.emptyMap().getClass());

	private final boolean collects;

	private final boolean visits;

	private TypeCollectingSerializer(ValueSerializer<?> delegate, boolean collects, boolean visits) {
		super(delegate);
		this.collects = collects;
		this.visits = visits;
	}

	static ValueSerializer<?> around(Class<?> type, ValueSerializer<?> delegate) {
		boolean known = type.getName().startsWith("java.") || JdkTypes.isListed(type) || JdkTypes.isEnum(type)
				|| TreeNode.class.isAssignableFrom(type);
		boolean visits = isVisited(type);
		return (known && !visits) ? delegate : wrap(delegate, !known, visits);
	}

	private static boolean isVisited(Class<?> type) {
		return !type.isPrimitive() && !JdkTypes.isValue(type) && !SCALARS.contains(type)
				&& !TreeNode.class.isAssignableFrom(type) && !Throwable.class.isAssignableFrom(type)
				&& type != Object.class && !type.getName().equals(AUTHORITY);
	}

	private static TypeCollectingSerializer wrap(ValueSerializer<?> delegate, boolean collects, boolean visits) {
		return (delegate instanceof TypeCollectingSerializer wrapped) ? wrapped
				: new TypeCollectingSerializer(delegate, collects, visits);
	}

	static void collect(SerializationContext ctxt, Class<?> type) {
		Writing writing = Writing.of(ctxt);
		if (writing != null) {
			writing.types().add(type);
		}
	}

	@Override
	public void serialize(Object value, JsonGenerator gen, SerializationContext ctxt) {
		if (enter(value, gen, ctxt)) {
			this._delegatee.serialize(value, gen, ctxt);
		}
	}

	/**
	 * Writes the type id of a class that is written as a value it holds
	 * ({@code JsonValue}). Jackson would leave it to that value's serializer, which
	 * writes none for a string.
	 */
	@Override
	public void serializeWithType(Object value, JsonGenerator gen, SerializationContext ctxt, TypeSerializer typing) {
		if (!enter(value, gen, ctxt)) {
			return;
		}
		if (this._delegatee instanceof JsonValueSerializer) {
			WritableTypeId id = typing.writeTypePrefix(gen, ctxt,
					typing.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
			this._delegatee.serialize(value, gen, ctxt);
			typing.writeTypeSuffix(gen, ctxt, id);
			return;
		}
		this._delegatee.serializeWithType(value, gen, ctxt, typing);
	}

	private boolean enter(Object value, JsonGenerator gen, SerializationContext ctxt) {
		Writing writing = Writing.of(ctxt);
		if (writing == null) {
			return true;
		}
		if (this.collects) {
			writing.types().add(value.getClass());
		}
		// An object with an id of the application's own kind, or without braces.
		boolean other = this._delegatee.usesObjectId() || this._delegatee.isUnwrappingSerializer();
		return !this.visits || other || isSingle(value) || writing.visit().enter(value, gen);
	}

	/**
	 * Returns whether a value is the same instance wherever it occurs, or an array that
	 * nobody can change.
	 */
	private boolean isSingle(Object value) {
		Class<?> type = value.getClass();
		if (this._delegatee instanceof SingletonSerializer constants) {
			return constants.isConstant(value);
		}
		if (type.isArray()) {
			return Array.getLength(value) == 0;
		}
		return IMMUTABLE.contains(type) && (value instanceof Collection<?> items && items.isEmpty()
				|| value instanceof Map<?, ?> map && map.isEmpty());
	}

	@Override
	protected ValueSerializer<Object> newDelegatingInstance(ValueSerializer<?> delegatee) {
		return wrap(delegatee, this.collects, this.visits);
	}

}
