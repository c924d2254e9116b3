package io.github.redissession.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

import org.hibernate.bytecode.enhance.spi.DefaultEnhancementContext;
import org.hibernate.bytecode.enhance.spi.Enhancer;
import org.hibernate.bytecode.enhance.spi.UnloadedClass;
import org.hibernate.bytecode.enhance.spi.UnloadedField;
import org.hibernate.bytecode.internal.bytebuddy.BytecodeProviderImpl;

/**
 * Loads entities with the byte code that Hibernate's build plugin would give them.
 */
final class EnhancedClasses extends ClassLoader {

	private final List<String> names;

	private final Enhancer enhancer;

	EnhancedClasses(Class<?>... types) {
		super(EnhancedClasses.class.getClassLoader());
		this.names = List.of(types).stream().map(Class::getName).toList();
		this.enhancer = new BytecodeProviderImpl().getEnhancer(new DefaultEnhancementContext() {

			@Override
			public ClassLoader getLoadingClassLoader() {
				return EnhancedClasses.class.getClassLoader();
			}

			@Override
			public boolean hasLazyLoadableAttributes(UnloadedClass type) {
				return true;
			}

			@Override
			public boolean isLazyLoadable(UnloadedField field) {
				return true;
			}

		});
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!this.names.contains(name)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : enhance(name);
		}
	}

	private Class<?> enhance(String name) {
		try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
			byte[] enhanced = this.enhancer.enhance(name, file.readAllBytes());
			return defineClass(name, enhanced, 0, enhanced.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
