package io.github.redissession.beans;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Finds out which beans have a destroy method, without an instance of them.
 */
final class BeanDestruction {

	private static final String ANNOTATION = "jakarta.annotation.PreDestroy";

	private final DefaultListableBeanFactory factory;

	private final Map<String, Boolean> needed = new ConcurrentHashMap<>();

	BeanDestruction(DefaultListableBeanFactory factory) {
		this.factory = factory;
	}

	/**
	 * Whether a bean may have a destroy method. It is called through the bean factory,
	 * which decides; the answer may be yes for a bean without one.
	 */
	boolean isNeeded(String name) {
		return this.needed.computeIfAbsent(name, this::find);
	}

	private boolean find(String name) {
		Class<?> type = BeanCreation.type(this.factory, name);
		if (type == null || type.isInterface() || DisposableBean.class.isAssignableFrom(type)
				|| AutoCloseable.class.isAssignableFrom(type)) {
			return true;
		}
		BeanDefinition definition = this.factory.getMergedBeanDefinition(name);
		String method = definition.getDestroyMethodName();
		boolean inferred = AbstractBeanDefinition.INFER_METHOD.equals(method);
		boolean declared = method != null && !method.isEmpty() && !inferred;
		return declared || Stream.of(ReflectionUtils.getAllDeclaredMethods(type))
			.anyMatch((one) -> inferred && one.getParameterCount() == 0
					&& (one.getName().equals("close") || one.getName().equals("shutdown"))
					|| MergedAnnotations.from(one, SearchStrategy.DIRECT).isPresent(ANNOTATION));
	}

}
