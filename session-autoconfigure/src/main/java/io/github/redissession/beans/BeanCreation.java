package io.github.redissession.beans;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.SimpleInstantiationStrategy;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * Creates instances of session-scoped beans whose state is about to be set: as the bean
 * factory does, but without {@code @PostConstruct} and other initialization, which has
 * taken place when the bean was new.
 */
final class BeanCreation {

	private final DefaultListableBeanFactory factory;

	BeanCreation(DefaultListableBeanFactory factory) {
		this.factory = factory;
	}

	private RootBeanDefinition definition(String name) {
		return (RootBeanDefinition) this.factory.getMergedBeanDefinition(name);
	}

	/**
	 * Calls the constructor or the factory method of a bean.
	 */
	Object create(String name) {
		RootBeanDefinition definition = definition(name);
		try {
			Supplier<?> supplier = definition.getInstanceSupplier();
			if (supplier != null) {
				return (supplier instanceof InstanceSupplier<?> known)
						? known.get(RegisteredBean.of(this.factory, name)) : supplier.get();
			}
			Executable executable = executable(name, definition);
			Object[] arguments = arguments(name, executable);
			return (executable instanceof Method method) ? call(name, definition, method, arguments)
					: BeanUtils.instantiateClass((Constructor<?>) executable, arguments);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Object call(String name, RootBeanDefinition definition, Method method, Object[] arguments) {
		String owner = definition.getFactoryBeanName();
		// Tells a configuration class that the factory calls the method.
		return new SimpleInstantiationStrategy().instantiate(definition, name, this.factory,
				(owner != null) ? this.factory.getBean(owner) : null, method, arguments);
	}

	/**
	 * Injects fields and setters, and what {@code Aware} interfaces ask for.
	 */
	void inject(String name, Object bean) {
		this.factory.autowireBean(bean);
		if (bean instanceof BeanNameAware aware) {
			aware.setBeanName(name);
		}
		ClassLoader loader = this.factory.getBeanClassLoader();
		if (bean instanceof BeanClassLoaderAware aware && loader != null) {
			aware.setBeanClassLoader(loader);
		}
		if (bean instanceof BeanFactoryAware aware) {
			aware.setBeanFactory(this.factory);
		}
		for (BeanPostProcessor processor : this.factory.getBeanPostProcessors()) {
			if (processor.getClass().getSimpleName().endsWith("AwareProcessor")) {
				processor.postProcessBeforeInitialization(bean, name);
			}
		}
	}

	/**
	 * Returns a bean behind the proxies that the bean factory gives it.
	 */
	Object proxied(String name, Object bean) {
		Object proxied = bean;
		for (BeanPostProcessor processor : this.factory.getBeanPostProcessors()) {
			Object next = processor.postProcessAfterInitialization(proxied, name);
			if (next == null) {
				return proxied;
			}
			proxied = next;
		}
		return proxied;
	}

	/**
	 * Returns the types of the beans with which a bean is created. A parameter that is a
	 * value counts as state.
	 */
	Set<Type> injectedTypes(String name) {
		RootBeanDefinition definition = definition(name);
		Executable executable = (definition.getInstanceSupplier() == null) ? executable(name, definition) : null;
		if (executable == null) {
			return Set.of();
		}
		return Stream.of(executable.getGenericParameterTypes())
			.filter((type) -> isBean(ResolvableType.forType(type)))
			.collect(Collectors.toUnmodifiableSet());
	}

	private boolean isBean(ResolvableType type) {
		ResolvableType item = type.isArray() ? type.getComponentType()
				: type.hasGenerics() ? type.getGeneric(type.getGenerics().length - 1) : type;
		return this.factory.getBeanNamesForType(item, true, false).length > 0
				|| this.factory.getBeanNamesForType(type, true, false).length > 0;
	}

	private Object[] arguments(String name, Executable executable) {
		DefaultParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();
		return IntStream.range(0, executable.getParameterCount()).mapToObj((index) -> {
			MethodParameter parameter = MethodParameter.forExecutable(executable, index);
			parameter.initParameterNameDiscovery(names);
			return this.factory.resolveDependency(new DependencyDescriptor(parameter, true), name);
		}).toArray();
	}

	/**
	 * Returns the class of a bean, not that of a proxy as the bean factory does; the
	 * declared type if a factory method makes it, and {@code null} if it is not known.
	 */
	static @Nullable Class<?> type(DefaultListableBeanFactory factory, String name) {
		RootBeanDefinition definition = (RootBeanDefinition) factory.getMergedBeanDefinition(name);
		if (definition.getFactoryMethodName() != null) {
			return factory.getType(name, false);
		}
		try {
			return definition.hasBeanClass() ? definition.getBeanClass()
					: definition.resolveBeanClass(factory.getBeanClassLoader());
		}
		catch (ClassNotFoundException ex) {
			return null;
		}
	}

	/**
	 * Returns the constructor or the method that the bean factory would call.
	 */
	private Executable executable(String name, RootBeanDefinition definition) {
		if (definition.getFactoryMethodName() != null) {
			this.factory.getType(name);
			Method method = definition(name).getResolvedFactoryMethod();
			if (method == null) {
				throw new IllegalStateException("the factory method of bean " + name + " is not known");
			}
			return method;
		}
		Class<?> type = type(this.factory, name);
		if (type == null) {
			throw new IllegalStateException("the class of bean " + name + " is not known");
		}
		Constructor<?>[] injected = candidates(name, type);
		return (injected != null) ? injected[0] : BeanUtils.getResolvableConstructor(type);
	}

	private Constructor<?> @Nullable [] candidates(String name, Class<?> type) {
		for (BeanPostProcessor processor : this.factory.getBeanPostProcessors()) {
			Constructor<?>[] found = (processor instanceof SmartInstantiationAwareBeanPostProcessor smart)
					? smart.determineCandidateConstructors(type, name) : null;
			if (found != null && found.length > 0) {
				return found;
			}
		}
		return null;
	}

}
