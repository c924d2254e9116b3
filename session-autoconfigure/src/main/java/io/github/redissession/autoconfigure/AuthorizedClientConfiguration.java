package io.github.redissession.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;

import io.github.redissession.security.AuthorizedClientCodec;

/**
 * Looks up the registrations of OAuth 2 clients, which sessions keep without their
 * secrets.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(OAuth2AuthorizedClient.class)
class AuthorizedClientConfiguration {

	@Bean
	CodecLayer authorizedClientCodecLayer(ListableBeanFactory beans,
			ObjectProvider<ClientRegistrationRepository> servlet,
			ObjectProvider<ReactiveClientRegistrationRepository> reactive) {
		boolean hasClients = isDefined(beans, ClientRegistrationRepository.class)
				|| isDefined(beans, ReactiveClientRegistrationRepository.class);
		Registrations registrations = new Registrations(servlet, reactive);
		return (codec) -> hasClients ? new AuthorizedClientCodec(codec, registrations) : codec;
	}

	private static boolean isDefined(ListableBeanFactory beans, Class<?> type) {
		return beans.getBeanNamesForType(type, true, false).length > 0;
	}

	/**
	 * Looks up registrations, and says once for each that is missing what follows.
	 */
	private static final class Registrations implements Function<String, @Nullable ClientRegistration> {

		private static final Log logger = LogFactory.getLog(AuthorizedClientConfiguration.class);

		private static final int MAX_REPORTED = 100;

		private final ObjectProvider<ClientRegistrationRepository> servlet;

		private final ObjectProvider<ReactiveClientRegistrationRepository> reactive;

		private final Set<String> reported = ConcurrentHashMap.newKeySet();

		Registrations(ObjectProvider<ClientRegistrationRepository> servlet,
				ObjectProvider<ReactiveClientRegistrationRepository> reactive) {
			this.servlet = servlet;
			this.reactive = reactive;
		}

		@Override
		public @Nullable ClientRegistration apply(String id) {
			ClientRegistration found = find(id);
			if (found == null && this.reported.size() < MAX_REPORTED && this.reported.add(id)) {
				logger.warn("Sessions hold authorized clients of the registration '" + id
						+ "', which no ClientRegistrationRepository bean returns at once: they have no client secret,"
						+ " so their tokens cannot be refreshed. This is logged once");
			}
			return found;
		}

		/**
		 * Does not wait, because attributes are decoded on threads that must not block.
		 */
		private @Nullable ClientRegistration find(String id) {
			ClientRegistrationRepository blocking = this.servlet.getIfUnique();
			if (blocking != null) {
				return blocking.findByRegistrationId(id);
			}
			ReactiveClientRegistrationRepository nonBlocking = this.reactive.getIfUnique();
			return (nonBlocking != null) ? nonBlocking.findByRegistrationId(id).toFuture().getNow(null) : null;
		}

	}

}
