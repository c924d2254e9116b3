package io.github.redissession.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Recreates exceptions with their messages, by a public constructor if their class has
 * one that keeps the message, and otherwise by one of a superclass.
 */
final class FailureFactory {

	private static final StackTraceElement[] NO_TRACE = new StackTraceElement[0];

	private final AllowedTypes allowed;

	private final TypeSchemas schemas;

	/** Each of them is a new class to the JVM. */
	private final ClassValue<List<Constructor<?>>> inherited = new ClassValue<>() {

		@Override
		protected List<Constructor<?>> computeValue(Class<?> type) {
			return inherited(type);
		}

	};

	FailureFactory(AllowedTypes allowed, TypeSchemas schemas) {
		this.allowed = allowed;
		this.schemas = schemas;
	}

	/**
	 * Recreates an exception of an allowed class.
	 */
	Throwable create(Class<?> type, StoredFailure stored) {
		return create(type, stored.message(), cause(stored.causes()), stored.fields());
	}

	private Throwable create(Class<?> type, @Nullable String message, @Nullable Throwable cause,
			Map<String, Object> fields) {
		Throwable last = null;
		for (Attempt attempt : attempts(type, message, cause)) {
			Throwable failure = attempt.create();
			if (failure != null) {
				fill(failure, cause, fields);
				if (Objects.equals(failure.getMessage(), message) && failure.getCause() == cause) {
					return failure;
				}
				last = failure;
			}
		}
		if (last == null) {
			throw UnfitTypeException.because(type, "cannot be created with a message");
		}
		return last;
	}

	/**
	 * Returns an exception of an allowed class with the content of another one.
	 */
	Throwable create(Class<?> type, Throwable other) {
		return create(type, StoredFailure.of(other, (value) -> true));
	}

	/**
	 * Recreates an exception of the class that it names.
	 */
	Throwable create(StoredFailure stored) {
		return create(load(stored.type()), stored);
	}

	private @Nullable Throwable cause(List<StoredFailure.Cause> causes) {
		Throwable cause = null;
		for (int i = causes.size() - 1; i >= 0; i--) {
			cause = create(causes.get(i), cause);
		}
		return cause;
	}

	private Throwable create(StoredFailure.Cause stored, @Nullable Throwable cause) {
		try {
			return create(load(stored.type()), stored.message(), cause, Map.of());
		}
		catch (UnfitTypeException ex) {
			return new UnknownFailure(stored.type(), stored.message(), cause);
		}
	}

	private Class<?> load(String name) {
		return this.allowed.load(this.schemas.presentName(name));
	}

	private static void fill(Throwable failure, @Nullable Throwable cause, Map<String, Object> values) {
		failure.setStackTrace(NO_TRACE);
		if (cause != null && failure.getCause() == null) {
			addCause(failure, cause);
		}
		for (Field field : StoredFailure.fields(failure.getClass())) {
			Object value = values.get(field.getName());
			if (value != null) {
				set(field, failure, value);
			}
		}
	}

	private static void addCause(Throwable failure, Throwable cause) {
		try {
			failure.initCause(cause);
		}
		catch (IllegalStateException ex) {
			// Its constructor has ruled out a cause, so another attempt has to be made.
			failure.setStackTrace(NO_TRACE);
		}
	}

	private static void set(Field field, Throwable failure, Object value) {
		if (!ClassUtils.isAssignableValue(field.getType(), value)) {
			return;
		}
		try {
			field.setAccessible(true);
			field.set(failure, value);
		}
		catch (IllegalAccessException ex) {
			throw UnfitTypeException.because(failure.getClass(), "has a field that cannot be set");
		}
	}

	private List<Attempt> attempts(Class<?> type, @Nullable String message, @Nullable Throwable cause) {
		List<Attempt> attempts = new ArrayList<>();
		if (!Throwable.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
			return attempts;
		}
		Constructor<?> caused = ClassUtils.getConstructorIfAvailable(type, String.class, Throwable.class);
		if (caused != null && cause != null) {
			attempts.add(new Attempt(caused, message, cause));
		}
		Constructor<?> simple = ClassUtils.getConstructorIfAvailable(type, String.class);
		if (simple != null) {
			attempts.add(new Attempt(simple, message));
		}
		if (caused != null && cause == null) {
			attempts.add(new Attempt(caused, message, null));
		}
		List<Constructor<?>> parents = this.inherited.get(type);
		parents.forEach((constructor) -> attempts.add(new Attempt(constructor, message)));
		// A class may make its message of its fields.
		parents.stream()
			.reduce((first, last) -> last)
			.ifPresent((last) -> attempts.add(new Attempt(last, (Object) null)));
		return attempts;
	}

	/**
	 * Returns constructors that run one of a superclass, with a message.
	 */
	private static List<Constructor<?>> inherited(Class<?> type) {
		List<Constructor<?>> constructors = new ArrayList<>();
		for (Class<?> parent = type.getSuperclass(); parent != Object.class; parent = parent.getSuperclass()) {
			Constructor<?> declared = declared(parent);
			Constructor<?> constructor = (declared != null) ? constructor(type, declared) : null;
			if (constructor != null) {
				constructors.add(constructor);
			}
		}
		return constructors;
	}

	private static @Nullable Constructor<?> declared(Class<?> type) {
		try {
			Constructor<?> constructor = type.getDeclaredConstructor(String.class);
			return Modifier.isPrivate(constructor.getModifiers()) ? null : constructor;
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	private static @Nullable Constructor<?> constructor(Class<?> type, Constructor<?> parent) {
		try {
			return Instances.constructor(type, parent);
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	/**
	 * One way to create an exception.
	 */
	private record Attempt(Constructor<?> constructor, @Nullable Object... arguments) {

		@Nullable Throwable create() {
			try {
				return (Throwable) this.constructor.newInstance(this.arguments);
			}
			catch (ReflectiveOperationException | RuntimeException ex) {
				return null;
			}
		}

	}

}
