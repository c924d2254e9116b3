package io.github.redissession.beans;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * The state of a session-scoped bean: its fields, except transient ones and those that
 * hold what the bean factory has injected. These are fields that are injected themselves,
 * fields that hold a bean, a proxy of a bean or a provider of beans, and fields of the
 * type of a bean that the constructor is called with.
 */
final class BeanState {

	private static final List<String> INJECTED = List.of("org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Value", "jakarta.inject.Inject",
			"jakarta.annotation.Resource", "jakarta.persistence.PersistenceContext",
			"jakarta.persistence.PersistenceUnit");

	private static final List<String> PROVIDERS = List.of("jakarta.inject.Provider", "javax.inject.Provider");

	private final DefaultListableBeanFactory factory;

	private final Set<Type> injectedTypes;

	private final Map<Class<?>, Map<String, Field>> fields = new ConcurrentHashMap<>();

	/**
	 * Creates it for a bean.
	 * @param injectedTypes the types of the beans with which it is created
	 */
	BeanState(DefaultListableBeanFactory factory, Set<Type> injectedTypes) {
		this.factory = factory;
		this.injectedTypes = injectedTypes;
	}

	/**
	 * Whether the objects of a class are stored field by field. Those of the JDK,
	 * collections, enums and records are stored as a whole.
	 */
	static boolean isDivisible(Class<?> type) {
		boolean isWhole = type.isArray() || type.isEnum() || type.isRecord() || Proxy.isProxyClass(type)
				|| Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
		return !isWhole && parents(type).noneMatch((one) -> one.getName().startsWith("java."));
	}

	/** A class and its parents but {@link Object}. */
	private static Stream<Class<?>> parents(Class<?> type) {
		return Stream.<Class<?>>iterate(type, (one) -> one != null && one != Object.class, Class::getSuperclass);
	}

	/**
	 * Returns the state by the names of fields. A field that has the name of one in a
	 * subclass is preceded by the name of its class and a dot.
	 */
	Map<String, @Nullable Object> of(Object bean) {
		Map<String, @Nullable Object> state = new HashMap<>();
		fields(bean.getClass()).forEach((name, field) -> {
			Object value = ReflectionUtils.getField(field, bean);
			if (value == null || !isCollaborator(value)) {
				state.put(name, value);
			}
		});
		return state;
	}

	/**
	 * Sets the state of a bean that has been injected already. Fields that it does not
	 * have are ignored.
	 */
	void set(Object bean, Map<?, ?> state) {
		fields(bean.getClass()).forEach((name, field) -> {
			Object injected = ReflectionUtils.getField(field, bean);
			if (state.containsKey(name) && (injected == null || !isCollaborator(injected))) {
				ReflectionUtils.setField(field, bean, state.get(name));
			}
		});
	}

	private Map<String, Field> fields(Class<?> type) {
		return this.fields.computeIfAbsent(type, this::find);
	}

	private Map<String, Field> find(Class<?> type) {
		Map<String, Field> fields = new HashMap<>();
		for (Class<?> one : parents(type).toList()) {
			for (Field field : one.getDeclaredFields()) {
				int modifiers = field.getModifiers();
				if (!Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers) && !field.isSynthetic()
						&& !isInjected(field)) {
					field.setAccessible(true);
					String name = field.getName();
					fields.put(fields.containsKey(name) ? one.getSimpleName() + "." + name : name, field);
				}
			}
		}
		return fields;
	}

	private boolean isInjected(Field field) {
		MergedAnnotations annotations = MergedAnnotations.from(field, SearchStrategy.DIRECT);
		return INJECTED.stream().anyMatch(annotations::isPresent)
				|| this.injectedTypes.contains(field.getGenericType());
	}

	private boolean isCollaborator(Object value) {
		Class<?> type = value.getClass();
		if (BeanUtils.isSimpleValueType(type)) {
			return false;
		}
		if (value instanceof ObjectFactory<?> || value instanceof BeanFactory || AopUtils.isAopProxy(value)
				|| isSpringsProxy(value)) {
			return true;
		}
		return Stream.of(type.getInterfaces()).anyMatch((one) -> PROVIDERS.contains(one.getName()))
				|| Stream.of(this.factory.getBeanNamesForType(type, false, false))
					.anyMatch((name) -> this.factory.getSingleton(name) == value);
	}

	/** Such as the one for the current request. */
	private static boolean isSpringsProxy(Object value) {
		return Proxy.isProxyClass(value.getClass())
				&& Proxy.getInvocationHandler(value).getClass().getName().startsWith("org.springframework.");
	}

}
