package io.github.redissession.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.core.SessionSettings;
import io.github.redissession.spi.AttributeCodec;
import io.github.redissession.spi.SessionRecord;

/**
 * Describes one session.
 *
 * @param settings how attributes are read
 * @param explanation explains when a session ends
 * @param sanitizer hides values that would be shown otherwise
 */
record SessionDescriber(SessionSettings settings, ExpiryExplanation explanation, Sanitizer sanitizer) {

	private static final int LONGEST_VALUE = 1000;

	/**
	 * Describes a session.
	 * @param showValues whether values of attributes are shown
	 */
	SessionDescriptor describe(SessionRecord record, boolean showValues) {
		return new SessionDescriptor(record.id(), record.principal(), record.created(), record.accessed(),
				record.size(), attributes(record, showValues), this.explanation.explain(record));
	}

	private List<SessionDescriptor.Attribute> attributes(SessionRecord record, boolean showValues) {
		AttributeCodec codec = this.settings.codec()
			.forSession(record.id(), record.details().get(SessionRecord.ORIGIN));
		List<SessionDescriptor.Attribute> attributes = new ArrayList<>();
		new TreeMap<>(record.attributes()).forEach((name, bytes) -> {
			Object value = decoded(codec, name, bytes);
			attributes.add(new SessionDescriptor.Attribute(name, (value != null) ? value.getClass().getName() : null,
					bytes.length, (value != null) ? shown(name, value, showValues) : null));
		});
		return attributes;
	}

	private static @Nullable Object decoded(AttributeCodec codec, String name, byte[] bytes) {
		try {
			return codec.decode(name, bytes);
		}
		catch (AttributeNotReadableException ex) {
			return null;
		}
	}

	/**
	 * A value may have a {@code toString} that fails, or that calls itself without end.
	 */
	private static @Nullable String text(Object value) {
		try {
			return String.valueOf(value);
		}
		catch (RuntimeException | StackOverflowError ex) {
			return null;
		}
	}

	private @Nullable Object shown(String name, Object value, boolean showValues) {
		String text = showValues ? text(value) : "";
		if (text == null) {
			return null;
		}
		String cut = (text.length() > LONGEST_VALUE) ? text.substring(0, LONGEST_VALUE) : text;
		return this.sanitizer.sanitize(new SanitizableData(null, name, cut), showValues);
	}

}
