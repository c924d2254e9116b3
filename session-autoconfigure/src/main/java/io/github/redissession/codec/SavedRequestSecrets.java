package io.github.redissession.codec;

import java.lang.reflect.Field;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.DefaultSavedRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;

import io.github.redissession.SessionToken;

/**
 * Writes a saved request without its cookies, without headers that carry credentials and
 * without the passwords of forms, which would open the session or the login for a reader
 * of Redis. The browser that repeats the request sends its own.
 */
final class SavedRequestSecrets implements SecretRemoval {

	private static final Pattern SECRET_NAME = Pattern
		.compile("cookie|auth|token|secret|password|credential|session|api-?key|jwt|assertion|^proxy-");

	private static final Pattern PASSWORD_NAME = Pattern.compile("passw|passphrase|passcode");

	@Override
	public boolean replaces(Class<?> type) {
		return DefaultSavedRequest.class.isAssignableFrom(type) || SimpleSavedRequest.class.isAssignableFrom(type);
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
			case "parameters" -> (value instanceof Map<?, ?> parameters) ? withoutPasswords(parameters) : value;
			case "queryString" -> (value instanceof String query) ? withoutPasswords(query) : value;
			case "redirectUrl" -> (value instanceof String url) ? redirectWithoutPasswords(url) : value;
			default -> value;
		};
	}

	private static Map<Object, Object> withoutPasswords(Map<?, ?> parameters) {
		Map<Object, Object> kept = mutable(parameters);
		kept.keySet().removeIf((name) -> isPasswordName(String.valueOf(name)));
		return kept;
	}

	private static String redirectWithoutPasswords(String url) {
		int query = url.indexOf('?');
		return (query < 0) ? url : url.substring(0, query + 1) + withoutPasswords(url.substring(query + 1));
	}

	private static String withoutPasswords(String query) {
		return Stream.of(query.split("&"))
			.filter((parameter) -> !isPasswordName(decoded(parameter.substring(0, (parameter + "=").indexOf('=')))))
			.collect(Collectors.joining("&"));
	}

	private static String decoded(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return name;
		}
	}

	private static boolean isPasswordName(String name) {
		return PASSWORD_NAME.matcher(name.toLowerCase(Locale.ROOT)).find();
	}

	private static Map<Object, Object> withoutSecrets(Map<?, ?> headers) {
		Map<Object, Object> kept = mutable(headers);
		kept.entrySet()
			.removeIf((header) -> isSecretName(String.valueOf(header.getKey())) || holdsToken(header.getValue()));
		return kept;
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, Object> mutable(Map<?, ?> map) {
		return (map instanceof TreeMap<?, ?> sorted) ? (Map<Object, Object>) sorted.clone() : new HashMap<>(map);
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
