package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

import io.github.redissession.SessionToken;

/**
 * Writes a saved request without its cookies and without headers that carry credentials,
 * which would open the session or the login for a reader of Redis. The browser that
 * repeats the request sends its own.
 */
final class SavedRequestSecrets implements StandIn {

	private static final Pattern SECRET_NAME = Pattern
		.compile("cookie|auth|token|secret|password|credential|session|api-?key|jwt|assertion|^proxy-");

	@Override
	public boolean replaces(Class<?> type) {
		return DefaultSavedRequest.class.isAssignableFrom(type) || SimpleSavedRequest.class.isAssignableFrom(type);
	}

	@Override
	public boolean keepsClass() {
		return true;
	}

	@Override
	public boolean hidesSecrets() {
		return true;
	}

	@Override
	public Object of(Object value) {
		return Instances.copy(value, SavedRequestSecrets::change);
	}

	private static @Nullable Object change(Field field, @Nullable Object value) {
		Class<?> owner = field.getDeclaringClass();
		if (owner != DefaultSavedRequest.class && owner != SimpleSavedRequest.class) {
			return value;
		}
		return switch (field.getName()) {
			case "cookies" -> new ArrayList<>();
			case "headers" -> (value instanceof Map<?, ?> headers) ? withoutSecrets(headers) : value;
			default -> value;
		};
	}

	private static Map<Object, Object> withoutSecrets(Map<?, ?> headers) {
		Map<Object, Object> kept = (headers instanceof TreeMap<?, ?> sorted) ? copy(sorted) : new HashMap<>(headers);
		kept.entrySet()
			.removeIf((header) -> isSecretName(String.valueOf(header.getKey())) || holdsToken(header.getValue()));
		return kept;
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, Object> copy(TreeMap<?, ?> sorted) {
		return (Map<Object, Object>) sorted.clone();
	}

	private static boolean isSecretName(String name) {
		return SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
	}

	/**
	 * Returns whether a header is the one from which an id resolver reads the session's
	 * token, whatever it is called.
	 */
	private static boolean holdsToken(@Nullable Object values) {
		return values instanceof Collection<?> texts
				&& texts.stream().anyMatch((text) -> text instanceof String value && SessionToken.parse(value) != null);
	}

}
