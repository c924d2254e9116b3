package io.github.redissession.codec;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.oauth2.client.ClientAuthorizationRequiredException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.web.csrf.MissingCsrfTokenException;

import io.github.redissession.AttributeNotReadableException;
import io.github.redissession.AttributeNotStorableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exceptions come back with their class and message, those of their causes, and the
 * fields that can be stored.
 */
class FailureTests {

	private static final CodecSettings SETTINGS = CodecSettings.of(List.of(FailureTests.class.getPackageName()),
			FailureTests.class.getClassLoader());

	private static EnvelopeCodec codec(AttributeFormat format) {
		return new EnvelopeCodec(SETTINGS.withFormats(format));
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void classAndMessageComeBack(AttributeFormat format) {
		EnvelopeCodec codec = codec(format);
		for (Throwable failure : List.of(new IllegalStateException("no"), new IllegalStateException(),
				new FileNotFoundException("x"), new UncheckedIOException("x", new IOException("y")),
				new AccessDeniedException("denied"), new MissingCsrfTokenException("none"),
				new AuthorizationDeniedException("denied", new AuthorizationDecision(false)),
				new OAuth2AuthorizationException(new OAuth2Error("invalid", "text", null)),
				new ClientAuthorizationRequiredException("idp"), new Quiet(5), new Computed("joe", 5), new Plain("x"),
				new NoMessage(), new Caused(new IllegalStateException("why")), new Wrapping("text"))) {
			Throwable read = copy(codec, failure);
			assertThat(read).hasSameClassAs(failure);
			assertThat(read.getMessage()).isEqualTo(failure.getMessage());
			assertThat(copy(codec, read)).hasSameClassAs(failure);
			assertThat(codec.encode("a", read, codec.encode("a", failure))).isEqualTo(codec.encode("a", failure));
		}
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void theFieldsThatCanBeStoredComeBack(AttributeFormat format) {
		FrozenException failure = new FrozenException("frozen", LocalDate.of(2026, 11, 30), 5L, () -> "x");
		FrozenException read = (FrozenException) copy(codec(format), failure);
		assertThat(read).hasMessage("frozen");
		assertThat(read.until).isEqualTo(failure.until);
		assertThat(read.attempts).isEqualTo(5L);
		assertThat(read.supplier).isNull();
		assertThat(copy(codec(format), new ArrayList<>(List.of(failure)))).isInstanceOf(ArrayList.class);
		assertThat(((UsernameNotFoundException) copy(codec(format), UsernameNotFoundException.fromUsername("joe")))
			.getName()).isEqualTo("joe");
		OAuth2AuthorizationException denied = (OAuth2AuthorizationException) copy(codec(format),
				new OAuth2AuthorizationException(new OAuth2Error("invalid", "text", null)));
		assertThat(denied.getError().getErrorCode()).isEqualTo("invalid");
		InvalidTenantException tenant = (InvalidTenantException) copy(codec(format),
				new InvalidTenantException(new OAuth2Error("code", "text", null), "north"));
		assertThat(tenant.getError().getErrorCode()).isEqualTo("code");
		assertThat(tenant.tenant).isEqualTo("north");
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void causesComeBackWithClassAndMessage(AttributeFormat format) {
		Throwable failure = new AuthenticationServiceException("down",
				new FrozenException("frozen", LocalDate.EPOCH, 1L, null).initCause(
						new SQLException("no connection", new org.springframework.web.server.ResponseStatusException(
								org.springframework.http.HttpStatus.NOT_FOUND, "gone"))));
		Throwable read = copy(codec(format), failure);
		assertThat(read).isInstanceOf(AuthenticationServiceException.class).hasMessage("down");
		assertThat(read.getCause()).isInstanceOf(FrozenException.class).hasMessage("frozen");
		assertThat(read.getCause().getCause()).isInstanceOf(SQLException.class).hasMessage("no connection");
		assertThat(read.getCause().getCause().getCause())
			.hasToString("org.springframework.web.server.ResponseStatusException: 404 NOT_FOUND \"gone\"");
		assertThat(copy(codec(format), read).getCause().getCause().getCause())
			.hasToString(read.getCause().getCause().getCause().toString());
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aCircleOfCausesOrFieldsEnds(AttributeFormat format) {
		IllegalStateException first = new IllegalStateException("first");
		first.initCause(new IllegalStateException("second", first));
		assertThat(copy(codec(format), first)).hasMessage("first");
		Holding holding = new Holding();
		holding.content = new LinkedHashMap<>(Map.of("self", holding));
		assertThat(copy(codec(format), holding)).hasMessage("holding");
	}

	@ParameterizedTest
	@EnumSource(AttributeFormat.class)
	void aFailedLoginOfAForeignClassKeepsItsMessage(AttributeFormat format) {
		EnvelopeCodec codec = new EnvelopeCodec(
				CodecSettings.of(List.of("com.example"), getClass().getClassLoader()).withFormats(format));
		assertThat(copy(codec, new FrozenException("frozen", LocalDate.EPOCH, 1L, null)))
			.isExactlyInstanceOf(AuthenticationServiceException.class)
			.hasMessage("frozen");
		assertThat(copy(codec, new ShutException("shut"))).isExactlyInstanceOf(LockedException.class)
			.hasMessage("shut");
		assertThat(copy(codec(format), new BadCredentialsException("bad") {
			private static final long serialVersionUID = 1L;

		})).isExactlyInstanceOf(BadCredentialsException.class).hasMessage("bad");
	}

	@Test
	void anotherExceptionOfAForeignClassIsRefused() {
		EnvelopeCodec codec = new EnvelopeCodec(CodecSettings.of(List.of("com.example"), getClass().getClassLoader()));
		assertThatExceptionOfType(AttributeNotStorableException.class)
			.isThrownBy(() -> codec.encode("a", new Plain("x")))
			.withMessageContaining("Plain is not allowed");
	}

	@Test
	void aForgedClassIsNoException() {
		EnvelopeCodec codec = codec(AttributeFormat.JSON);
		for (String type : List.of("java.net.URLClassLoader", "java.lang.Object", "java.lang.Thread",
				"java.util.NoSuchException")) {
			assertThatExceptionOfType(AttributeNotReadableException.class)
				.isThrownBy(() -> codec.decode("a", ("{\"@" + type + "\":{\"message\":\"x\"}}").getBytes()));
			Throwable read = (Throwable) codec.decode("a",
					("{\"@java.lang.Exception\":{\"message\":\"x\",\"causes\":[{\"type\":\"" + type
							+ "\",\"message\":\"y\"}]}}")
						.getBytes());
			assertThat(read.getCause()).isInstanceOf(UnknownFailure.class);
		}
	}

	private static Throwable copy(EnvelopeCodec codec, Throwable failure) {
		return (Throwable) copy(codec, (Object) failure);
	}

	private static Object copy(EnvelopeCodec codec, Object value) {
		codec.encode("a", value);
		return codec.decode("a", codec.encode("a", value));
	}

	static final class FrozenException extends AuthenticationException {

		private static final long serialVersionUID = 1L;

		final LocalDate until;

		final long attempts;

		@SuppressWarnings("serial")
		final @Nullable Supplier<String> supplier;

		FrozenException(String message, LocalDate until, long attempts, @Nullable Supplier<String> supplier) {
			super(message);
			this.until = Objects.requireNonNull(until);
			this.attempts = attempts;
			this.supplier = supplier;
		}

	}

	static final class ShutException extends LockedException {

		private static final long serialVersionUID = 1L;

		ShutException(String message) {
			super(message);
		}

	}

	static final class InvalidTenantException extends OAuth2AuthenticationException {

		private static final long serialVersionUID = 1L;

		final String tenant;

		InvalidTenantException(OAuth2Error error, String tenant) {
			super(error);
			this.tenant = tenant;
		}

	}

	/** Only its field holds the content of its message. */
	static final class Quiet extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final int count;

		Quiet(int count) {
			this.count = count;
		}

		@Override
		public String getMessage() {
			return "count " + this.count;
		}

	}

	static final class Computed extends Exception {

		private static final long serialVersionUID = 1L;

		final String name;

		Computed(String name, int count) {
			super(name + " " + count);
			this.name = name;
		}

	}

	static final class Plain extends Exception {

		private static final long serialVersionUID = 1L;

		Plain(String message) {
			super(message);
		}

	}

	static final class NoMessage extends Error {

		private static final long serialVersionUID = 1L;

	}

	static final class Caused extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Caused(Throwable cause) {
			super(cause);
		}

	}

	/** Its public constructor makes another message of the one it is given. */
	public static final class Wrapping extends Exception {

		private static final long serialVersionUID = 1L;

		public Wrapping(String message) {
			super("[" + message + "]");
		}

	}

	static final class Holding extends Exception {

		private static final long serialVersionUID = 1L;

		@SuppressWarnings("serial")
		@Nullable Map<String, Object> content;

		Holding() {
			super("holding");
		}

	}

}
