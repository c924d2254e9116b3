package io.github.redissession.security;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

import io.github.redissession.spi.AttributeCodec;

/**
 * Gives the authorized clients of OAuth 2 in a session their registrations as the
 * application has configured them, because a session is stored without the clients'
 * secrets. A client whose registration no longer exists keeps the stored one and has no
 * secret.
 */
public final class AuthorizedClientCodec implements AttributeCodec {

	private static final String SERVLET = "org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository.AUTHORIZED_CLIENTS";

	private static final String WEBFLUX = "org.springframework.security.oauth2.client.web.server.WebSessionServerOAuth2AuthorizedClientRepository.AUTHORIZED_CLIENTS";

	private static final Set<String> ATTRIBUTES = Set.of(SERVLET, WEBFLUX);

	private final AttributeCodec delegate;

	private final Function<String, @Nullable ClientRegistration> registrations;

	/**
	 * Creates the codec.
	 * @param delegate encodes and decodes all attributes
	 * @param registrations returns the registration of an id, or {@code null}
	 */
	public AuthorizedClientCodec(AttributeCodec delegate,
			Function<String, @Nullable ClientRegistration> registrations) {
		this.delegate = delegate;
		this.registrations = registrations;
	}

	@Override
	public byte[] encode(String name, Object value) {
		return this.delegate.encode(name, value);
	}

	/**
	 * Compares clients with their configured registrations, because Java serialization
	 * writes equal texts in another way if they are other objects.
	 */
	@Override
	public byte[] encode(String name, Object value, byte[] stored) {
		return ATTRIBUTES.contains(name) ? AttributeCodec.super.encode(name, value, stored)
				: this.delegate.encode(name, value, stored);
	}

	@Override
	@SuppressWarnings("unchecked")
	public Object decode(String name, byte[] bytes) {
		Object value = this.delegate.decode(name, bytes);
		if (ATTRIBUTES.contains(name) && value instanceof Map<?, ?> clients) {
			((Map<Object, Object>) clients).replaceAll((id, client) -> configured(client));
		}
		return value;
	}

	private Object configured(Object value) {
		if (!(value instanceof OAuth2AuthorizedClient client)) {
			return value;
		}
		ClientRegistration registration = this.registrations.apply(client.getClientRegistration().getRegistrationId());
		return (registration == null) ? client : new OAuth2AuthorizedClient(registration, client.getPrincipalName(),
				client.getAccessToken(), client.getRefreshToken());
	}

	@Override
	public AttributeCodec forSession(String id, @Nullable String origin) {
		return new AuthorizedClientCodec(this.delegate.forSession(id, origin), this.registrations);
	}

	@Override
	public @Nullable String origin(String id) {
		return this.delegate.origin(id);
	}

	@Override
	public boolean isImmutable(Class<?> type) {
		return this.delegate.isImmutable(type);
	}

}
