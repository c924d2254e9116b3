package io.github.redissession.codec;

import java.lang.reflect.Constructor;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;

/**
 * The classes of Spring Security that have no constructor for all of their fields and are
 * read by them, as Java serialization does.
 */
final class FieldTypes extends ValueDeserializerModifier implements ValueInstantiators {

	private static final long serialVersionUID = 1L;

	/** Below {@link SecurityTypes#PREFIX}; no other class is created in this way. */
	static final List<String> NAMES = List.of("web.webauthn.api.AttestationConveyancePreference",
			"web.webauthn.api.AuthenticatorAttachment", "web.webauthn.api.AuthenticatorSelectionCriteria",
			"web.webauthn.api.AuthenticatorTransport", "web.webauthn.api.Bytes",
			"web.webauthn.api.COSEAlgorithmIdentifier", "web.webauthn.api.CredProtectAuthenticationExtensionsClientInput",
			"web.webauthn.api.CredProtectAuthenticationExtensionsClientInput$CredProtect",
			"web.webauthn.api.ImmutableAuthenticationExtensionsClientInput",
			"web.webauthn.api.ImmutableAuthenticationExtensionsClientInputs",
			"web.webauthn.api.ImmutablePublicKeyCredentialUserEntity",
			"web.webauthn.api.PublicKeyCredentialCreationOptions", "web.webauthn.api.PublicKeyCredentialDescriptor",
			"web.webauthn.api.PublicKeyCredentialParameters", "web.webauthn.api.PublicKeyCredentialRequestOptions",
			"web.webauthn.api.PublicKeyCredentialRpEntity", "web.webauthn.api.PublicKeyCredentialType",
			"web.webauthn.api.ResidentKeyRequirement", "web.webauthn.api.UserVerificationRequirement",
			"web.webauthn.authentication.WebAuthnAuthentication",
			"oauth2.core.DefaultOAuth2AuthenticatedPrincipal", "oauth2.jwt.Jwt",
			"oauth2.server.resource.BearerTokenError",
			"oauth2.server.resource.authentication.BearerTokenAuthentication",
			"oauth2.server.resource.authentication.JwtAuthenticationConverter$JwtAuthenticatedPrincipal",
			"oauth2.server.resource.authentication.JwtAuthenticationToken",
			"oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal");

	static boolean isName(String name) {
		return SecurityTypes.isName(name) && NAMES.contains(name.substring(SecurityTypes.PREFIX.length()));
	}

	@Override
	public @Nullable ValueInstantiator findValueInstantiator(DeserializationConfig config,
			BeanDescription.Supplier beanDescRef) {
		Class<?> type = beanDescRef.getBeanClass();
		return isName(type.getName()) ? new Blank(type) : null;
	}

	@Override
	public ValueDeserializer<?> modifyDeserializer(DeserializationConfig config, BeanDescription.Supplier beanDescRef,
			ValueDeserializer<?> deserializer) {
		Class<?> type = beanDescRef.getBeanClass();
		List<Object> constants = isName(type.getName()) ? ConstantDeserializer.constants(type) : List.of();
		return constants.isEmpty() ? deserializer : new ConstantDeserializer(deserializer, constants);
	}

	/**
	 * Creates instances whose fields are all set afterwards.
	 */
	private static final class Blank extends ValueInstantiator.Base {

		private final Constructor<?> constructor;

		Blank(Class<?> type) {
			super(type);
			try {
				this.constructor = Instances.constructor(type, Object.class.getDeclaredConstructor());
			}
			catch (ReflectiveOperationException ex) {
				throw UnfitTypeException.because(type, "cannot be created by its fields");
			}
		}

		@Override
		public boolean canInstantiate() {
			return true;
		}

		@Override
		public boolean canCreateUsingDefault() {
			return true;
		}

		@Override
		public Object createUsingDefault(DeserializationContext ctxt) {
			try {
				return this.constructor.newInstance();
			}
			catch (ReflectiveOperationException ex) {
				throw UnfitTypeException.because(this._valueType, "cannot be created by its fields");
			}
		}

	}

}
