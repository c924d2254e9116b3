package io.github.redissession.codec;

/**
 * Writes the registration of an OAuth 2 client without the client's secret, which the
 * application has in its configuration.
 */
final class ClientSecrets implements SecretRemoval {

	private static final String REGISTRATION = SecurityTypes.PREFIX + "oauth2.client.registration.ClientRegistration";

	@Override
	public boolean replaces(Class<?> type) {
		return type.getName().equals(REGISTRATION);
	}

	@Override
	public Object of(Object value) {
		return Instances.copy(value, (field, content) -> field.getName().equals("clientSecret") ? "" : content);
	}

}
