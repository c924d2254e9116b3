package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

import org.hibernate.bytecode.enhance.spi.interceptor.BytecodeLazyAttributeInterceptor;
import org.hibernate.bytecode.enhance.spi.interceptor.EnhancementAsProxyLazinessInterceptor;
import org.hibernate.engine.spi.PersistentAttributeInterceptable;
import org.hibernate.engine.spi.PersistentAttributeInterceptor;
import org.hibernate.proxy.HibernateProxy;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out entities with enhanced byte code that are not loaded, and which look like
 * entities without content; this class is loaded only if Hibernate is on the class path.
 */
final class EnhancedEntities implements StandIn {

	private final LeftOutLog log;

	EnhancedEntities(LeftOutLog log) {
		this.log = log;
	}

	@Override
	public boolean replaces(Class<?> type) {
		return PersistentAttributeInterceptable.class.isAssignableFrom(type)
				&& !HibernateProxy.class.isAssignableFrom(type);
	}

	@Override
	public @Nullable Object of(Object value) {
		PersistentAttributeInterceptor interceptor = ((PersistentAttributeInterceptable) value)
			.$$_hibernate_getInterceptor();
		if (interceptor instanceof EnhancementAsProxyLazinessInterceptor proxy) {
			return proxy.isInitialized() ? value : null;
		}
		if (interceptor instanceof BytecodeLazyAttributeInterceptor lazy && lazy.hasAnyUninitializedAttributes()) {
			logAttributes(value, lazy);
		}
		return value;
	}

	private void logAttributes(Object value, BytecodeLazyAttributeInterceptor lazy) {
		for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
			for (Field field : type.getDeclaredFields()) {
				boolean kept = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
				if (kept && !lazy.isAttributeLoaded(field.getName())) {
					this.log.add(type.getName() + "." + field.getName());
				}
			}
		}
	}

	@Override
	public void leftOut(Object value, @Nullable String field) {
		this.log.add((field != null) ? field : value.getClass().getName());
	}

	@Override
	public boolean keepsClass() {
		return true;
	}

}
