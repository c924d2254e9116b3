package io.github.redissession.codec;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the enum of an enum container, even if the container is empty.
 */
final class EnumTypes {

	private EnumTypes() {
	}

	static Class<?> of(EnumSet<?> set) {
		EnumSet<?> constants = set.isEmpty() ? EnumSet.complementOf(set) : set;
		if (constants.isEmpty()) {
			throw UnfitTypeException.because(EnumSet.class, "of an enum without constants cannot be read back");
		}
		return constants.iterator().next().getDeclaringClass();
	}

	static Class<?> of(EnumMap<?, ?> map) {
		if (!map.isEmpty()) {
			return map.keySet().iterator().next().getDeclaringClass();
		}
		// Only Java serialization reveals the enum of an empty map.
		try (KeyTypeProbe probe = new KeyTypeProbe()) {
			probe.writeObject(map);
			if (probe.keyType != null) {
				return probe.keyType;
			}
		}
		catch (IOException ex) {
			// Cannot happen, because nothing is written.
		}
		throw UnfitTypeException.because(EnumMap.class, "does not reveal its enum, so it cannot be read back");
	}

	/**
	 * Records which enum the description of an object mentions, and writes nothing.
	 */
	private static final class KeyTypeProbe extends ObjectOutputStream {

		private @Nullable Class<?> keyType;

		KeyTypeProbe() throws IOException {
			super(OutputStream.nullOutputStream());
		}

		@Override
		protected void annotateClass(Class<?> type) {
			if (JdkTypes.isEnum(type)) {
				this.keyType = type;
			}
		}

	}

}
