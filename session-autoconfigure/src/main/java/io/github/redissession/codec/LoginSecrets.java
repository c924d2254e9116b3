package io.github.redissession.codec;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;

/**
 * Writes the authentication of a switched user without the password that Spring Security
 * copies into it, because no login follows which would erase it; and a one-time token
 * without its value, which is still good for a login.
 */
final class LoginSecrets implements SecretRemoval {

	private static final String ONE_TIME_TOKEN = SecurityTypes.PREFIX
			+ "authentication.ott.OneTimeTokenAuthenticationToken";

	@Override
	public boolean replaces(Class<?> type) {
		return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type) || isOneTimeToken(type);
	}

	@Override
	public Object of(Object value) {
		if (isOneTimeToken(value.getClass())) {
			return Instances.copy(value, (field, content) -> isField(field, "tokenValue") ? null : content);
		}
		return isSwitched((Authentication) value) ? Instances.copy(value, LoginSecrets::withoutPassword) : value;
	}

	private static boolean isOneTimeToken(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (current.getName().equals(ONE_TIME_TOKEN)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isSwitched(Authentication login) {
		return login.getAuthorities().stream().anyMatch(SwitchUserGrantedAuthority.class::isInstance);
	}

	private static @Nullable Object withoutPassword(Field field, @Nullable Object value) {
		if (isField(field, "credentials")) {
			return null;
		}
		return (isField(field, "principal") && value instanceof User user && user.getPassword() != null)
				? Instances.copy(user, (each, content) -> isField(each, "password") ? null : content) : value;
	}

	private static boolean isField(Field field, String name) {
		return field.getName().equals(name) && SecurityTypes.isName(field.getDeclaringClass().getName());
	}

}
