package io.github.redissession.takeover;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.ReactiveRedisTemplate;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.session.ReactiveSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

/**
 * Writes sessions with the repositories of Spring Session Data Redis 4.1, which are in a
 * class loader of their own.
 */
public final class SpringSessionWriter {

	private static final String PACKAGE = "org.springframework.session.data.redis.";

	private static final ClassLoader LOADER = new URLClassLoader(new URL[] { jar() },
			SpringSessionWriter.class.getClassLoader());

	private final Operations<?> operations;

	private SpringSessionWriter(Operations<?> operations) {
		this.operations = operations;
	}

	/**
	 * Writes as one of the servlet repositories.
	 * @param indexed whether it is the one with indexes
	 * @param namespace what all keys begin with
	 * @param serializer serializes values; {@code null} for Java serialization
	 */
	public static SpringSessionWriter servlet(LettuceConnectionFactory redis, boolean indexed, String namespace,
			@Nullable RedisSerializer<Object> serializer) {
		RedisTemplate<String, Object> template = new RedisTemplate<>();
		template.setConnectionFactory(redis);
		template.setKeySerializer(RedisSerializer.string());
		template.setHashKeySerializer(RedisSerializer.string());
		template.setDefaultSerializer((serializer != null) ? serializer : RedisSerializer.java());
		template.afterPropertiesSet();
		SessionRepository<?> repository = (SessionRepository<?>) create(
				indexed ? "RedisIndexedSessionRepository" : "RedisSessionRepository", List.of(RedisOperations.class),
				template);
		call(repository, "setRedisKeyNamespace", namespace);
		return new SpringSessionWriter(operations(repository));
	}

	/**
	 * Writes as one of the repositories for WebFlux, by Java serialization.
	 * @param indexed whether it is the one with indexes
	 */
	public static SpringSessionWriter reactive(LettuceConnectionFactory redis, boolean indexed) {
		RedisSerializer<Object> values = RedisSerializer.java();
		ReactiveRedisTemplate<String, Object> template = new ReactiveRedisTemplate<>(redis,
				RedisSerializationContext.<String, Object>newSerializationContext(values)
					.key(RedisSerializer.string())
					.hashKey(RedisSerializer.string())
					.build());
		if (indexed) {
			ReactiveRedisTemplate<String, String> events = new ReactiveRedisTemplate<>(redis,
					RedisSerializationContext.string());
			return new SpringSessionWriter(
					operations((ReactiveSessionRepository<?>) create("ReactiveRedisIndexedSessionRepository",
							List.of(ReactiveRedisOperations.class, ReactiveRedisTemplate.class), template, events)));
		}
		return new SpringSessionWriter(
				operations((ReactiveSessionRepository<?>) create("ReactiveRedisSessionRepository",
						List.of(ReactiveRedisOperations.class), template)));
	}

	/**
	 * Stores a session.
	 * @param filling sets attributes and times
	 * @return its id
	 */
	public String write(Consumer<Session> filling) {
		return this.operations.write(filling);
	}

	/**
	 * Stores a session in which a user is logged in, as Spring Security leaves it.
	 * @param more sets further attributes
	 * @return its id
	 */
	public String login(String user, Consumer<Session> more) {
		return write((session) -> {
			session.setAttribute("SPRING_SECURITY_CONTEXT",
					new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(
							User.withUsername(user).password("").roles("USER").build(), null,
							AuthorityUtils.createAuthorityList("ROLE_USER"))));
			session.removeAttribute("SPRING_SECURITY_LAST_EXCEPTION");
			more.accept(session);
		});
	}

	/**
	 * Ends a session.
	 */
	public void delete(String id) {
		this.operations.delete(id);
	}

	/**
	 * Returns the value of the cookie of a servlet session.
	 */
	public static String cookie(String id) {
		return Base64.getEncoder().encodeToString(id.getBytes());
	}

	private static <S extends Session> Operations<S> operations(SessionRepository<S> repository) {
		return new Operations<>(repository::createSession, repository::save, repository::deleteById);
	}

	private static <S extends Session> Operations<S> operations(ReactiveSessionRepository<S> repository) {
		return new Operations<>(() -> join(repository.createSession()), (session) -> join(repository.save(session)),
				(id) -> join(repository.deleteById(id)));
	}

	private static <T> T join(Mono<T> mono) {
		return mono.toFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

	private static Object create(String name, List<Class<?>> types, Object... arguments) {
		try {
			return Class.forName(PACKAGE + name, true, LOADER)
				.getConstructor(types.toArray(Class<?>[]::new))
				.newInstance(arguments);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void call(Object target, String method, String argument) {
		try {
			target.getClass().getMethod(method, String.class).invoke(target, argument);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static URL jar() {
		URL jar = Objects.requireNonNull(
				SpringSessionWriter.class.getResource("/takeover/spring-session-data-redis.jar"),
				"The jar of Spring Session Data Redis is missing: build with Maven, which copies it to target/test-classes/takeover");
		try {
			return new URL(jar.toString());
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a repository does.
	 *
	 * @param <S> its sessions
	 */
	private record Operations<S extends Session>(Supplier<S> begin, Consumer<S> save, Consumer<String> delete) {

		String write(Consumer<Session> filling) {
			S session = this.begin.get();
			filling.accept(session);
			this.save.accept(session);
			return session.getId();
		}

		void delete(String id) {
			this.delete.accept(id);
		}

	}

}
