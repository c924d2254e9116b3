package io.github.redissession.beans;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import io.github.redissession.spi.AttributeCodec;

/**
 * The session-scoped beans of an application. What is stored of one is a map of its
 * fields by name; {@link BeanState} says which. When it is read, a new instance gets its
 * collaborators from the bean factory, and then the stored fields.
 */
public final class SessionBeans {

	static final String SCOPE = "session";

	private final DefaultListableBeanFactory factory;

	private final BeanCreation creation;

	private final BeanDestruction destruction;

	private final Map<String, BeanState> states = new ConcurrentHashMap<>();

	private volatile @Nullable Set<String> names;

	/**
	 * Creates it for the beans of a factory.
	 * @param factory the factory, whose beans are looked up when the first attribute is
	 * stored or read
	 */
	public SessionBeans(DefaultListableBeanFactory factory) {
		this.factory = factory;
		this.creation = new BeanCreation(factory);
		this.destruction = new BeanDestruction(factory);
	}

	/**
	 * Returns the names of the beans, which are the names of their attributes.
	 */
	private Set<String> names() {
		Set<String> known = this.names;
		if (known == null) {
			known = Stream.of(this.factory.getBeanDefinitionNames())
				.filter((name) -> SCOPE.equals(this.factory.getMergedBeanDefinition(name).getScope()))
				.collect(Collectors.toUnmodifiableSet());
			this.names = known;
		}
		return known;
	}

	/**
	 * Returns a codec that stores the beans.
	 * @param codec encodes their state, and all other attributes
	 * @return the codec, or the given one if there are no beans
	 */
	public AttributeCodec codec(AttributeCodec codec) {
		return names().isEmpty() ? codec : new SessionBeanCodec(codec, this);
	}

	/**
	 * Whether an attribute is a session-scoped bean whose fields are stored one by one.
	 */
	boolean isBean(String attribute) {
		return names().contains(attribute);
	}

	/**
	 * Returns what is to be stored of a bean.
	 * @param bean the bean, possibly behind proxies
	 * @return its fields by name; the bean itself if it is stored as a whole
	 */
	Object state(String name, Object bean) {
		Object target = target(bean);
		return BeanState.isDivisible(target.getClass()) ? stateOf(name).of(target) : target;
	}

	/**
	 * Returns the bean that has been stored.
	 * @param stored its fields by name, or the bean itself
	 * @return the bean, behind the proxies that the bean factory creates for it
	 */
	Object bean(String name, Object stored) {
		boolean isBean = BeanState.isDivisible(stored.getClass());
		if (!isBean && !(stored instanceof Map<?, ?>)) {
			return stored;
		}
		Object fresh = this.creation.create(name);
		if (!BeanState.isDivisible(fresh.getClass())) {
			return stored;
		}
		this.creation.inject(name, fresh);
		BeanState state = stateOf(name);
		state.set(fresh, isBean ? state.of(stored) : (Map<?, ?>) stored);
		return this.creation.proxied(name, fresh);
	}

	private BeanState stateOf(String name) {
		return this.states.computeIfAbsent(name,
				(key) -> new BeanState(this.factory, this.creation.injectedTypes(name)));
	}

	/**
	 * Returns those of some attributes that are beans with a destroy method.
	 */
	Set<String> destroyable(Collection<String> attributes) {
		return attributes.stream()
			.filter((name) -> isBean(name) && this.destruction.isNeeded(name))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Calls the destroy methods of a bean.
	 * @param bean the bean, possibly behind proxies
	 */
	void destroy(String name, Object bean) {
		this.factory.destroyBean(name, target(bean));
	}

	private static Object target(Object bean) {
		Object target = bean;
		for (Object next = bean; next != null; next = AopProxyUtils.getSingletonTarget(next)) {
			target = next;
		}
		return target;
	}

}
