package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes locks, such as those that frameworks keep in a session: a copy of one, read
 * on another instance, would lock nothing.
 */
final class ProcessLocks {

	/** What each refusal of a lock says. */
	static final String ADVICE = "map the attribute to local with " + FormatRules.PROPERTY;

	private static final String JDK = "java.util.concurrent.locks.";

	private static final Set<Class<?>> OTHERS = Set.of(Semaphore.class, CountDownLatch.class, CyclicBarrier.class,
			Phaser.class);

	private ProcessLocks() {
	}

	/**
	 * Returns what refuses a class that is a lock or has a field with one, {@code null}
	 * if there is none.
	 * @param type the class
	 * @param fields the classes of its fields at any depth
	 */
	static @Nullable UnfitTypeException refusal(Class<?> type, Collection<Class<?>> fields) {
		if (isLock(type)) {
			return UnfitTypeException.because(type, "is a lock, which works in one process only; declare a field that"
					+ " holds one transient, or keep the attribute in this process: " + ADVICE);
		}
		return Stream.concat(Stream.of(type), fields.stream()).anyMatch(ProcessLocks::hasLock)
				? UnfitTypeException.because(type,
						"holds a lock, which works in one process only; keep the attribute in this process: " + ADVICE)
				: null;
	}

	private static boolean isLock(Class<?> type) {
		boolean named = !JdkClasses.contains(type)
				&& (type.getSimpleName().endsWith("Lock") || type.getSimpleName().endsWith("Mutex"));
		return Lock.class.isAssignableFrom(type) || ReadWriteLock.class.isAssignableFrom(type)
				|| type.getName().startsWith(JDK) || OTHERS.stream().anyMatch((each) -> each.isAssignableFrom(type))
				|| named;
	}

	private static boolean hasLock(Class<?> type) {
		return !JdkClasses.contains(type) && Arrays.stream(type.getDeclaredFields())
			.filter(ProcessLocks::isKept)
			.anyMatch((field) -> isLock(field.getType()));
	}

	private static boolean isKept(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers());
	}

	/**
	 * Returns the line of YAML that follows the advice of a refusal, if its reason gives
	 * this advice.
	 * @param reason the reason
	 * @param name the attribute's name
	 * @return the line with a separator before it, empty if there is none
	 */
	static String line(String reason, String name) {
		return (reason.contains(ADVICE) && name.matches("[^\\[\\]*\"\\\\\\s]+"))
				? "; in YAML: \"[" + name + "]\": local" : "";
	}

}
