package io.github.redissession.beans;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;

/**
 * The session scope without destruction callbacks in the session: they refer to one
 * instance in one process. Instead, {@link SessionBeanEnds} destroys the beans of a
 * session that has ended.
 */
public final class StoredSessionScope implements Scope {

	private final Scope delegate;

	private StoredSessionScope(Scope delegate) {
		this.delegate = delegate;
	}

	/**
	 * Replaces the session scope of a bean factory, if it has one.
	 * @param factory the bean factory, before it creates beans
	 */
	public static void replace(ConfigurableListableBeanFactory factory) {
		Scope scope = factory.getRegisteredScope(SessionBeans.SCOPE);
		if (scope != null) {
			factory.registerScope(SessionBeans.SCOPE, new StoredSessionScope(scope));
		}
	}

	@Override
	public Object get(String name, ObjectFactory<?> objectFactory) {
		return this.delegate.get(name, objectFactory);
	}

	/**
	 * Removes a bean, which the bean factory destroys.
	 */
	@Override
	public @Nullable Object remove(String name) {
		return this.delegate.remove(name);
	}

	@Override
	public void registerDestructionCallback(String name, Runnable callback) {
	}

	@Override
	public @Nullable Object resolveContextualObject(String key) {
		return this.delegate.resolveContextualObject(key);
	}

	@Override
	public @Nullable String getConversationId() {
		return this.delegate.getConversationId();
	}

}
