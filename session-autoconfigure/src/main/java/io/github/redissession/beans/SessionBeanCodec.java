package io.github.redissession.beans;

import java.util.Collections;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;
import io.github.redissession.spi.AttributeCodec;

/**
 * Stores session-scoped beans as maps of their state, which another codec encodes, and
 * all other attributes as that codec does.
 */
final class SessionBeanCodec implements AttributeCodec {

	private final AttributeCodec delegate;

	private final SessionBeans beans;

	/**
	 * Creates the codec.
	 * @param delegate encodes the maps
	 * @param beans the session-scoped beans
	 */
	SessionBeanCodec(AttributeCodec delegate, SessionBeans beans) {
		this.delegate = delegate;
		this.beans = beans;
	}

	@Override
	public byte[] encode(String name, Object value) {
		return this.beans.isBean(name) ? encodeBean(name, value, null) : this.delegate.encode(name, value);
	}

	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		return this.beans.isBean(name) ? encodeBean(name, value, stored) : this.delegate.encode(name, value, stored);
	}

	private byte[] encodeBean(String name, Object value, byte @Nullable [] stored) {
		Object state = this.beans.state(name, value);
		try {
			return (stored != null) ? this.delegate.encode(name, state, stored) : this.delegate.encode(name, state);
		}
		catch (AttributeNotStorableException ex) {
			throw (state instanceof Map<?, ?> fields && state != value) ? explained(name, value, fields, ex) : ex;
		}
	}

	/**
	 * Names the field that cannot be stored.
	 */
	private AttributeNotStorableException explained(String name, Object bean, Map<?, ?> fields,
			AttributeNotStorableException cause) {
		for (Map.Entry<?, ?> field : fields.entrySet()) {
			try {
				this.delegate.encode(name, Collections.singletonMap(field.getKey(), field.getValue()));
			}
			catch (AttributeNotStorableException ex) {
				return new AttributeNotStorableException(
						"The session-scoped bean %s of %s cannot be stored because of its field %s: %s".formatted(name,
								bean.getClass().getName(), field.getKey(), ex.getMessage())
								+ ". If the field is not part of the bean's state, make it transient or inject it");
			}
		}
		return cause;
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		Object value = this.delegate.decode(name, bytes);
		if (!this.beans.isBean(name)) {
			return value;
		}
		try {
			return this.beans.bean(name, value);
		}
		catch (RuntimeException | LinkageError ex) {
			throw new AttributeNotReadableException("The session-scoped bean %s cannot be created again: %s"
				.formatted(name, ex.getClass().getSimpleName()));
		}
	}

	@Override
	public AttributeCodec forSession(String id, @Nullable String origin) {
		AttributeCodec own = this.delegate.forSession(id, origin);
		return (own == this.delegate) ? this : new SessionBeanCodec(own, this.beans);
	}

	@Override
	public @Nullable String origin(String id) {
		return this.delegate.origin(id);
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return this.delegate.isImmutable(type);
	}

}
